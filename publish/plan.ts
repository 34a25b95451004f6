import { blobId, type ObjectFormat } from "./blob-id";
import { type Change, compare, type Entry, join } from "./changes";
import { type Inventory, inventoryName, inventoryText, readInventory } from "./inventory";
import { kustomizationName, kustomizationText } from "./manifests/kustomization";
import { isWithin, obstacles, prefixFault } from "./paths";
import type { Consent, Publication } from "./publication";
import { emptyRefusal, type Refusal, refusal } from "./refusal";

/** What one publication does to a folder as it is now. */
export interface PublicationPlan {
  readonly publication: Publication;
  readonly state: "changed" | "unchanged" | "superseded";
  /** Sorted by path; without the inventory. Empty unless the state is `changed`. */
  readonly changes: readonly Change[];
  /** Everything that is to be there, by path from the folder, with the inventory. */
  readonly files: ReadonlyMap<string, string>;
  /** Ids of their contents, and of those that stay. */
  readonly ids: ReadonlyMap<string, string>;
  /** Text of the inventory; undefined where nothing is published. */
  readonly inventory: string | undefined;
  /** Paths that another folder takes over in this run. */
  readonly moved: readonly string[];
  /** What was published last. */
  readonly previous: Inventory | undefined;
  readonly refusals: readonly Refusal[];
}

/** A folder as it is now. */
export interface Folder {
  readonly format: ObjectFormat;
  /** All that is in the repository, or in the folder alone where that is all that is known, by path. */
  readonly tree: ReadonlyMap<string, Entry>;
  /** Text of the inventory; undefined where there is none. */
  readonly inventory: string | undefined;
  /** The content of a file by its path in the tree, for inventories whose ids are of another format. */
  readonly contentOf: (path: string) => Buffer | undefined;
}

/** Plans publications that are made in one step, each against its folder. */
export function plan(
  publications: readonly (readonly [Publication, Folder])[],
  consent: Consent,
): readonly PublicationPlan[] {
  const first = publications.map(([publication, folder]) => planOne(publication, folder, consent, []));
  const moves = first.map((one) =>
    one.changes.filter((change) => isMoved(change, one, first)).map(({ path }) => path),
  );
  if (consent.handover !== true) return first.map((one, index) => ({ ...one, moved: moves[index] ?? [] }));
  return publications.map(([publication, folder], index) => ({
    ...planOne(publication, folder, consent, moves[index] ?? []),
    moved: moves[index] ?? [],
  }));
}

// --- internal ---

/** Where GitOps Promoter and Argo CD look for what was rendered (gitops-promoter, custom hydrator). */
const hydratorMetadataName = "hydrator.metadata";

const ownFiles = [kustomizationName, inventoryName, hydratorMetadataName];

/** Whether an object leaves one folder for another: its path from the folder stays the same. */
function isMoved(
  { action, path }: Change,
  from: PublicationPlan,
  plans: readonly PublicationPlan[],
): boolean {
  if (action !== "remove" || ownFiles.includes(path)) return false;
  return plans.some(
    (other) =>
      other !== from && other.changes.some((change) => change.action === "add" && change.path === path),
  );
}

