import { type FileHandle, mkdir, open, readdir, readFile, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Entry } from "../changes";

/** Does something for each of many, some at a time. */
export async function forEach<T>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await act(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: Math.min(32, items.length) }, worker));
}

/** Writes a new file, complete on the disk when this ends. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await withFile(path, "w", async (file) => {
    await file.writeFile(text);
    await file.sync();
  });
}

/** Brings what was renamed in folders to the disk. Systems that cannot do so to a folder do it by themselves. */
export async function syncFolders(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    await withFile(folder, "r", (handle) => handle.sync()).catch(() => {});
  }
}

/** Makes the folder of a path, and those above it, that are missing below `root`. */
export const makeFolderOf = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
};

/** Removes folders that have become empty, from the folder of a path up to `root`, which stays. */
export async function removeEmptyFolders(root: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    try {
      await rmdir(join(root, folder));
    } catch {
      return;
    }
  }
}

/** Everything below a folder by path, links not followed. */
export async function entriesIn(
  root: string,
  isOwn: (path: string) => boolean,
  idOf: (path: string, content: Buffer) => string,
): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const walk = async (folder: string): Promise<void> => {
    const items = await readdir(join(root, folder), { withFileTypes: true });
    if (folder !== "" && items.some(({ name }) => name === ".git")) {
      entries.set(folder, { kind: "module", id: "" });
      return;
    }
    for (const item of items.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === "" ? item.name : `${folder}/${item.name}`;
      if (isOwn(path)) continue;
      if (item.isDirectory()) await walk(path);
      else if (item.isFile()) entries.set(path, { kind: "file", id: "" });
      else entries.set(path, { kind: "link", id: "" });
    }
  };
  await walk("");
  await forEach([...entries], async ([path, { kind }]) => {
    if (kind !== "file") return;
    entries.set(path, { kind, id: idOf(path, await readFile(join(root, path))) });
  });
  return entries;
}

async function withFile(
  path: string,
  flags: string,
  act: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await act(file);
  } finally {
    await file.close();
  }
}
