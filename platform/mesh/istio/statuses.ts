/**
 * Statuses that Istio takes for such: those that Go has a text for (net/http, StatusText). Any other it takes for the
 * name of a condition, and refuses.
 */
export const isKnownStatus = (status: number): boolean =>
  known.some(([from, to = from]) => status >= from && status <= to);

/** The statuses of a list one by one, `500-504` as five, without those that it does not know. */
export const knownStatuses = (list: readonly string[]): readonly number[] => {
  const statuses = list.flatMap((range) => {
    const [from = 0, to = from] = range.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(statuses)].filter(isKnownStatus).sort((a, b) => a - b);
};

// --- internal ---

const known: readonly (readonly [number, number?])[] = [
  [100, 103],
  [200, 208],
  [226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431],
  [451],
  [500, 508],
  [510, 511],
];
