import type { Place } from "./problem";

/**
 * A YAML value that knows where each part of it is written. Values keep their place when files are merged,
 * so a problem can be shown at the line to change, whichever file that is in.
 */
export type Tree = Scalar | List | Mapping;

export interface Scalar {
  readonly kind: "scalar";
  readonly at: Place;
  readonly value: string | number | boolean | null;
  /** As written: 1.30 is the number 1.3. */
  readonly source: string;
}

export interface List {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly Tree[];
}

export interface Mapping {
  readonly kind: "mapping";
  readonly at: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly keyAt: Place;
  readonly value: Tree;
}

/** The value without its places. */
export function plain(tree: Tree): unknown {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "list":
      return tree.items.map(plain);
    case "mapping":
      return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
    default:
      return tree satisfies never;
  }
}

export type Path = readonly PropertyKey[];

/**
 * Where the value at `path` is written, or its key. When there is no such value, where the nearest one around it
 * begins: at its key, which is the line a reader looks for.
 */
export function locate(tree: Tree, path: Path, { key = false }: { readonly key?: boolean } = {}): Place {
  let here: Step = { value: tree };
  for (const step of path) {
    const next = enter(here.value, step);
    if (next === undefined) return here.keyAt ?? here.value.at;
    here = next;
  }
  return key ? (here.keyAt ?? here.value.at) : here.value.at;
}

/** The part of the tree at `path`. */
export function find(tree: Tree, path: Path): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const step of path) here = here && enter(here, step)?.value;
  return here;
}

// ---

interface Step {
  readonly value: Tree;
  readonly keyAt?: Place;
}

function enter(tree: Tree, step: PropertyKey): Step | undefined {
  switch (tree.kind) {
    case "scalar":
      return undefined;
    case "list": {
      const value = tree.items[Number(step)];
      return value && { value };
    }
    case "mapping":
      return tree.entries.get(String(step));
    default:
      return tree satisfies never;
  }
}
