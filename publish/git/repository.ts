import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectFormat } from "../blob-id";
import type { Entry } from "../changes";
import { isRunning } from "../running";
import { type Git, GitError, gitIn } from "./git";
import { type RemoteProps, remoteSettings } from "./remote";

/**
 * A bare repository of one run, in which commits are built without a working copy. What is in it is of no use to anybody
 * else: it is removed at the end, and that of a run that was killed by the next one.
 */
export interface Scratch {
  readonly directory: string;
  readonly git: Git;
  readonly format: ObjectFormat;
  readonly remove: () => Promise<void>;
}

export async function openScratch(remote: RemoteProps, format: ObjectFormat): Promise<Scratch> {
  await removeAbandoned();
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const git = gitIn({
    directory,
    env: remote.env,
    settings: [...remoteSettings(remote, directory), ...(remote.settings ?? [])],
    signal: remote.signal,
  });
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await git.run(["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, "."]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, git, format, remove };
}

const prefix = "slipway-publish-";

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isRunning(Number.parseInt(name.slice(prefix.length), 10))) continue;
    // another user's stays
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Everything in a commit, by path. */
export async function treeOf(git: Git, commit: string): Promise<ReadonlyMap<string, Entry>> {
  const listing = await git.run(["ls-tree", "-r", "-z", "--full-tree", commit]);
  const tree = new Map<string, Entry>();
  for (const line of `${listing}`.split("\0")) {
    const match = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
    if (match === null) continue;
    const [, mode = "", id = "", path = ""] = match;
    tree.set(path, { kind: kinds[mode] ?? "file", id });
  }
  return tree;
}

const kinds: Readonly<Record<string, Entry["kind"]>> = {
  "100755": "executable",
  "120000": "link",
  "160000": "module",
};

/** Contents of blobs by their ids, in one run of git. */
export async function blobsOf(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (ids.length === 0) return contents;
  const wanted = [...new Set(ids)];
  const bytes = await git.run(["cat-file", "--batch"], { input: `${wanted.join("\n")}\n` });
  let at = 0;
  for (const id of wanted) {
    const end = bytes.indexOf(10, at);
    const [, kind, size] = bytes.toString("latin1", at, end).split(" ");
    if (kind !== "blob") throw new GitError(`git cat-file: ${id} is ${kind ?? "cut short"}`);
    contents.set(id, bytes.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}

/** Writes blobs, whatever filters and line ends are configured, in one run of git. */
export async function writeBlobs(git: Git, contents: Iterable<string>): Promise<void> {
  const parts: Buffer[] = [];
  for (const content of contents) {
    const bytes = Buffer.from(content, "utf8");
    parts.push(Buffer.from(`blob\ndata ${bytes.length}\n`), bytes, newline);
  }
  if (parts.length === 0) return;
  await git.run(["fast-import", "--quiet", "--done"], {
    input: Buffer.concat([...parts, Buffer.from("done\n")]),
  });
}

const newline = Buffer.from("\n");

/** What becomes of a path: the id of its content, or undefined where it goes. */
export type Edit = readonly [path: string, id: string | undefined];

/** The tree of a commit with edits, in an index of its own. */
export async function editedTree(
  { git, directory, format }: Scratch,
  base: string | undefined,
  edits: readonly Edit[],
  name: string,
): Promise<string> {
  const env = { GIT_INDEX_FILE: join(directory, `index-${name}`) };
  await git.run(["read-tree", ...(base === undefined ? ["--empty"] : [base])], { env });
  const none = "0".repeat(format === "sha1" ? 40 : 64);
  const input = edits
    .map(([path, id]) => (id === undefined ? `0 ${none}\t${path}\0` : `100644 ${id}\t${path}\0`))
    .join("");
  await git.run(["update-index", "-z", "--index-info"], { env, input });
  // contents that nobody changes are not fetched
  return git.text(["write-tree", "--missing-ok"], { env });
}

/** A commit, signed where git is set up to sign. */
export async function writeCommit(
  { git }: Scratch,
  {
    tree,
    parent,
    message,
    sign,
  }: { tree: string; parent: string | undefined; message: string; sign: boolean },
): Promise<string> {
  return git.text(
    [
      "commit-tree",
      ...(sign ? ["-S"] : []),
      ...(parent === undefined ? [] : ["-p", parent]),
      "-F",
      "-",
      tree,
    ],
    { input: message },
  );
}
