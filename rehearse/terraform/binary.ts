import { spawnSync } from "node:child_process";
import { RehearsalError } from "../error";

/** The user's own Terraform. */
export interface TerraformBinary {
  readonly path: string;
  readonly version: string;
}

/** The oldest that the stacks may use, and that a rehearsal has been tried with. */
const oldest = { major: 1, minor: 11 } as const;

/**
 * Asks a Terraform which version it is.
 *
 * @param path name or path of the binary
 * @throws RehearsalError where there is none, or one that is too old
 */
export function findTerraform(path: string, env: NodeJS.ProcessEnv): TerraformBinary {
  // a configuration of the user's that is not there is a warning each time
  const { TF_CLI_CONFIG_FILE, ...withoutConfiguration } = env;
  const { error, status, stdout, stderr } = spawnSync(path, ["version", "-json"], {
    encoding: "utf8",
    env: withoutConfiguration,
  });
  if (error !== undefined) {
    throw new RehearsalError(
      `cannot run ${path}: ${reasonOf(error)}; a rehearsal runs your own Terraform, ${oldest.major}.${oldest.minor} or newer (https://developer.hashicorp.com/terraform/install)`,
    );
  }
  const version = status === 0 ? versionIn(stdout) : undefined;
  if (version === undefined) {
    throw new RehearsalError(
      `${path} does not say its version as Terraform does: ${(stderr || stdout).trim()}`,
    );
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new RehearsalError(
      `${path} is Terraform ${version}; a rehearsal needs ${oldest.major}.${oldest.minor} or newer`,
    );
  }
  return { path, version };
}

// --- internal ---

const reasonOf = (error: Error): string =>
  (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such program" : error.message;

function versionIn(output: string): string | undefined {
  try {
    const { terraform_version: version } = JSON.parse(output) as { terraform_version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
