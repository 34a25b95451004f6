import { createHash } from "node:crypto";
import type { ObjectFormat } from "./blob-id";
import { byCodeUnit } from "./code-unit";

/** Name of the inventory in the folder that is published. */
export const inventoryName = ".published.json";

/** What was published into a folder, by whom and of what: the file `.published.json` in it. */
export interface Inventory {
  readonly version: 1;
  /** Who publishes there; nobody else may. */
  readonly owner: string;
  readonly environment: string;
  readonly source: SourceRecord;
  /** What the ids of `files` are. */
  readonly objectFormat: ObjectFormat;
  /** Ids of the files' contents, as git names them, by path from the folder. Without the inventory itself. */
  readonly files: Readonly<Record<string, string>>;
}

/** Where something was rendered from. */
export interface SourceRecord {
  /** Repository without credentials; undefined where it is in none. */
  readonly repository?: string;
  /** Commit id; undefined where it is in no repository. */
  readonly commit?: string;
  /** Grows from one source to the next: a count of commits, or the number of a pipeline's run. */
  readonly sequence?: number;
}

/** Its text, the same for equal inventories. */
export function inventoryText({
  owner,
  environment,
  source: { repository, commit, sequence },
  objectFormat,
  files,
}: Inventory): string {
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => byCodeUnit(a, b)));
  const source = { repository, commit, sequence };
  return `${JSON.stringify({ version: 1, owner, environment, source, objectFormat, files: sorted }, null, 2)}\n`;
}

/** What a commit says of an inventory, so that both can be matched later. */
export const inventoryDigest = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Reads an inventory, or says in a few words why that is none. */
export function readInventory(text: string): Inventory | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  if (!isRecord(value)) return "it is no object";
  const { version, owner, environment, source, objectFormat, files } = value;
  if (version !== 1) return `its version is ${JSON.stringify(version)}, and this program knows 1`;
  if (typeof owner !== "string" || typeof environment !== "string") return "it names no owner";
  if (objectFormat !== "sha1" && objectFormat !== "sha256") return "it does not say what its ids are";
  if (!isRecord(source)) return "it names no source";
  if (
    !isRecord(files) ||
    !Object.values(files).every((id) => typeof id === "string" && /^[0-9a-f]+$/.test(id))
  )
    return "its files are no ids";
  const { repository, commit, sequence } = source;
  return {
    version,
    owner,
    environment,
    source: {
      ...(typeof repository === "string" && { repository }),
      ...(typeof commit === "string" && { commit }),
      ...(typeof sequence === "number" && { sequence }),
    },
    objectFormat,
    files: files as Readonly<Record<string, string>>,
  };
}

// --- internal ---

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
