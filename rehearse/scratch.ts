import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for one run, removed at its end; nothing in it is of any use to anybody else. */
export interface Scratch {
  /** Makes a new folder in it. */
  folder(name: string): string;
  /** An empty configuration of Terraform. */
  readonly terraformConfiguration: string;
  remove(): void;
}

const prefix = "slipway-rehearsal-";

/** Makes a scratch folder, after removing those of runs that were killed. */
export function openScratch(): Scratch {
  removeAbandoned();
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const terraformConfiguration = join(directory, "terraform.rc");
  writeFileSync(terraformConfiguration, "");
  return {
    folder(name) {
      const folder = join(directory, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    terraformConfiguration,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

// --- internal ---

function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix) || isRunning(Number.parseInt(name.slice(prefix.length), 10))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // another user's
    }
  }
}

function isRunning(pid: number): boolean {
  if (Number.isNaN(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
