import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { publishToDirectory } from "../publish/directory/publish";
import { publishToGit } from "../publish/git/publish";
import type { Publication } from "../publish/publication";
import { isBusy } from "./busy";

/**
 * Times publishing of a large environment into a repository on this machine and into a folder, beside limits, and fails
 * beyond one. Limits of time are for a machine that has nothing else to do: on a busy one they are shown only.
 */

const files = 5000;
const rounds = 3;

const publication = (changed: string): Publication => ({
  environment: "prod",
  owner: "bench",
  prefix: "",
  files: new Map(
    Array.from({ length: files }, (_, index) => [
      `apps/deployment.apps/service-${index}.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: service-${index}\n# ${index === 77 ? changed : ""}\n${"# line\n".repeat(40)}`,
    ]),
  ),
  source: { relationOf: () => "unknown" },
  refusals: [],
});

async function seconds(act: () => Promise<{ readonly kind: string }>, expected: string): Promise<number> {
  const begin = performance.now();
  const { kind } = await act();
  if (kind !== expected) throw new Error(`${kind} where ${expected} was to be measured`);
  return (performance.now() - begin) / 1000;
}

async function measure(): Promise<readonly (readonly [name: string, time: number, limit: number])[]> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const name = { GIT_AUTHOR_NAME: "bench", GIT_AUTHOR_EMAIL: "bench@example.com" };
  const env = {
    ...process.env,
    ...name,
    GIT_COMMITTER_NAME: "bench",
    GIT_COMMITTER_EMAIL: "bench@example.com",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const url = join(folder, "gitops.git");
  const directory = join(folder, "working-copy");
  const pace = {
    now: () => performance.now(),
    sleep: async (time: number) => sleep(time),
    random: Math.random,
    patience: 60_000,
  };
  const toGit = (changed: string) =>
    publishToGit({
      remote: { url, env },
      branches: [{ branch: "main", publications: [publication(changed)] }],
      consent: {},
      publishedBy: "bench",
      sign: false,
      dryRun: false,
      pace,
    });
  const toFolder = (changed: string) =>
    publishToDirectory({ directory, publication: publication(changed), consent: {}, dryRun: false });
  try {
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", url], { env });
    return [
      ["into a repository, all new", await seconds(() => toGit("1"), "published"), 10],
      ["into a repository, one changed", await seconds(() => toGit("2"), "published"), 2],
      ["into a repository, nothing changed", await seconds(() => toGit("2"), "unchanged"), 2],
      ["into a folder, all new", await seconds(() => toFolder("1"), "written"), 20],
      ["into a folder, one changed", await seconds(() => toFolder("2"), "written"), 3],
      ["into a folder, nothing changed", await seconds(() => toFolder("2"), "unchanged"), 3],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  // whatever else runs only adds to a time
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await measure());
  const [first = []] = runs;
  for (const [index, [name, , limit]] of first.entries()) {
    const time = Math.min(...runs.map((rows) => rows[index]?.[1] ?? Number.NaN));
    process.stdout.write(
      `publishing ${files} files ${name.padEnd(36)} ${time.toFixed(2).padStart(6)} s   the limit is ${limit} s\n`,
    );
    if (time > limit && !isBusy()) process.exitCode = 1;
  }
  if (isBusy()) process.stdout.write("the machine is busy: times are not judged\n");
}

main();
