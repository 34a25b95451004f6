import { byCodeUnits, canonical, isRecord } from "../differences/value";
import type { ObjectIdentity } from "../report/report";
import type { ManifestObject } from "./difference";
import { keyOf } from "./identity";

export interface Identified {
  readonly identity: ObjectIdentity;
  readonly object: ManifestObject;
}

/**
 * Objects that are gone and come back under another name, or in another namespace: their names differ in a hash of what
 * they hold, or they are equal but for the name, or nearly so. All objects of one name are renamed together or not at
 * all, so that a service that goes is not taken for another that comes. Kubernetes knows no renaming: the one is
 * deleted and the other created; where that loses data, it is no renaming here either.
 */
export function renamesOf(
  deleted: readonly Identified[],
  created: readonly Identified[],
): ReadonlyMap<Identified, Identified> {
  const hashed = new Map<Identified, Identified>();
  const candidates = new Map<Identified, Identified>();
  const kindOf = ({ identity: { group, kind } }: Identified): string => `${group}/${kind}`;
  const newKinds = groupedBy(created, kindOf);
  for (const [kind, gone] of groupedBy(deleted, kindOf)) {
    if (lossy.has(kind)) continue;
    const rest = pairedBy(gone, newKinds.get(kind) ?? [], hashless, hashed);
    const others = pairedBy(rest.gone, rest.come, contentOf, candidates);
    pairSimilar(others.gone, others.come, candidates);
  }
  return new Map([...hashed, ...together(candidates, deleted, created)]);
}

// --- internal ---

/** Of all fields, and of all objects of a name, how many must have their counterpart. */
const threshold = 0.8;

/** More would take longer than anybody waits, and so many of a kind are not one that was renamed. */
const mostComparisons = 10_000;

/** A new name for these means that what they hold is lost. */
const lossy: ReadonlySet<string> = new Set([
  "/Namespace",
  "/PersistentVolume",
  "/PersistentVolumeClaim",
  "apps/StatefulSet",
  "apiextensions.k8s.io/CustomResourceDefinition",
]);

/** Those whose name is taken over by most of the objects that had it, and are most of those that have it now. */
function together(
  candidates: ReadonlyMap<Identified, Identified>,
  deleted: readonly Identified[],
  created: readonly Identified[],
): readonly (readonly [Identified, Identified])[] {
  const nameOf = ({ identity: { namespace, name } }: Identified): string => `${namespace}/${name}`;
  const [before, after] = [groupedBy(deleted, nameOf), groupedBy(created, nameOf)];
  const pairs = groupedBy([...candidates], ([one, other]) => `${nameOf(one)} ${nameOf(other)}`);
  return [...pairs.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const [one, other] = first;
    const most = Math.max(before.get(nameOf(one))?.length ?? 0, after.get(nameOf(other))?.length ?? 0);
    return group.length >= threshold * most ? group : [];
  });
}

/** Pairs those that are alone on both sides with what `of` says of them. */
function pairedBy(
  gone: readonly Identified[],
  come: readonly Identified[],
  of: (one: Identified) => string | undefined,
  found: Map<Identified, Identified>,
): { readonly gone: readonly Identified[]; readonly come: readonly Identified[] } {
  if (gone.length === 0 || come.length === 0) return { gone, come };
  const [before, after] = [groupedBy(gone, of), groupedBy(come, of)];
  const taken = new Set<Identified>();
  for (const [text, [one, ...others]] of before) {
    const [other, ...rest] = after.get(text) ?? [];
    if (one === undefined || other === undefined || others.length + rest.length > 0) continue;
    found.set(one, other);
    taken.add(one).add(other);
  }
  const isFree = (one: Identified): boolean => !taken.has(one);
  return { gone: gone.filter(isFree), come: come.filter(isFree) };
}

/** The name without the hash that kustomize or cdk8s put at its end; undefined where there is none. */
function hashless({ identity: { namespace, name } }: Identified): string | undefined {
  const stem = /^(.+)-(?:[2456789bcdfghkmt]{10}|c?[0-9a-f]{8})$/.exec(name)?.[1];
  return stem === undefined ? undefined : `${namespace}/${stem}`;
}

const contentOf = (one: Identified): string | undefined => leavesOf(one).join("\n");

function pairSimilar(
  gone: readonly Identified[],
  come: readonly Identified[],
  found: Map<Identified, Identified>,
): void {
  if (gone.length * come.length > mostComparisons) return;
  const leaves = new Map([...gone, ...come].map((one) => [one, new Set(leavesOf(one))]));
  const scored = gone
    .flatMap((before) =>
      come.map((after) => ({
        before,
        after,
        score: likeness(leaves.get(before) ?? new Set(), leaves.get(after) ?? new Set()),
        // the same from both sides
        names: [keyOf(before.identity), keyOf(after.identity)].sort(byCodeUnits).join("\n"),
      })),
    )
    .filter(({ score }) => score >= threshold)
    .sort((a, b) => b.score - a.score || byCodeUnits(a.names, b.names));
  const taken = new Set<Identified>();
  for (const { before, after } of scored) {
    if (taken.has(before) || taken.has(after)) continue;
    taken.add(before).add(after);
    found.set(before, after);
  }
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const leaf of a) if (b.has(leaf)) common += 1;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}

/** Every field with its path, sorted, its own name and namespace wherever they stand taken out. */
function leavesOf({ identity: { namespace, name }, object: { object } }: Identified): readonly string[] {
  const leaves: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`);
    else if (isRecord(value)) for (const key of Object.keys(value)) visit(value[key], `${path}.${key}`);
    else {
      const text = value === name ? "\u0000name" : value === namespace ? "\u0000namespace" : canonical(value);
      leaves.push(`${path}=${text}`);
    }
  };
  visit(object, "");
  return leaves.sort(byCodeUnits);
}

function groupedBy<T>(items: readonly T[], of: (item: T) => string | undefined): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = of(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
