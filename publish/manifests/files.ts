import { type Refusal, refusal } from "../refusal";
import type { PublishedObject } from "./content";
import { nameOf, pathOf } from "./layout";

export interface ObjectFiles {
  /** Texts by path from the folder, one object each. */
  readonly files: ReadonlyMap<string, string>;
  readonly refusals: readonly Refusal[];
}

/** The files of objects. No object is written over another: where two have one path, that is said. */
export function filesOf(objects: readonly PublishedObject[]): ObjectFiles {
  const files = new Map<string, string>();
  const refusals: Refusal[] = [];
  const firsts = new Map<string, PublishedObject>();
  for (const object of objects) {
    const path = pathOf(object);
    const first = firsts.get(path);
    if (first === undefined) {
      firsts.set(path, object);
      files.set(path, object.text);
    } else {
      const message = `${nameOf(object)} and ${nameOf(first)} of ${first.source} are written to one file; rename one`;
      refusals.push(refusal("DUPLICATE", object.source, message));
    }
  }
  return { files, refusals };
}
