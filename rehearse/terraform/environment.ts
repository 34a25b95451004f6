import type { AttachedProviders } from "../protocol/attach";

/**
 * The environment in which Terraform rehearses: the user's, without what would lead it elsewhere than to the scratch
 * folder and the attached providers.
 *
 * @param configuration an empty file that stands for the user's configuration of Terraform
 */
export function terraformEnvironment(
  env: NodeJS.ProcessEnv,
  { reattach, environment }: Pick<AttachedProviders, "reattach" | "environment">,
  configuration: string,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !misleading.test(name) && environment[name] !== null);
  const given = Object.entries(environment).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries([...kept, ...given]),
    TF_REATTACH_PROVIDERS: reattach,
    // mirrors, overrides and credentials of the user's are no part of a rehearsal; a missing file is a warning each time
    TF_CLI_CONFIG_FILE: configuration,
    TF_INPUT: "0",
    // asks the network for newer versions
    CHECKPOINT_DISABLE: "1",
  };
}

const misleading = /^TF_(CLI_ARGS.*|WORKSPACE|DATA_DIR|PLUGIN_CACHE_DIR|CLI_CONFIG_FILE|REATTACH_PROVIDERS)$/;