function planOne(
  publication: Publication,
  folder: Folder,
  consent: Consent,
  /** Paths that stay although they are not to be there. */
  kept: readonly string[],
): PublicationPlan {
  const { prefix, source, owner, environment } = publication;
  const { format, tree } = folder;
  const present = within(tree, prefix);
  const previous = previousIn(folder, prefix, present);
  const nothing = { changes: [], files: new Map(), ids: new Map(), inventory: undefined, moved: [] };
  const refusals: Refusal[] = [...publication.refusals];
  const fault = prefixFault(prefix);
  if (fault !== undefined) refusals.push(refusal("PATH", prefix, fault));
  if (publication.files.size === 0) refusals.push(emptyRefusal(prefix));
  if (typeof previous === "string") {
    const message = `is no inventory: ${previous}; restore it, or remove it and publish with --adopt`;
    refusals.push(refusal("INVENTORY", join(prefix, inventoryName), message));
    return { publication, state: "changed", previous: undefined, refusals, ...nothing };
  }
  if (previous !== undefined) {
    const foreign = ownerFault(previous, publication);
    if (foreign !== undefined) refusals.push(refusal("OWNER", prefix, foreign));
    else {
      const order = orderOf(previous, publication);
      if (order === "superseded") {
        return { publication, state: "superseded", previous, refusals, ...nothing };
      }
      if (order === "unclear") {
        refusals.push(
          refusal(
            "SEQUENCE",
            prefix,
            `was published with the sequence ${previous.source.sequence}, and this source has none; give --sequence`,
          ),
        );
      }
    }
  }
  const recorded = previous === undefined ? undefined : recordedIds(previous, folder, prefix);
  const objects = new Map(publication.files);
  const listed = [...objects.keys(), ...kept];
  objects.set(kustomizationName, kustomizationText(listed));
  const wanted = new Map([...objects].map(([path, text]) => [path, blobId(text, format)]));
  for (const path of kept) {
    const id = recorded?.get(path);
    if (id !== undefined) wanted.set(path, id);
  }
  const { hydratorMetadata } = publication;
  const metadataBefore = recorded?.get(hydratorMetadataName);
  if (hydratorMetadata !== undefined && metadataBefore !== undefined)
    wanted.set(hydratorMetadataName, metadataBefore);
  let comparison = compare({ prefix, recorded, present, wanted, consent });
  // it names the source's commit, and a commit that changes no manifest is no reason to write
  if (hydratorMetadata !== undefined && (comparison.changes.length > 0 || metadataBefore === undefined)) {
    objects.set(hydratorMetadataName, hydratorMetadata);
    wanted.set(hydratorMetadataName, blobId(hydratorMetadata, format));
    comparison = compare({ prefix, recorded, present, wanted, consent });
  }
  const removed = new Set(
    comparison.changes.filter(({ action }) => action === "remove").map(({ path }) => path),
  );
  refusals.push(
    ...comparison.refusals,
    ...obstacles({ prefix, paths: [...wanted.keys(), inventoryName], removed, tree }),
  );
  const files = Object.fromEntries(wanted);
  const inventory = inventoryText({ version: 1, owner, environment, source, objectFormat: format, files });
  const isSame =
    comparison.changes.length === 0 && previous !== undefined && sameRecord(previous, format, wanted);
  return {
    publication,
    state: isSame && refusals.length === 0 ? "unchanged" : "changed",
    changes: comparison.changes,
    files: objects.set(inventoryName, inventory),
    ids: wanted.set(inventoryName, blobId(inventory, format)),
    inventory: isSame ? undefined : inventory,
    moved: [],
    previous,
    refusals,
  };
}

function within(tree: ReadonlyMap<string, Entry>, prefix: string): ReadonlyMap<string, Entry> {
  if (prefix === "") return tree;
  return new Map(
    [...tree]
      .filter(([path]) => isWithin(path, prefix) && path !== prefix)
      .map(([path, entry]) => [path.slice(prefix.length + 1), entry]),
  );
}

function previousIn(
  { inventory }: Folder,
  prefix: string,
  present: ReadonlyMap<string, Entry>,
): Inventory | undefined | string {
  const entry = present.get(inventoryName);
  if (entry === undefined) return undefined;
  if (entry.kind !== "file") return "it is no plain file";
  return inventory === undefined ? `nothing is known of ${prefix}` : readInventory(inventory);
}

function ownerFault(previous: Inventory, { owner, environment }: Publication): string | undefined {
  if (previous.owner !== owner)
    return `is published by ${previous.owner}, and this is ${owner}; choose another folder, or say --owner if it is the same`;
  if (previous.environment !== environment)
    return `holds the environment ${previous.environment}, and this is ${environment}; choose another folder`;
  return undefined;
}

function orderOf({ source: before }: Inventory, { source }: Publication): "newer" | "superseded" | "unclear" {
  const relation = before.commit === undefined ? "unknown" : source.relationOf(before.commit);
  switch (relation) {
    case "older":
    case "same":
      return "newer";
    case "newer":
      return "superseded";
    case "unknown":
      if (before.sequence === undefined) return "newer";
      if (source.sequence === undefined) return "unclear";
      return before.sequence > source.sequence ? "superseded" : "newer";
    default:
      return relation satisfies never;
  }
}

/** What was recorded, as ids of the repository's own format. */
function recordedIds(
  { objectFormat, files }: Inventory,
  { format, contentOf, tree }: Folder,
  prefix: string,
): ReadonlyMap<string, string> {
  if (objectFormat === format) return new Map(Object.entries(files));
  return new Map(
    Object.entries(files).map(([path, id]) => {
      const content = contentOf(join(prefix, path));
      const isSame = content !== undefined && blobId(content, objectFormat) === id;
      return [path, isSame ? (tree.get(join(prefix, path))?.id ?? id) : id];
    }),
  );
}

const sameRecord = (
  { objectFormat, files }: Inventory,
  format: ObjectFormat,
  wanted: ReadonlyMap<string, string>,
): boolean =>
  objectFormat === format &&
  Object.keys(files).length === wanted.size &&
  [...wanted].every(([path, id]) => files[path] === id);
