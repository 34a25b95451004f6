import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { attachProviders } from "./protocol/attach";
import type { Scratch } from "./scratch";
import { overrideStack, stateFile } from "./stack/copy";
import { readStack, typesInState, union } from "./stack/stack";
import { terraformEnvironment } from "./terraform/environment";

export interface AttachedCommandProps {
  readonly command: readonly [program: string, ...args: string[]];
  /** Folder in which the command runs, and from which the bindings of providers are resolved. */
  readonly project: string;
  /** Synthesized output of cdktf, with a folder for each stack in `stacks/`. */
  readonly synthesized: string;
  /** Folder that stands for cdktf's output and holds the states; kept for the next command. */
  readonly output: string;
  /** Offers every type of the providers, for commands that synthesize stacks elsewhere. */
  readonly allTypes: boolean;
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the command shares a terminal with us, from which Ctrl-C reaches it by itself. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs a command that runs Terraform, such as `cdktf deploy`, with the providers attached. cdktf's output and state
 * are in a folder of the rehearsal's.
 *
 * @returns the command's exit status
 */
export async function runAttached(props: AttachedCommandProps): Promise<number> {
  const { output, synthesized, project, allTypes, scratch, signal } = props;
  mkdirSync(output, { recursive: true });
  cpSync(synthesized, output, { recursive: true });
  const stacks = stacksIn(output);
  // cdktf leaves files that are not its own where they are, when it synthesizes again
  for (const stack of stacks) overrideStack(stack, { withoutProvisioners: true });

  const providers = await attachProviders(
    stacks.flatMap((stack) => readStack(stack).providers),
    project,
    () =>
      allTypes
        ? "all"
        : union(stacks.flatMap((stack) => [readStack(stack).types, typesInState(join(stack, stateFile))])),
  );
  const env = {
    ...terraformEnvironment(props.env, providers, scratch.terraformConfiguration),
    // cdktf takes its options from variables too
    CDKTF_OUTPUT: output,
    // would ask the registry
    CDKTF_SKIP_PROVIDER_LOCK: "true",
    DISABLE_VERSION_CHECK: "true",
  };
  const status = await run(props, env).finally(providers.stop);
  signal.throwIfAborted();
  return status;
}

// --- internal ---

function stacksIn(output: string): string[] {
  const folder = join(output, "stacks");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => join(folder, name));
}

function run({ command, project, interactive, signal }: AttachedCommandProps, env: NodeJS.ProcessEnv) {
  const [program, ...args] = command;
  return new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, { cwd: project, env, stdio: "inherit" });
    const stop = () => {
      const reason = String(signal.reason);
      if (interactive && reason === "SIGINT") return;
      child.kill(reason === "SIGINT" ? "SIGINT" : "SIGTERM");
    };
    signal.addEventListener("abort", stop);
    child.on("error", reject);
    child.on("close", (status) => {
      signal.removeEventListener("abort", stop);
      resolve(status ?? 1);
    });
  });
}
