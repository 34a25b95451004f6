import { spawn } from "node:child_process";
import type { TerraformBinary } from "./binary";

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends Terraform, which first finishes what it has begun. */
  readonly signal: AbortSignal;
  /** Told every line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** How long Terraform may take to put its state in order once it is told to stop. */
const patience = 10_000;

/** Runs Terraform to its end; a run that was stopped rejects with the signal's reason. */
export function runTerraform(
  { path }: TerraformBinary,
  args: readonly string[],
  { directory, env, signal, onLine }: RunOptions,
): Promise<Run> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // in a process group of its own, so that Ctrl-C reaches it once, through the signal, and not twice, which would
    // make it give up at once
    const child = spawn(path, args, {
      cwd: directory,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill("SIGINT");
      timer = setTimeout(() => child.kill("SIGKILL"), patience);
    };
    signal.addEventListener("abort", stop);
    const [stdout, stderr] = [collect(child.stdout, onLine), collect(child.stderr)];
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason);
      else resolve({ status: status ?? 1, stdout: stdout(), stderr: stderr() });
    });
  });
}

// --- internal ---

function collect(stream: NodeJS.ReadableStream, onLine: (line: string) => void = () => {}): () => string {
  let text = "";
  let told = 0;
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf("\n", told); end >= 0; end = text.indexOf("\n", told)) {
      onLine(text.slice(told, end));
      told = end + 1;
    }
  });
  return () => text;
}
