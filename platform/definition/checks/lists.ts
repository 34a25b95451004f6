import type { CheckFailure } from "../checks";

/** Items of a list that stand in it before. */
export const checkRepeats = (path: readonly (string | number)[], items: readonly string[]): CheckFailure[] =>
  items.flatMap((item, index) =>
    items.indexOf(item) < index ? [{ path: [...path, index], message: `names ${item} a second time` }] : [],
  );
