import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps what Terraform and its users have put beside the synthesized files of a stack that is still there:
 * `.terraform` with the providers, the lock file, saved plans. A stack that is gone goes as a whole, as with
 * `cdktf synth`.
 */
export function keepTerraformFiles(previous: string, current: string): void {
  moveMissing(previous, current);
  for (const stack of namesIn(join(current, "stacks"))) {
    moveMissing(join(previous, "stacks", stack), join(current, "stacks", stack));
  }
}

function moveMissing(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of namesIn(from)) {
    if (name !== "stacks" && !existsSync(join(to, name))) renameSync(join(from, name), join(to, name));
  }
}

const namesIn = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory) : []);
