/**
 * The environment in which Terraform rehearses: the user's, without what would lead it elsewhere than to the scratch
 * folder and the providers here.
 *
 * @param reattach value of TF_REATTACH_PROVIDERS
 * @param configuration an empty file that stands for the user's configuration of Terraform
 */
export function terraformEnvironment(
  env: NodeJS.ProcessEnv,
  { reattach, configuration }: { readonly reattach: string; readonly configuration: string },
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !misleading.test(name));
  return {
    ...Object.fromEntries(kept),
    TF_REATTACH_PROVIDERS: reattach,
    // mirrors, overrides and credentials of the user's are no part of a rehearsal; a missing file is a warning each time
    TF_CLI_CONFIG_FILE: configuration,
    TF_INPUT: "0",
    // asks the network for newer versions
    CHECKPOINT_DISABLE: "1",
  };
}

const misleading = /^TF_(CLI_ARGS.*|WORKSPACE|DATA_DIR|PLUGIN_CACHE_DIR|CLI_CONFIG_FILE|REATTACH_PROVIDERS)$/;
