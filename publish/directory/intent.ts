import { readFile, rename, rm, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { blobId, type ObjectFormat } from "../blob-id";
import { type Refusal, RefusedError, refusal } from "../refusal";
import { forEach, makeFolderOf, removeEmptyFolders, syncFolders, writeDurably } from "./files";

/**
 * What a run is about to do to a folder: the file `.published.json.next` in it. It is there from the moment at which all
 * new contents are on the disk until all are in their places. Without it the folder is as the last run left it; with it,
 * whoever comes next can finish, and does.
 */
export interface Intent {
  readonly version: 1;
  readonly objectFormat: ObjectFormat;
  /** In the order in which they are done, the inventory last. */
  readonly writes: readonly {
    readonly path: string;
    /** Name of the content in the staging folder. */
    readonly staged: string;
    /** Id of what is there before; absent where nothing is. */
    readonly before?: string;
    readonly after: string;
  }[];
  readonly removes: readonly { readonly path: string; readonly before: string }[];
}

export const intentName = ".published.json.next";
/** Folder in which new contents wait. */
export const stagingName = ".published.next";

/** The intent of a run that has not finished, or undefined. @throws RefusedError where it cannot be read */
export async function readIntent(directory: string): Promise<Intent | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, intentName), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const intent = JSON.parse(text) as Intent;
    if (intent.version === 1) return intent;
  } catch {
    // said below
  }
  const message = `was not written by this program; restore the folder and remove this file and ${stagingName}`;
  throw new RefusedError([refusal("INVENTORY", intentName, message)]);
}

/** Puts an intent in place, after which there is no way back but through it. */
export async function declareIntent(directory: string, intent: Intent): Promise<void> {
  const staged = join(directory, stagingName, "intent");
  await writeDurably(staged, `${JSON.stringify(intent)}\n`);
  await syncFolders([join(directory, stagingName)]);
  await rename(staged, join(directory, intentName));
  await syncFolders([directory]);
}

/**
 * Does what an intent says, however much of it is done already.
 *
 * @throws RefusedError with DRIFT where somebody has edited a file since the intent was made
 */
export async function fulfil(directory: string, intent: Intent, overwriteDrift: boolean): Promise<void> {
  const { writes, removes, objectFormat } = intent;
  const contentId = async (path: string): Promise<string | undefined> => {
    const content = await readFile(join(directory, path)).catch(() => undefined);
    return content === undefined ? undefined : blobId(content, objectFormat);
  };
  const staging = join(directory, stagingName);
  if (!overwriteDrift) await refuseEdited(intent, contentId, staging);
  const folders = new Set<string>([directory]);
  // of one after the other the last is the inventory
  const ordered = [writes.slice(0, -1), writes.slice(-1)];
  for (const some of ordered) {
    await forEach(some, async ({ path, staged }) => {
      const target = join(directory, path);
      folders.add(dirname(target));
      await makeFolderOf(target);
      await rename(join(staging, staged), target).catch(unlessGone);
    });
    await syncFolders(folders);
  }
  await forEach(removes, async ({ path }) => {
    await unlink(join(directory, path)).catch(unlessGone);
  });
  for (const { path } of removes) await removeEmptyFolders(directory, path);
  await syncFolders([directory]);
  await rm(join(directory, intentName), { force: true });
  await syncFolders([directory]);
  await rm(staging, { recursive: true, force: true });
}

// --- internal ---

async function refuseEdited(
  { writes, removes }: Intent,
  contentId: (path: string) => Promise<string | undefined>,
  staging: string,
): Promise<void> {
  const refusals: Refusal[] = [];
  const edited = (path: string) =>
    refusals.push(
      refusal(
        "DRIFT",
        path,
        "has been edited after a run began to replace it and was stopped; bring the edit into the source, and say --overwrite-drift",
      ),
    );
  await forEach(writes, async ({ path, staged, before, after }) => {
    const isWaiting = (await readFile(join(staging, staged)).catch(() => undefined)) !== undefined;
    const now = isWaiting ? await contentId(path) : after;
    if (now !== before && now !== after) edited(path);
  });
  await forEach(removes, async ({ path, before }) => {
    const now = await contentId(path);
    if (now !== undefined && now !== before) edited(path);
  });
  if (refusals.length > 0) throw new RefusedError(refusals);
}

function unlessGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
