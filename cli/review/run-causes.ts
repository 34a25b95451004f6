import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PrintedCauses } from "./find-causes";
import type { Sides } from "./sides";

/** How long options are looked for that cause changes; Terraform takes longer meanwhile. */
const milliseconds = 10_000;

const program = join("cli", "review", "find-causes.ts");

/**
 * Finds the options of definitions that cause changes, by the proposed code and beside whatever else runs. Undefined
 * where the project has no definitions, or its code cannot say.
 */
export function runCauses(
  { before, after }: Sides,
  environments: readonly string[],
  signal: AbortSignal,
): Promise<PrintedCauses | undefined> {
  const [old, proposed] = [before?.project, after.project];
  if (old === undefined || proposed === undefined || environments.length === 0)
    return Promise.resolve(undefined);
  const isThere = (project: string, path: string) => existsSync(join(project, path));
  if (!isThere(old, "environments") || !isThere(proposed, program)) return Promise.resolve(undefined);
  const args = ["--require", "tsx/cjs", program, old, environments.join(","), String(milliseconds)];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: proposed,
      stdio: ["ignore", "pipe", "ignore"],
      signal,
      // one that hangs is not waited for
      timeout: 3 * milliseconds,
    });
    let text = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (chunk: string) => {
      text += chunk;
    });
    child.on("error", () => resolve(undefined));
    child.on("close", (status) => resolve(status === 0 ? (JSON.parse(text) as PrintedCauses) : undefined));
  });
}
