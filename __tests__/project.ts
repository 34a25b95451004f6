import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "..");

/** What the program is made of; the rest of the repository is for people. */
const parts = [
  "cdk8s.yaml",
  "cdktf.json",
  "cli",
  "environments",
  "imports",
  "k8s",
  "main.ts",
  "output",
  "package-lock.json",
  "package.json",
  "platform",
  "publish",
  "rehearse",
  "review",
  "stacks",
  "traefik",
  "verify",
];

/** A copy of the project in a temporary folder, in which a test may change and run anything. */
export function projectCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-project-"));
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

export const removeProject = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what `npm start` runs. */
export function start(
  folder: string,
  options: { cwd?: string; env?: NodeJS.ProcessEnv; args?: string[] } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, "cli", "start.cjs"), ...(options.args ?? [])],
    { cwd: options.cwd ?? folder, encoding: "utf8", env: { ...process.env, ...options.env } },
  );
  return { status, stdout, stderr };
}
