import { Covered } from "../plan/change";
import type { AttributeChange, Shown } from "../report/report";
import { shownOrdinal } from "./cover";
import { canonical, isAbsent, isEqual, isMapping, own } from "./equal";
import { byCodeUnit } from "./identity";
import { pairsOf } from "./list-items";
import { parsedTexts } from "./texts";

type Path = AttributeChange["path"];

/**
 * What differs between two values, by key. Steps through lists are in brackets where an item has a name: `[whoami]`,
 * ``[match=Host(`a`)]``; the order of keys and that of lists that are sets does not matter.
 */
export function attributeChanges(
  before: unknown,
  after: unknown,
  path: Path = [],
): readonly AttributeChange[] {
  if (isEqual(before, after)) return [];
  if (isMapping(before) && isMapping(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort(byCodeUnit)
      .flatMap((key) => attributeChanges(own(before, key), own(after, key), [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  if (typeof before === "string" && typeof after === "string") return ofTexts(before, after, path);
  return [changed(before, after, path)];
}

/** A value as it may be shown, with secrets as their ordinals. */
export function shown(value: unknown): Shown {
  return value instanceof Covered
    ? { kind: "sensitive", ordinal: value.ordinal }
    : { kind: "value", value: plain(value) };
}

/** One change as a whole, whatever is in it. */
export const changed = (before: unknown, after: unknown, path: Path): AttributeChange => ({
  path,
  kind: isAbsent(before) ? "added" : isAbsent(after) ? "removed" : "changed",
  ...(!isAbsent(before) && { before: shown(before) }),
  ...(!isAbsent(after) && { after: shown(after) }),
  forcesReplacement: false,
});

// --- internal ---

function plain(value: unknown): unknown {
  if (value instanceof Covered) return shownOrdinal(value.ordinal);
  if (Array.isArray(value)) return value.map(plain);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(byCodeUnit)
      .map((key) => [key, plain(value[key])]),
  );
}

function ofLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
): readonly AttributeChange[] {
  const isSet = sets.has(String(path.findLast((step) => typeof step === "string") ?? ""));
  const { pairs, reordered } = pairsOf(before, after);
  const items = [...before, ...after].some(isMapping)
    ? pairs.flatMap(({ step, before: b, after: a }) => {
        const [left, right] = [
          b === undefined ? undefined : before[b],
          a === undefined ? undefined : after[a],
        ];
        return attributeChanges(left, right, [...path, step]);
      })
    : ofScalars(before, after, pairs, path);
  if (!reordered || isSet) return items;
  const order = (list: readonly unknown[]): unknown => list.map((item) => nameOf(item));
  return [...items, { ...changed(order(before), order(after), [...path, "(order)"]) }];
}

/** What is gone and what is new; one for one where the lists are ordered and as long as before. */
function ofScalars(
  before: readonly unknown[],
  after: readonly unknown[],
  pairs: ReturnType<typeof pairsOf>["pairs"],
  path: Path,
): readonly AttributeChange[] {
  const gone = pairs.flatMap(({ before: b, after: a }) => (a === undefined && b !== undefined ? [b] : []));
  const come = pairs.flatMap(({ before: b, after: a }) => (b === undefined && a !== undefined ? [a] : []));
  const sameplace = gone.length === come.length && gone.every((place, index) => come[index] === place);
  if (sameplace)
    return gone.flatMap((place) => attributeChanges(before[place], after[place], [...path, place]));
  return [
    ...gone.map((place) => changed(before[place], undefined, [...path, place])),
    ...come.map((place) => changed(undefined, after[place], [...path, place])),
  ];
}

function nameOf(item: unknown): unknown {
  if (!isMapping(item)) return item;
  const name = own(item, "name") ?? own(item, "match") ?? own(item, "host");
  return typeof name === "string" ? name : canonical(plain(item));
}

/** Lists in which order says nothing (Kubernetes API reference, listType set and atomic sets; Traefik, entryPoints). */
const sets: ReadonlySet<string> = new Set([
  "accessModes",
  "add",
  "apiGroups",
  "containers",
  "dnsNames",
  "domains",
  "drop",
  "entryPoints",
  "env",
  "finalizers",
  "from",
  "hosts",
  "imagePullSecrets",
  "ipBlock",
  "loadBalancerSourceRanges",
  "matchExpressions",
  "matchLabelKeys",
  "namespaces",
  "nonResourceURLs",
  "policyTypes",
  "ports",
  "principals",
  "resourceNames",
  "resources",
  "rules",
  "sans",
  "secrets",
  "services",
  "sourceRange",
  "subjects",
  "to",
  "tolerations",
  "topologySpreadConstraints",
  "usages",
  "values",
  "verbs",
  "volumeMounts",
  "volumes",
]);

function ofTexts(before: string, after: string, path: Path): readonly AttributeChange[] {
  const parsed = parsedTexts(before, after);
  if (parsed === undefined) {
    const isLong = before.includes("\n") || after.includes("\n");
    return [{ ...changed(before, after, path), ...(isLong && { format: "text" as const }) }];
  }
  const changes = attributeChanges(parsed.before, parsed.after, path);
  // the same by key: a comment, the order or the space
  return changes.length === 0
    ? [{ ...changed(before, after, path), format: "text" }]
    : changes.map((change) => ({ ...change, format: parsed.format }));
}
