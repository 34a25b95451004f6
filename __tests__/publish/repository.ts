import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BranchPublications, type GitPublishProps, publishToGit } from "../../publish/git/publish";
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
  /** Somebody changes files of a branch, and removes those that are null. */
  readonly edit: (files: Readonly<Record<string, string | null>>, branch?: string) => string;
  /** Puts something on main at a path, by its mode; a submodule is the commit itself. */
  readonly special: (mode: string, path: string, commit: string) => void;
  /** Messages of a branch, the latest first. */
  readonly log: (branch?: string) => string[];
  /** Commits of a branch that have several parents. */
  readonly merges: (branch?: string) => number;
  /** Runs in the server for every push, before it is taken. */
  readonly hook: (name: "pre-receive" | "post-receive" | "update", script: string) => void;
  readonly remove: () => void;
}

export function repository(format: "sha1" | "sha256" = "sha1"): Repository {
  const folder = mkdtempSync(join(tmpdir(), "slipway-remote-"));
  const url = join(folder, "gitops.git");
  const run = (args: readonly string[], input?: string, env = isolated) =>
    execFileSync("git", args, { cwd: folder, env, input, encoding: "utf8", maxBuffer: 1 << 28 });
  run(["init", "--quiet", "--bare", "--initial-branch=main", `--object-format=${format}`, url]);
  // what a server of a forge allows
  run(["-C", url, "config", "uploadpack.allowFilter", "true"]);
  run(["-C", url, "config", "gc.auto", "0"]);
  const git = (...args: readonly string[]) => run(["-C", url, ...args]).trimEnd();
  let edits = 0;
  return {
    url,
    git,
    files: (branch = "main") => {
      const archive = git("ls-tree", "-r", "-z", "--full-tree", branch);
      const entries = archive
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
    edit: (files, branch = "main") => {
      edits += 1;
      const env = { ...isolated, GIT_INDEX_FILE: join(folder, `index-${edits}`), GIT_AUTHOR_NAME: "Human" };
      const tip = branches(git).get(branch);
      run(["-C", url, "read-tree", ...(tip === undefined ? ["--empty"] : [tip])], undefined, env);
      const lines = Object.entries(files).map(([path, text]) => {
        if (text === null) return `0 ${"0".repeat(format === "sha1" ? 40 : 64)}\t${path}\n`;
        return `100644 ${run(["-C", url, "hash-object", "-w", "--stdin"], text).trim()}\t${path}\n`;
      });
      run(["-C", url, "update-index", "--index-info"], lines.join(""), env);
      const tree = run(["-C", url, "write-tree"], undefined, env).trim();
      const parents = tip === undefined ? [] : ["-p", tip];
      const commit = run(
        ["-C", url, "commit-tree", ...parents, "-m", "By hand", tree],
        undefined,
        env,
      ).trim();
      git("update-ref", `refs/heads/${branch}`, commit, tip ?? "");
      return commit;
    },
    special: (mode, path, commit) => {
      const env = { ...isolated, GIT_INDEX_FILE: join(folder, "index-special") };
      const link = run(["-C", url, "hash-object", "-w", "--stdin"], "elsewhere").trim();
      run(["-C", url, "read-tree", commit], undefined, env);
      const id = mode === "160000" ? commit : link;
      run(["-C", url, "update-index", "--add", "--cacheinfo", `${mode},${id},${path}`], undefined, env);
      const tree = run(["-C", url, "write-tree"], undefined, env).trim();
      git(
        "update-ref",
        "refs/heads/main",
        run(["-C", url, "commit-tree", "-p", commit, "-m", "Special", tree]).trim(),
      );
    },
    log: (branch = "main") => git("log", "--format=%s", branch).split("\n"),
    merges: (branch = "main") => Number(git("rev-list", "--count", "--min-parents=2", branch)),
    hook: (name, script) => {
      const path = join(url, "hooks", name);
      mkdirSync(join(url, "hooks"), { recursive: true });
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function branches(git: Repository["git"]): ReadonlyMap<string, string> {
  const lines = git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads").split("\n");
  return new Map(lines.filter((line) => line !== "").map((line) => line.split(" ") as [string, string]));
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
