import { canonical, isEqual, isMapping, own } from "./equal";
import { byCodeUnit } from "./identity";

/** Items of two lists that belong together. */
export interface Pair {
  /** How the item is called: `whoami`, `match=Host(…)`, or its place where it has no name. */
  readonly step: string | number;
  /** Place in the list; undefined where it is not there. */
  readonly before?: number;
  readonly after?: number;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** Whether what both lists have stands in another order. */
  readonly reordered: boolean;
}

/**
 * Finds which items belong together: those with the same name, port, path or the like; then equal ones; then those
 * that have most in common, so that a route whose rule changes is a route that changes.
 */
export function pairsOf(before: readonly unknown[], after: readonly unknown[]): Pairs {
  const key = identifying(before, after);
  const name = (item: unknown): string =>
    key === undefined ? canonical(item) : valuesAt(item, key).join("\n");
  const [left, right] = [before.map(name), after.map(name)];
  const matched = matching(left, right);
  const common = commonOrder(matched);
  const free = (indices: number, taken: ReadonlySet<number>) =>
    [...Array(indices).keys()].filter((index) => !taken.has(index));
  const similar = similarPairs(
    before,
    after,
    free(before.length, new Set(matched.map(([index]) => index))),
    free(after.length, new Set(matched.map(([, index]) => index))),
  );
  const step = (item: unknown, index: number): string | number =>
    key === undefined ? index : shownKey(item, key);
  const both = [...matched, ...similar];
  const [gone, come] = [new Set(both.map(([index]) => index)), new Set(both.map(([, index]) => index))];
  return {
    pairs: [
      ...both.map(([b, a]): Pair => ({ step: step(before[b], b), before: b, after: a })),
      ...free(before.length, gone).map(
        (index): Pair => ({ step: step(before[index], index), before: index }),
      ),
      ...free(after.length, come).map((index): Pair => ({ step: step(after[index], index), after: index })),
    ].sort(
      (a, b) => placeOf(a) - placeOf(b) || Number(a.after !== undefined) - Number(b.after !== undefined),
    ),
    reordered: !common,
  };
}

// --- internal ---

type Match = readonly [before: number, after: number];

/** What Kubernetes and Traefik tell items apart by, the most telling first. */
const keys: readonly (readonly string[])[] = [
  ["name"],
  ["kind", "name"],
  ["namespace", "name"],
  ["containerPort"],
  ["containerPort", "protocol"],
  ["mountPath"],
  ["key"],
  ["host"],
  ["match"],
  ["topologyKey", "whenUnsatisfiable"],
  ["topologyKey"],
  ["port"],
  ["port", "protocol"],
  ["path"],
  ["secretName"],
  ["type"],
  ["id"],
  ["ip"],
];

/** The first key that every item has and that no two of a list share. */
function identifying(before: readonly unknown[], after: readonly unknown[]): readonly string[] | undefined {
  if (![...before, ...after].every(isMapping)) return undefined;
  return keys.find((key) =>
    [before, after].every((list) => {
      const named = list.map((item) => valuesAt(item, key));
      return (
        named.every((values) => values.every((value) => value !== undefined)) &&
        new Set(named.map((values) => values.join("\n"))).size === list.length
      );
    }),
  );
}

const valuesAt = (item: unknown, key: readonly string[]): readonly (string | undefined)[] =>
  key.map((name) => {
    const value = isMapping(item) ? own(item, name) : undefined;
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  });

/** A name says itself what it is. */
const shownKey = (item: unknown, key: readonly string[]): string =>
  key.length === 1 && key[0] === "name"
    ? `[${valuesAt(item, key)[0]}]`
    : `[${valuesAt(item, key)
        .map((value, index) => `${key[index]}=${value}`)
        .join(",")}]`;

/** Equal names, the first with the first where there are several. */
function matching(before: readonly string[], after: readonly string[]): readonly Match[] {
  const places = new Map<string, number[]>();
  for (const [index, name] of after.entries()) places.set(name, [...(places.get(name) ?? []), index]);
  return before.flatMap((name, index): Match[] => {
    const place = places.get(name)?.shift();
    return place === undefined ? [] : [[index, place]];
  });
}

const commonOrder = (matches: readonly Match[]): boolean =>
  matches.every(([, after], index) => index === 0 || after > (matches[index - 1]?.[1] ?? -1));

/** Pairs of mappings with at least half of their fields in common, the most alike first. */
function similarPairs(
  before: readonly unknown[],
  after: readonly unknown[],
  left: readonly number[],
  right: readonly number[],
): readonly Match[] {
  if (left.length * right.length > mostComparisons) return [];
  const scored = left
    .flatMap((b) => right.map((a) => ({ b, a, score: likeness(before[b], after[a]) })))
    .filter(({ score }) => score >= 0.5)
    .sort(
      (x, y) =>
        y.score - x.score ||
        x.b + x.a - (y.b + y.a) ||
        byCodeUnit([x.b, x.a].sort().join(), [y.b, y.a].sort().join()),
    );
  const [gone, come] = [new Set<number>(), new Set<number>()];
  return scored.flatMap(({ b, a }): Match[] => {
    if (gone.has(b) || come.has(a)) return [];
    gone.add(b);
    come.add(a);
    return [[b, a]];
  });
}

/** More would take longer than anybody waits; such lists are no longer read one by one either. */
const mostComparisons = 10_000;

function likeness(a: unknown, b: unknown): number {
  if (!isMapping(a) || !isMapping(b)) return 0;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.filter((name) => isEqual(own(a, name), own(b, name))).length / names.length;
}

const placeOf = ({ before, after }: Pair): number => after ?? before ?? 0;
