import type { PublishedObject } from "./content";
import { pathOf } from "./layout";

/** One file for each object, by path. Names that differ give paths that differ, so none is written over another. */
export const filesOf = (objects: readonly PublishedObject[]): ReadonlyMap<string, string> =>
  new Map(objects.map((object) => [pathOf(object), object.text]));
