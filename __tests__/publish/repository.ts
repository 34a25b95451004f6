import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BranchPublications } from "../../publish/git/branches";
import { type GitPublishProps, publishToGit } from "../../publish/git/publish";
import type { Publication } from "../../publish/publication";

/** git as on a machine where nothing is set up but who commits. */
export const isolated: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Publisher",
  GIT_AUTHOR_EMAIL: "publisher@example.com",
  GIT_COMMITTER_NAME: "Publisher",
  GIT_COMMITTER_EMAIL: "publisher@example.com",
};

/** A bare repository that is published into, and looked into. */
export interface Repository {
  readonly url: string;
  readonly git: (...args: readonly string[]) => string;
  /** Texts of a branch by path. */
  readonly files: (branch?: string) => Record<string, string>;
  /** Somebody changes files of a branch, which begins with another, and removes those that are null. */
  readonly edit: (files: Readonly<Record<string, string | null>>, branch?: string, from?: string) => void;
  /** Puts a link, an executable or a submodule on main, by its mode. */
  readonly special: (mode: string, path: string) => void;
  /** Messages of a branch, the latest first. */
  readonly log: (branch?: string) => string[];
  /** Commits of a branch that have several parents. */
  readonly merges: (branch?: string) => number;
  /** Runs in the server for every push, before it is taken. */
  readonly hook: (name: "pre-receive" | "post-receive" | "update", script: string) => void;
  readonly remove: () => void;
}

export function repository(format: "sha1" | "sha256" = "sha1", filter = false): Repository {
  const folder = mkdtempSync(join(tmpdir(), "slipway-remote-"));
  const url = join(folder, "gitops.git");
  const run = (args: readonly string[], input?: string, env = isolated) =>
    execFileSync("git", args, { cwd: folder, env, input, encoding: "utf8", maxBuffer: 1 << 28 });
  cpSync(emptyRepository(format), url, { recursive: true });
  // as forges do: contents are fetched when they are read
  if (filter) appendFileSync(join(url, "config"), "[uploadpack]\n\tallowFilter = true\n");
  const git = (...args: readonly string[]) => run(["-C", url, ...args]).trimEnd();
  return {
    url,
    git,
    files: (branch = "main") => {
      const entries = git("ls-tree", "-r", "-z", "--full-tree", branch)
        .split("\0")
        .filter((line) => line !== "")
        .map((line) => line.split("\t") as [string, string]);
      const ids = entries.map(([meta]) => meta.split(" ")[2]);
      const contents = Buffer.from(run(["-C", url, "cat-file", "--batch"], `${ids.join("\n")}\n`), "utf8");
      let at = 0;
      return Object.fromEntries(
        entries.map(([, path]) => {
          const end = contents.indexOf(10, at);
          const size = Number(contents.toString("utf8", at, end).split(" ")[2]);
          at = end + 1 + size + 1;
          return [path, contents.toString("utf8", end + 1, end + 1 + size)];
        }),
      );
    },
    edit: (files, branch = "main", from = branch) => {
      const tip = git("for-each-ref", "--format=%(objectname)", `refs/heads/${from}`);
      const lines = Object.entries(files).map(([path, text]) =>
        text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
      );
      const commit = `commit refs/heads/${branch}\ncommitter Human <human@example.com> 0 +0000\ndata 7\nBy hand\n`;
      run(
        ["-C", url, "fast-import", "--quiet", "--done"],
        `${commit}${tip === "" ? "" : `from ${tip}\n`}${lines.join("")}\ndone\n`,
      );
    },
    special: (mode, path) => {
      const tip = git("rev-parse", "main");
      const commit = "commit refs/heads/main\ncommitter Human <human@example.com> 0 +0000\ndata 7\nSpecial\n";
      const entry =
        mode === "160000" ? `M 160000 ${tip} ${path}\n` : `M ${mode} inline ${path}\ndata 9\nelsewhere\n`;
      run(["-C", url, "fast-import", "--quiet", "--done"], `${commit}from ${tip}\n${entry}\ndone\n`);
    },
    log: (branch = "main") => git("log", "--format=%s", branch).split("\n"),
    merges: (branch = "main") => Number(git("rev-list", "--count", "--min-parents=2", branch)),
    hook: (name, script) => {
      mkdirSync(join(url, "hooks"), { recursive: true });
      writeFileSync(join(url, "hooks", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const empty = new Map<string, string>();

/** A new repository as a server has it, made once for all tests of a file. */
function emptyRepository(format: "sha1" | "sha256"): string {
  const known = empty.get(format);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), "slipway-empty-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  execFileSync(
    "git",
    [
      "init",
      "--quiet",
      "--bare",
      "--template=",
      "--initial-branch=main",
      `--object-format=${format}`,
      folder,
    ],
    { env: isolated },
  );
  appendFileSync(join(folder, "config"), "[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n");
  empty.set(format, folder);
  return folder;
}

/** A manifest. */
export const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: apps\ndata:\n  value: ${value}\n`;

/** Path of a manifest in its folder. */
export const pathOf = (name: string): string => `apps/configmap/${name}.yaml`;

/** What an environment publishes: config maps by name. */
export function publication(
  values: Readonly<Record<string, string>>,
  others: Partial<Publication> = {},
): Publication {
  return {
    environment: "prod",
    owner: "github.com/acme/platform",
    prefix: "clusters/prod",
    files: new Map(Object.entries(values).map(([name, value]) => [pathOf(name), configMap(name, value)])),
    source: { commit: "a".repeat(40), relationOf: () => "unknown" },
    refusals: [],
    ...others,
  };
}

export const pace: GitPublishProps["pace"] = {
  now: () => performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
  patience: 60_000,
};

/** Publishes into a branch as the command does. */
export function publish(
  { url }: Pick<Repository, "url">,
  publications: Publication | readonly Publication[],
  {
    branch = "main",
    start,
    ...others
  }: Partial<GitPublishProps> & Partial<Omit<BranchPublications, "publications">> = {},
) {
  return publishToGit({
    remote: { url, env: isolated },
    branches: [
      {
        branch,
        publications: "prefix" in publications ? [publications] : publications,
        ...(start !== undefined && { start }),
      },
    ],
    consent: {},
    publishedBy: "slipway",
    sign: false,
    dryRun: false,
    pace,
    ...others,
  });
}
