import type { ObjectIdentity, SourceLine } from "../report/report";

/** Where the constructs of a project are made: what a synthesis for a review leaves beside its output. */
export interface ConstructMap {
  readonly version: 1;
  /** By path in the tree, such as `prod/network/vpc`. */
  readonly constructs: Readonly<Record<string, ConstructEntry>>;
}

export interface ConstructEntry {
  /** Its class and those that it extends, without `Construct`. */
  readonly classes: readonly string[];
  /** Lines of the project that lead to it, from the innermost: where it is made, where that is called from, … */
  readonly frames: readonly SourceLine[];
  /** What it becomes in the manifests, if it does. */
  readonly object?: ObjectIdentity;
}

/** Reads a map; undefined where a text is none of this version. */
export function readConstructMap(text: string): ConstructMap | undefined {
  try {
    const map = JSON.parse(text) as Partial<ConstructMap> | null;
    return map?.version === 1 && typeof map.constructs === "object" ? (map as ConstructMap) : undefined;
  } catch {
    return undefined;
  }
}

/** The constructs of several maps, such as those of both halves. */
export const joinConstructMaps = (maps: readonly ConstructMap[]): ConstructMap => ({
  version: 1,
  constructs: Object.assign({}, ...maps.map(({ constructs }) => constructs)),
});
