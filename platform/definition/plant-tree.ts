import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { type Place, type Problem, problemAt } from "./problem";
import type { Entry, List, Mapping, Tree } from "./tree";

/**
 * Turns the YAML library's nodes into a tree of located values. Aliases share the value of their anchor, at the
 * anchor's place. What a plain object could not hold without harm is a problem.
 */
export function plantTree(
  contents: Node,
  place: (offset: number) => Place,
): { readonly tree: Tree; readonly problems: readonly Problem[] } {
  const planter = new Planter(place);
  const tree = planter.plant(contents, place(0), []);
  return { tree, problems: planter.problems };
}

// ---

/** How many values aliases may add; nine lines of "billion laughs" add 10^9. */
const aliasLimit = 10_000;

/** Keys that mean something else to JavaScript. */
const reservedKeys = new Set(["__proto__", "constructor", "prototype"]);

const open = Symbol("anchor of a value that is still being read");

type Steps = readonly PropertyKey[];

class Planter {
  readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, Tree | typeof open>();
  private readonly sizes = new Map<Tree, number>();
  private added = 0;

  constructor(private readonly place: (offset: number) => Place) {}

  plant(node: unknown, around: Place, path: Steps): Tree {
    if (isAlias(node)) return this.follow(node.source, this.placeOf(node, around), path);
    const anchor = (isScalar(node) || isMap(node) || isSeq(node)) && node.anchor;
    if (anchor) this.anchors.set(anchor, open);
    const tree = this.grow(node, this.placeOf(node, around), path);
    if (anchor) this.anchors.set(anchor, tree);
    return tree;
  }

  private grow(node: unknown, at: Place, path: Steps): Tree {
    if (isMap(node)) return this.plantMapping(node.items, at, path);
    if (isSeq(node)) return this.plantList(node.items, at, path);
    const { value, source } = isScalar(node) ? node : { value: null, source: "" };
    if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
      this.complain(at, path, "the text has half of a surrogate pair, which no file can hold");
    }
    switch (typeof value) {
      case "string":
      case "number":
      case "boolean":
        return { kind: "scalar", at, value, source: source ?? String(value) };
      default:
        return { kind: "scalar", at, value: null, source: source ?? "" };
    }
  }

  private plantList(nodes: readonly unknown[], at: Place, path: Steps): List {
    const items = nodes.map((node, index) => this.plant(node, at, [...path, index]));
    const list: List = { kind: "list", at, items };
    this.sizes.set(
      list,
      items.reduce((sum, item) => sum + this.sizeOf(item), 1),
    );
    return list;
  }

  private plantMapping(pairs: readonly Pair[], at: Place, path: Steps): Mapping {
    const entries = new Map<string, Entry>();
    let size = 1;
    for (const pair of pairs) {
      const keyAt = this.placeOf(pair.key, at);
      const key = this.plantKey(pair.key, keyAt, path);
      const first = entries.get(key);
      if (first !== undefined) {
        const message = `the key ${JSON.stringify(key)} is here a second time; it is first in line ${first.keyAt.line}`;
        this.complain(keyAt, [...path, key], message);
      }
      const value = this.plant(pair.value, keyAt, [...path, key]);
      size += this.sizeOf(value);
      entries.set(key, { keyAt, value });
    }
    const mapping: Mapping = { kind: "mapping", at, entries };
    this.sizes.set(mapping, size);
    return mapping;
  }

  private plantKey(node: unknown, keyAt: Place, path: Steps): string {
    const tree = this.plant(node, keyAt, path);
    const key = tree.kind === "scalar" ? String(tree.value) : "";
    if (key === "<<") {
      const advice = "put what is shared into another file and name that in extends";
      this.complain(keyAt, [...path, key], `merge keys (<<) are not read; ${advice}`);
    }
    if (reservedKeys.has(key)) this.complain(keyAt, [...path, key], `the key "${key}" is not allowed`);
    return key;
  }

  private follow(name: string, at: Place, path: Steps): Tree {
    const nothing: Tree = { kind: "scalar", at, value: null, source: `*${name}` };
    const target = this.anchors.get(name);
    if (target === undefined) {
      this.complain(at, path, `the alias *${name} has no anchor &${name} before it`);
      return nothing;
    }
    if (target === open) {
      this.complain(at, path, `the alias *${name} stands for a value that it is part of`);
      return nothing;
    }
    const before = this.added;
    this.added += this.sizeOf(target);
    if (this.added <= aliasLimit) return target;
    if (before <= aliasLimit) {
      this.complain(at, path, `aliases add more than ${aliasLimit} values from here on; write fewer`);
    }
    return nothing;
  }

  private sizeOf(tree: Tree): number {
    return this.sizes.get(tree) ?? 1;
  }

  private placeOf(node: unknown, around: Place): Place {
    const located = isScalar(node) || isAlias(node) || isMap(node) || isSeq(node);
    return located && node.range ? this.place(node.range[0]) : around;
  }

  private complain(at: Place, path: Steps, message: string): void {
    this.problems.push(problemAt(at, path, message));
  }
}
