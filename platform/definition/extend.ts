import type { Document } from "./document";
import { type Place, type Problem, problemAt } from "./problem";
import { closest } from "./suggest";
import { type Entry, find, locate, type Mapping, type Tree } from "./tree";

/** A file of the directory, as far as it could be read; its own problems are reported elsewhere. */
export type Source =
  | { readonly kind: "document"; readonly document: Document }
  | { readonly kind: "broken" }
  | { readonly kind: "unreadable" };

/** Files of one directory by plain name, `base.yaml`. */
export type Sources = ReadonlyMap<string, Source>;

/** A file with what it extends merged into it. */
export interface Extended {
  /** The file itself. */
  readonly own: Document;
  /** Its values and the inherited ones, each at the place where it is written. */
  readonly merged: Mapping;
  /** False when a file of the chain is missing or broken: then an absent value may stand there. */
  readonly complete: boolean;
  readonly problems: readonly Problem[];
}

/** Follows `extends` from file to file. Nearer files win; lists and single values are replaced whole. */
export function extend(name: string, own: Document, sources: Sources): Extended {
  const layers: Document[] = [own];
  const chain = [name];
  const end = (complete: boolean, problems: readonly Problem[] = []): Extended => {
    const merged = layers
      .slice(0, -1)
      .reduceRight((base, layer) => merge(base, layer), (layers.at(-1) ?? own).root);
    return { own, merged: withOwnIdentity(merged, own), complete, problems };
  };

  for (let document = own; ; ) {
    const parent = parentOf(document);
    if (parent.kind === "none") return end(true);
    if (parent.kind === "invalid") return end(false, [problemAt(parent.at, ["extends"], parent.message)]);

    const step = `${chain.at(-1)} → ${parent.name}`;
    const repeated = chain.indexOf(parent.name);
    if (repeated >= 0) return end(false, [describeCycle(chain.slice(repeated), sources, parent.at)]);

    const source = sources.get(parent.name);
    switch (source?.kind) {
      case undefined: {
        const message = `there is no file ${parent.name} in this directory (${step})`;
        const others = [...sources.keys()].filter((other) => !chain.includes(other)).map(stemOf);
        const guess = closest(stemOf(parent.name), others);
        const advice = guess === undefined ? "" : `; did you mean ${guess}.yaml?`;
        return end(false, [problemAt(parent.at, ["extends"], message + advice)]);
      }
      case "unreadable":
        return end(false, [problemAt(parent.at, ["extends"], `${parent.name} cannot be read (${step})`)]);
      case "broken":
        return end(false);
      case "document":
        document = source.document;
        layers.push(document);
        chain.push(parent.name);
        break;
      default:
        return source satisfies never;
    }
  }
}

export type Parent =
  | { readonly kind: "none" }
  | { readonly kind: "file"; readonly name: string; readonly at: Place }
  | { readonly kind: "invalid"; readonly message: string; readonly at: Place };

/** The file that a document names in `extends`. */
export function parentOf({ root }: Document): Parent {
  const value = root.entries.get("extends")?.value;
  if (value === undefined) return { kind: "none" };
  // stays in the directory: what an environment consists of is in one place, and nothing outside is read
  const isPlainName = value.kind === "scalar" && /^[\w][^/\\]*\.yaml$/.test(String(value.value));
  if (isPlainName) return { kind: "file", name: String(value.value), at: value.at };
  const given = value.kind === "scalar" ? `, not ${JSON.stringify(value.value)}` : `, not a ${value.kind}`;
  return {
    kind: "invalid",
    at: value.at,
    message: `must be the name of a .yaml file in the same directory, such as base.yaml${given}`,
  };
}

/** `dev.yaml` → `dev`, which is also the environment's name. */
export function stemOf(name: string): string {
  return name.replace(/\.yaml$/, "");
}

// ---

/** Keys of the base keep their order, so that adding one to an environment moves nothing. */
function merge(base: Mapping, { root }: { readonly root: Mapping }): Mapping {
  const entries = new Map(base.entries);
  for (const [key, own] of root.entries) {
    const inherited = base.entries.get(key);
    if (inherited === undefined) entries.set(key, own);
    else if (isNull(own.value)) entries.delete(key);
    else entries.set(key, mergeEntry(inherited, own));
  }
  return { kind: "mapping", at: root.at, entries };
}

function mergeEntry(inherited: Entry, own: Entry): Entry {
  if (inherited.value.kind !== "mapping" || own.value.kind !== "mapping") return own;
  return { keyAt: own.keyAt, value: merge(inherited.value, { root: own.value }) };
}

function isNull(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}

/** A file's name and what it extends are its own; its heirs have theirs. */
function withOwnIdentity(merged: Mapping, own: Document): Mapping {
  const entries = new Map(merged.entries);
  entries.delete("extends");
  if (!own.root.entries.has("name")) entries.delete("name");
  return { ...merged, entries };
}

/** One problem a circle, whichever of its files it was found from: at its first environment. */
function describeCycle(circle: readonly string[], sources: Sources, found: Place): Problem {
  const rootOf = (name: string) => {
    const source = sources.get(name);
    return source?.kind === "document" ? source.document.root : undefined;
  };
  const isNamed = (name: string) => {
    const root = rootOf(name);
    return root !== undefined && find(root, ["name"]) !== undefined;
  };
  const [first] = circle.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)) || (a < b ? -1 : 1)) as [
    string,
    ...string[],
  ];
  const start = circle.indexOf(first);
  const files = [...circle.slice(start), ...circle.slice(0, start), first];
  const root = rootOf(first);
  const at = root === undefined ? found : locate(root, ["extends"]);
  return problemAt(at, ["extends"], `goes in a circle: ${files.join(" → ")}`);
}
