import { tmpdir } from "node:os";
import type { ObjectFormat } from "../blob-id";
import { RefusedError, refusal } from "../refusal";
import { GitError, gitIn } from "./git";
import type { Scratch } from "./repository";

/** The repository that is published into. */
export interface RemoteProps {
  /** URL, or the absolute path of a repository. */
  readonly url: string;
  /** Environment of git. */
  readonly env: NodeJS.ProcessEnv;
  /** Settings of git as `key=value`, such as who commits. @default - what the machine is set up with */
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What a repository says that it has. */
export interface Observation {
  /** Tips of branches by their names. */
  readonly branches: ReadonlyMap<string, string>;
  /** Undefined where the repository is empty: then nothing tells. */
  readonly format: ObjectFormat | undefined;
}

export function remoteSettings({ url }: RemoteProps, hooks: string): readonly string[] {
  return [
    `remote.origin.url=${url}`,
    // hooks are for people's working copies
    `core.hooksPath=${hooks}/hooks`,
    "gc.auto=0",
    "core.logAllRefUpdates=false",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "fetch.recurseSubmodules=no",
  ];
}

/** @throws RefusedError where the repository does not answer */
export async function observe(remote: RemoteProps, directory: string): Promise<Observation> {
  const git = gitIn({ directory, env: remote.env, settings: remote.settings, signal: remote.signal });
  const { status, stdout, stderr } = await git.try(["ls-remote", "--heads", "--", remote.url]);
  if (status !== 0) {
    throw new RefusedError([
      refusal(
        "UNREACHABLE",
        shownUrl(remote.url),
        `cannot be read: ${withoutCredentials(stderr, remote.url)}`,
      ),
    ]);
  }
  const branches = new Map<string, string>();
  for (const line of `${stdout}`.split("\n")) {
    const [id, ref] = line.split("\t");
    if (id !== undefined && ref?.startsWith("refs/heads/")) branches.set(ref.slice("refs/heads/".length), id);
  }
  const [first] = branches.values();
  return { branches, format: first === undefined ? undefined : first.length === 64 ? "sha256" : "sha1" };
}

/** How far back it is looked for our own commit when the answer to a push was lost. */
export const landingDepth = 100;

/** Fetches the tip of a branch: its tree, and contents when they are read, if the server can leave them out. */
export async function fetchBranch(
  { git }: Scratch,
  remote: RemoteProps,
  branch: string,
  depth: number,
): Promise<string | undefined> {
  const ref = `refs/observed/${branch}`;
  const { status, stderr } = await git.try([
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    `--depth=${depth}`,
    "--filter=blob:none",
    "origin",
    `+refs/heads/${branch}:${ref}`,
  ]);
  if (status !== 0) {
    const { branches } = await observe(remote, tmpdir());
    // it has gone since it was seen
    if (!branches.has(branch)) return undefined;
    throw new GitError(withoutCredentials(stderr, remote.url));
  }
  return git.text(["rev-parse", "--verify", ref]);
}

export type PushAnswer =
  | { readonly kind: "taken"; readonly recreated: readonly string[] }
  /** The server has looked at the branches and refuses some, or all. */
  | { readonly kind: "refused"; readonly words: string }
  /** The server has not even looked. */
  | { readonly kind: "failed"; readonly words: string };

export interface PushedBranch {
  readonly branch: string;
  readonly commit: string;
  readonly base: string | undefined;
}

/** Pushes commits to branches, all or none, and never by force. */
export async function push(
  { git }: Scratch,
  remote: RemoteProps,
  pushed: readonly PushedBranch[],
): Promise<PushAnswer> {
  const { status, stdout, stderr } = await git.try([
    "push",
    "--porcelain",
    "--no-verify",
    ...(pushed.length > 1 ? ["--atomic"] : []),
    "origin",
    ...pushed.map(({ branch, commit }) => `${commit}:refs/heads/${branch}`),
  ]);
  const lines = `${stdout}`.split("\n").filter((line) => /^.\t/.test(line));
  if (status === 0) {
    const made = lines.filter((line) => line.startsWith("*")).map((line) => line.split("\t")[1] ?? "");
    const recreated = pushed
      .filter(
        ({ branch, base }) => base !== undefined && made.some((ref) => ref.endsWith(`:refs/heads/${branch}`)),
      )
      .map(({ branch }) => branch);
    return { kind: "taken", recreated };
  }
  const answers = lines.filter((line) => line.startsWith("!")).map((line) => line.split("\t")[2] ?? "");
  const server = stderr
    .split("\n")
    .filter((line) => line.startsWith("remote:"))
    .map((line) => line.slice("remote:".length).trim())
    .filter((line) => line !== "");
  const words = withoutCredentials(
    answers.length > 0 ? [...new Set([...answers, ...server])].join("; ") : stderr,
    remote.url,
  );
  return { kind: answers.length > 0 ? "refused" : "failed", words };
}

/** A URL as it may be shown. */
export function shownUrl(url: string): string {
  const [whole, scheme = "", user = "", rest = ""] = /^([a-z+]+:\/\/)([^/@]*)@(.*)$/is.exec(url) ?? [url];
  if (whole === undefined || rest === "") return url;
  // the user of SSH is no secret
  return scheme.startsWith("ssh") && !user.includes(":") ? url : `${scheme}${rest}`;
}

/** What git says about a repository, without what only its user may know. */
export function withoutCredentials(text: string, url: string): string {
  const [, user] = /^[a-z+]+:\/\/([^/@]*)@/i.exec(url) ?? [];
  const shown = text.replaceAll(url, shownUrl(url));
  const secrets = (user ?? "").split(":").filter((part) => part.length > 3);
  return secrets.reduce((covered, secret) => covered.replaceAll(secret, "***"), shown);
}
