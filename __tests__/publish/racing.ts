import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "@jest/globals";
import { race, roundOf } from "./racer";
import { isolated, type Repository, repository } from "./repository";

export interface RaceProps {
  /** Rounds that each of four publishers makes. */
  readonly rounds: number;
  /** How often somebody pushes by hand. */
  readonly byHand: number;
  /** How often one of the publishers is killed. */
  readonly kills: number;
  /** Longest time until a kill, in milliseconds. */
  readonly longestLife: number;
}

const root = resolve(__dirname, "..", "..");

/**
 * Four publishers and a person push to one branch; one of the publishers is killed at any moment and begins again where
 * it says it was. Afterwards everything that anybody has put there has to be there, in one line of commits.
 */
export async function raceAndJudge({ rounds, byHand, kills, longestLife }: RaceProps): Promise<string> {
  const remote = repository();
  try {
    remote.edit({ "README.md": "begin\n" });
    const begin = performance.now();
    const [killed] = await Promise.all([
      raceWithKills(remote.url, "killed", rounds, kills, longestLife),
      person(remote.url, byHand),
      ...["one", "two", "three"].map((name) => race({ url: remote.url, name, from: 1, to: rounds })),
    ]);
    judge(remote, rounds, byHand);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    return `${4 * rounds} publishes and ${byHand} pushes by hand in ${seconds} s, ${killed} kills`;
  } finally {
    remote.remove();
  }
}

// --- internal ---

async function raceWithKills(
  url: string,
  name: string,
  rounds: number,
  kills: number,
  longestLife: number,
): Promise<number> {
  let done = 0;
  let killed = 0;
  while (done < rounds) {
    const child = spawn(
      process.execPath,
      [
        "--require",
        require.resolve("tsx/cjs"),
        join(__dirname, "racer.ts"),
        url,
        name,
        `${done + 1}`,
        `${rounds}`,
      ],
      { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
    );
    // counted from the moment at which it works
    let timer: NodeJS.Timeout | undefined;
    const kill = () => {
      killed += child.kill("SIGKILL") ? 1 : 0;
    };
    child.stdout.on("data", (chunk: Buffer) => {
      done = Number(`${chunk}`.trim().split("\n").at(-1));
      if (killed < kills && timer === undefined) timer = setTimeout(kill, Math.random() * longestLife);
    });
    const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
    clearTimeout(timer);
    if (status !== null && status !== 0) throw new Error(`the publisher ended with ${status}`);
  }
  return killed;
}

/** Somebody with a working copy, who commits, and rebases where others were faster. */
async function person(url: string, times: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-person-"));
  const env = { ...isolated, GIT_AUTHOR_NAME: "Human", GIT_COMMITTER_NAME: "Human" };
  const git = (...args: string[]) =>
    new Promise<boolean>((done) => {
      spawn("git", args, { cwd: folder, env, stdio: "ignore" }).once("close", (status) => done(status === 0));
    });
  try {
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${url}`, "."], { cwd: folder, env });
    for (let time = 1; time <= times; time += 1) {
      writeFileSync(join(folder, `by-hand-${time}.txt`), `${time}\n`);
      writeFileSync(join(folder, "README.md"), `${time}\n`);
      await git("add", ".");
      await git("commit", "--quiet", "-m", `By hand ${time}`);
      while (!(await git("push", "--quiet", "origin", "main"))) await git("pull", "--quiet", "--rebase");
      await wait(Math.random() * 100);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(remote: Repository, rounds: number, byHand: number): void {
  expect(remote.merges()).toBe(0);
  expect(remote.git("rev-list", "--count", "--max-parents=0", "main")).toBe("1");
  const log = remote.log();
  expect(log.filter((subject) => subject.startsWith("By hand "))).toHaveLength(byHand);
  const names = ["one", "two", "three", "killed"];
  const published = names.map((name) => log.filter((subject) => subject === `Publish ${name}`).length);
  expect(published).toEqual(names.map(() => rounds));
  const { "README.md": readme, ...files } = remote.files();
  expect(readme).toBe(`${byHand}\n`);
  const expected = [
    ...Array.from({ length: byHand }, (_, index) => [`by-hand-${index + 1}.txt`, `${index + 1}\n`]),
    ...names.flatMap((name) =>
      [...roundOf(name, rounds).files].map(([path, text]) => [`clusters/${name}/${path}`, text]),
    ),
  ];
  const others = Object.entries(files).filter(
    ([path]) => !/\/(\.published\.json|kustomization\.yaml)$/.test(path),
  );
  expect(Object.fromEntries(others)).toEqual(Object.fromEntries(expected));
  // at no time was anything of theirs gone or other than they wrote it
  const byOthers = remote.git("log", "--format=%an", "main", "--", "README.md", "by-hand-*.txt").split("\n");
  expect(new Set(byOthers)).toEqual(new Set(["Human"]));
  expect(
    remote.git("log", "--diff-filter=D", "--format=%H", "main", "--", "README.md", "by-hand-*.txt"),
  ).toBe("");
  expect(remote.git("fsck", "--connectivity-only", "--no-dangling")).toBe("");
}
