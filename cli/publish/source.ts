import { spawnSync } from "node:child_process";
import { basename, resolve } from "node:path";
import { shownUrl } from "../../publish/git/remote";
import type { HydratorMetadataProps } from "../../publish/hydrator-metadata";
import type { Source } from "../../publish/publication";

/** What git knows of the folder that is published from. */
export interface SourceFacts {
  readonly source: Source;
  /** `github.com/acme/platform`, or the name of the folder where that has no repository. */
  readonly owner: string;
  /** Tracked files that are changed, from the repository's root. */
  readonly changed: readonly string[];
  /** Whether the history is cut short, so that commits cannot be counted. */
  readonly isShallow: boolean;
  /** Settings that commits are made with in this repository. */
  readonly settings: readonly string[];
  readonly sign: boolean;
  /** The commit for `hydrator.metadata`; undefined where there is none. */
  readonly commit: CommitFacts | undefined;
}

export type CommitFacts = Pick<HydratorMetadataProps, "author" | "date" | "subject" | "body">;

/** Asks git about a folder. */
export function sourceFacts(folder: string): SourceFacts {
  const git = (...args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
    return status === 0 ? stdout.trimEnd() : undefined;
  };
  const commit = git("rev-parse", "--verify", "--quiet", "HEAD");
  const isShallow = git("rev-parse", "--is-shallow-repository") === "true";
  const url = git("remote", "get-url", "origin");
  const repository = url === undefined ? undefined : shownUrl(url);
  const count = commit === undefined || isShallow ? undefined : Number(git("rev-list", "--count", "HEAD"));
  const settings = (git("config", "--list", "-z") ?? "")
    .split("\0")
    .map((entry) => entry.replace("\n", "="))
    .filter((entry) => /^(user|author|committer|gpg)\.|^commit\.gpgsign=/i.test(entry));
  return {
    source: {
      ...(repository !== undefined && { repository }),
      ...(commit !== undefined && { commit }),
      ...(count !== undefined && { sequence: count }),
      relationOf: (other) => relation(folder, other, commit),
    },
    owner: ownerOf(repository, folder),
    changed: (git("status", "--porcelain", "--untracked-files=no") ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.slice(3)),
    isShallow,
    settings,
    sign: git("config", "--type=bool", "commit.gpgsign") === "true",
    commit: commit === undefined ? undefined : commitFacts(git),
  };
}

// --- internal ---

function relation(
  folder: string,
  other: string,
  commit: string | undefined,
): ReturnType<Source["relationOf"]> {
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(other)) return "unknown";
  if (other === commit) return "same";
  const isAncestor = (a: string, b: string) =>
    spawnSync("git", ["merge-base", "--is-ancestor", a, b], { cwd: folder, stdio: "ignore" }).status === 0;
  if (isAncestor(other, commit)) return "older";
  return isAncestor(commit, other) ? "newer" : "unknown";
}

/** The same for every way to write a repository's URL. */
function ownerOf(repository: string | undefined, folder: string): string {
  if (repository === undefined) return basename(resolve(folder));
  return repository
    .replace(/^[a-z+]+:\/\/(?:[^/@]*@)?/i, "")
    .replace(/^[\w.-]+@([^:/]+):/, "$1/")
    .replace(/(\.git)?\/*$/, "");
}

function commitFacts(git: (...args: readonly string[]) => string | undefined): CommitFacts | undefined {
  const shown = git("show", "--no-patch", "--format=%an <%ae>%n%aI%n%s%n%b", "HEAD");
  if (shown === undefined) return undefined;
  const [author = "", date = "", subject = "", ...body] = shown.split("\n");
  return { author, date, subject, body: body.join("\n").trim() };
}
