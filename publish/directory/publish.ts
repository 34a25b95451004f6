import { existsSync, lstatSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { blobId, type ObjectFormat } from "../blob-id";
import { inventoryName, readInventory } from "../inventory";
import { type Folder, type PublicationPlan, plan } from "../plan";
import type { Consent, Publication } from "../publication";
import { type Refusal, RefusedError, refusal } from "../refusal";
import { entriesIn, forEach, syncFolders, writeDurably } from "./files";
import { declareIntent, fulfil, type Intent, intentName, readIntent, stagingName } from "./intent";
import { lock, lockName } from "./lock";

export interface DirectoryPublishProps {
  /** Absolute path of the folder that is all the publication's. Made where it is missing. */
  readonly directory: string;
  /** Its prefix is empty: it has the folder. */
  readonly publication: Publication;
  readonly consent: Consent;
  /** Say what would change, and change nothing. */
  readonly dryRun: boolean;
}

export type DirectoryOutcome =
  | { readonly kind: "refused"; readonly refusals: readonly Refusal[] }
  | {
      readonly kind: "written" | "unchanged" | "planned";
      readonly plan: PublicationPlan;
      /** Contents of the files that change or go, by path; of a dry run alone. */
      readonly before: ReadonlyMap<string, string>;
      /** Whether an earlier run had been stopped, and was finished first. */
      readonly finished: boolean;
    };

/**
 * Publishes into a folder that somebody else commits. There is no way to change many files at one instant; whoever reads
 * the folder meanwhile finds each file whole, old or new, and beside them `.published.json.next`. A run that is stopped
 * leaves the folder as it was, or that file with all that is needed to go on: the next run finishes it first.
 */
export async function publishToDirectory(props: DirectoryPublishProps): Promise<DirectoryOutcome> {
  const { directory, publication, consent, dryRun } = props;
  const fault = directoryFault(directory);
  if (fault !== undefined)
    return { kind: "refused", refusals: [...publication.refusals, refusal("PATH", directory, fault)] };
  if (publication.refusals.length > 0 && !existsSync(directory))
    return { kind: "refused", refusals: publication.refusals };
  let release: () => Promise<void> = async () => {};
  try {
    if (dryRun) {
      if (existsSync(join(directory, intentName))) throw new RefusedError([unfinished]);
      return await look(props, existsSync(directory));
    }
    await mkdir(directory, { recursive: true });
    release = await lock(directory);
    const finished = await finish(directory, consent.overwriteDrift === true);
    const outcome = await look(props, true);
    if (outcome.kind === "refused") return outcome;
    if (outcome.kind !== "planned") return { ...outcome, finished };
    await write(directory, outcome.plan, outcome.contentIds);
    return { kind: "written", plan: outcome.plan, before: outcome.before, finished };
  } catch (error) {
    if (error instanceof RefusedError)
      return { kind: "refused", refusals: [...publication.refusals, ...error.refusals] };
    throw error;
  } finally {
    await release();
  }
}

/**
 * Finishes what a run that was stopped had begun, if there is any.
 *
 * @returns whether there was
 * @throws RefusedError
 */
export async function finish(directory: string, overwriteDrift: boolean): Promise<boolean> {
  const intent = await readIntent(directory);
  if (intent === undefined) {
    // stopped before it was sure of what it would do
    await rm(join(directory, stagingName), { recursive: true, force: true });
    return false;
  }
  await fulfil(directory, intent, overwriteDrift);
  return true;
}

// --- internal ---

function directoryFault(directory: string): string | undefined {
  if (existsSync(join(directory, ".git")))
    return "is the root of a working copy; choose a folder in it, such as clusters/prod";
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return "is a symbolic link; name the folder itself";
  return found.isDirectory() ? undefined : "is no folder; move it away";
}

const isOwn = (path: string): boolean =>
  path === intentName || path === stagingName || path === lockName || path.startsWith(`${lockName}-`);

const unfinished = refusal(
  "LOCKED",
  intentName,
  "a run was stopped before its end; publish once without --dry-run, which finishes it first",
);

type Look =
  | Exclude<DirectoryOutcome, { kind: "written" | "unchanged" | "planned" }>
  | (Exclude<DirectoryOutcome, { kind: "refused" }> & {
      /** Ids of contents as they are on the disk, line ends included, by path. */
      readonly contentIds: ReadonlyMap<string, string>;
    });

async function look(
  { directory, publication, consent }: DirectoryPublishProps,
  exists: boolean,
): Promise<Look> {
  const contentIds = new Map<string, string>();
  const folder = exists ? await folderAt(directory, publication, contentIds) : empty;
  const [planned] = plan([[publication, folder]], consent);
  if (planned === undefined) throw new Error("one publication gives one plan");
  if (planned.refusals.length > 0) return { kind: "refused", refusals: planned.refusals };
  if (planned.state !== "changed")
    return { kind: "unchanged", plan: planned, before: new Map(), finished: false, contentIds };
  const before = new Map<string, string>();
  await forEach(planned.changes, async ({ path, before: id }) => {
    if (id !== undefined) before.set(path, await readFile(join(directory, path), "utf8"));
  });
  return { kind: "planned", plan: planned, before, finished: false, contentIds };
}

const empty: Folder = { format: "sha1", tree: new Map(), inventory: undefined, contentOf: () => undefined };

async function folderAt(
  directory: string,
  { files }: Publication,
  contentIds: Map<string, string>,
): Promise<Folder> {
  const text = await readFile(join(directory, inventoryName), "utf8").catch(() => undefined);
  const inventory = text === undefined ? "" : readInventory(text);
  const recorded = typeof inventory === "string" ? undefined : inventory;
  const format: ObjectFormat = recorded?.objectFormat ?? "sha1";
  const idOf = (path: string, content: Buffer): string => {
    const id = blobId(content, format);
    contentIds.set(path, id);
    if (!content.includes("\r\n")) return id;
    // a working copy may have other line ends than the repository
    const plain = blobId(content.toString("utf8").replaceAll("\r\n", "\n"), format);
    const wanted = files.get(path);
    const isKnown =
      plain === recorded?.files[path] || (wanted !== undefined && plain === blobId(wanted, format));
    return isKnown ? plain : id;
  };
  return {
    format,
    tree: await entriesIn(directory, isOwn, idOf),
    inventory: text,
    contentOf: () => undefined,
  };
}

/** Stages all contents, declares what is going to happen, and does it. */
async function write(
  directory: string,
  { changes, files, ids, inventory }: PublicationPlan,
  contentIds: ReadonlyMap<string, string>,
): Promise<void> {
  const staging = join(directory, stagingName);
  await mkdir(staging);
  const written = changes.filter(({ action }) => action !== "remove").map(({ path }) => path);
  const all = [...written, ...(inventory === undefined ? [] : [inventoryName])];
  await forEach(all, (path, index) => writeDurably(join(staging, `${index}`), files.get(path) ?? ""));
  const intent: Intent = {
    version: 1,
    objectFormat: formatOf(ids),
    writes: all.map((path, index) => {
      const before = contentIds.get(path);
      return {
        path,
        staged: `${index}`,
        ...(before !== undefined && { before }),
        after: ids.get(path) ?? "",
      };
    }),
    removes: changes.flatMap(({ action, path }) => {
      const before = contentIds.get(path);
      return action === "remove" && before !== undefined ? [{ path, before }] : [];
    }),
  };
  await syncFolders([staging]);
  await declareIntent(directory, intent);
  await fulfil(directory, intent, false);
}

const formatOf = (ids: ReadonlyMap<string, string>): ObjectFormat =>
  [...ids.values()][0]?.length === 64 ? "sha256" : "sha1";
