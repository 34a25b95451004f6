import { type Entry, join } from "./changes";
import { inventoryName } from "./inventory";
import { type Refusal, refusal } from "./refusal";

/** Why a folder's path cannot be used, or undefined where it can. */
export function prefixFault(prefix: string): string | undefined {
  if (prefix === "") return undefined;
  const segments = prefix.split("/");
  if (prefix.startsWith("/") || prefix.includes("\\") || /^[A-Za-z]:/.test(prefix))
    return "must be relative to the repository, with forward slashes, such as clusters/prod";
  if (segments.some((segment) => segment === "" || segment === "." || segment === ".."))
    return "must not have empty parts, . or .. in it";
  if (segments.some(isOfGit)) return "must not lead into what git keeps for itself";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f:*?"<>|]|[. ](\/|$)/.test(prefix))
    return 'must not have : * ? " < > | or control characters in it, nor parts that end with a dot or space: some systems cannot check it out';
  return undefined;
}

/** What git refuses to check out as a part of a path, in the forms in which file systems mistake others for it. */
const isOfGit = (segment: string): boolean =>
  /^(\.git.*|git~\d+)$/i.test(
    segment.normalize("NFKC").replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, ""),
  );

export interface ObstacleProps {
  readonly prefix: string;
  /** Paths to be written, from the folder. */
  readonly paths: Iterable<string>;
  /** Paths from the folder that go. */
  readonly removed: ReadonlySet<string>;
  /** Everything that is in the repository, by path. */
  readonly tree: ReadonlyMap<string, Entry>;
}

/** What stands in the way of paths: files where folders have to be, folders where files have to be, other letters. */
export function obstacles({ prefix, paths, removed, tree }: ObstacleProps): readonly Refusal[] {
  const { folders, spellings } = outlineOf(tree, prefix, removed);
  const found = new Map<string, string>();
  const obstacleAt = (part: string, isFile: boolean): string | undefined => {
    const spelling = spellings.get(part.toLowerCase());
    if (spelling !== undefined && spelling !== part)
      return `is ${spelling} but for capital letters, one file on macOS and Windows; rename one of them`;
    if (isFile)
      return folders.has(part) ? "is a folder, and a file has to be there; move it away" : undefined;
    const entry = tree.get(part);
    if (entry === undefined || removed.has(part.slice(prefix.length + 1))) return undefined;
    return `is a ${words[entry.kind]}, and a folder has to be there; move it away`;
  };
  for (const path of paths) {
    const whole = join(prefix, path);
    for (const part of [...ancestorsOf(whole), whole]) {
      const message = obstacleAt(part, part === whole);
      if (message === undefined) continue;
      found.set(part, message);
      // the rest of the path follows from it
      break;
    }
  }
  return [
    ...[...found].map(([path, message]) => refusal("PATH", path, message)),
    ...otherInventories(prefix, tree),
  ];
}

// --- internal ---

const words = { file: "file", executable: "file", link: "symbolic link", module: "submodule" } as const;

function* ancestorsOf(path: string): Generator<string> {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) yield path.slice(0, at);
}

/** Folders of a tree, and how everything in it is spelt by its lower-case form. */
function outlineOf(tree: ReadonlyMap<string, Entry>, prefix: string, removed: ReadonlySet<string>) {
  const folders = new Set<string>();
  const spellings = new Map<string, string>();
  for (const path of tree.keys()) {
    const isInside = prefix === "" || path.startsWith(`${prefix}/`);
    if (isInside && removed.has(prefix === "" ? path : path.slice(prefix.length + 1))) continue;
    spellings.set(path.toLowerCase(), path);
    for (const folder of ancestorsOf(path)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      spellings.set(folder.toLowerCase(), folder);
    }
  }
  return { folders, spellings };
}

/** Folders that are published and lie within each other would be pruned by each other. */
function otherInventories(prefix: string, tree: ReadonlyMap<string, Entry>): Refusal[] {
  const own = join(prefix, inventoryName);
  return [...tree.keys()]
    .filter((path) => path !== own && (path === inventoryName || path.endsWith(`/${inventoryName}`)))
    .map((path) => path.slice(0, -inventoryName.length).replace(/\/$/, ""))
    .filter((other) => isWithin(prefix, other) || isWithin(other, prefix))
    .map((other) =>
      refusal(
        "PATH",
        prefix,
        isWithin(prefix, other)
          ? `lies within ${other === "" ? "the repository's root" : other}, which is published by itself; choose a folder beside it`
          : `holds ${other}, which is published by itself; choose a folder beside it`,
      ),
    );
}

/** Whether a folder is another or lies in it. */
export const isWithin = (folder: string, other: string): boolean =>
  other === "" || folder === other || folder.startsWith(`${other}/`);
