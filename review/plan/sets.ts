import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Collection } from "../differences/differences";

let read: Readonly<Record<string, readonly string[]>> | undefined;

/**
 * What the collection at a path of a resource is, as far as it is known: types of AWS have their sets in a table that
 * is made from the provider's bindings. Of others every array is taken for a list.
 */
export function collectionOf(type: string): (names: readonly string[]) => Collection | undefined {
  read ??= JSON.parse(readFileSync(join(__dirname, "sets.json"), "utf8")).sets as typeof read;
  const sets = new Set(read !== undefined && Object.hasOwn(read, type) ? read[type] : []);
  return (names) => (sets.has(names.join(".")) ? "set" : undefined);
}
