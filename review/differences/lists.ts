import { diffArrays } from "diff";
import type { Value } from "../plan/change";
import { byCodeUnits, canonical } from "./value";

/** What stands here more often than there; in the order of the texts, so that the order of a set does not show. */
export function without(these: readonly Value[], those: readonly Value[]): readonly Value[] {
  const counts = new Map<string, number>();
  for (const text of those.map(canonical)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return these
    .map((value) => ({ value, text: canonical(value) }))
    .filter(({ text }) => {
      const count = counts.get(text) ?? 0;
      counts.set(text, count - 1);
      return count <= 0;
    })
    .sort((one, other) => byCodeUnits(one.text, other.text))
    .map(({ value }) => value);
}

/** Places of an element in the older and in the newer list; in one of them only, where it is new or gone. */
export interface Pair {
  readonly from?: number;
  readonly to?: number;
}

/**
 * What differs between two lists in which order means something: without the longest list that they have in common.
 * What stands between the same elements is paired by its place.
 */
export function changedPairs(before: readonly Value[], after: readonly Value[]): readonly Pair[] {
  const parts =
    diffArrays(before.map(canonical), after.map(canonical), { maxEditLength: mostEdits }) ??
    byPlace(before, after);
  const pairs: Pair[] = [];
  let [from, to] = [0, 0];
  let gap: { readonly removed: number[]; readonly added: number[] } = { removed: [], added: [] };
  const close = (): void => {
    const { removed, added } = gap;
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      const [old, young] = [removed[index], added[index]];
      pairs.push({
        ...(old === undefined ? {} : { from: old }),
        ...(young === undefined ? {} : { to: young }),
      });
    }
    gap = { removed: [], added: [] };
  };
  for (const { value, removed, added } of parts) {
    if (!removed && !added) {
      close();
      from += value.length;
      to += value.length;
    } else {
      for (let index = 0; index < value.length; index++) {
        if (removed) gap.removed.push(from++);
        else gap.added.push(to++);
      }
    }
  }
  close();
  return pairs;
}

// --- internal ---

/** With more the longest common list would be looked for too long; what stands at the same place is compared then. */
const mostEdits = 2000;

const byPlace = (before: readonly Value[], after: readonly Value[]) => [
  { value: before, removed: true, added: false },
  { value: after, removed: false, added: true },
];
