import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant, when there is one at a typing mistake's distance. */
export function closest(given: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .filter((candidate) => withoutDigits(candidate) !== withoutDigits(given))
    .map((candidate) => ({ candidate, edits: countEdits(given.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.min(3, candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return best?.candidate;
}

/** `; did you mean "version"?`, or nothing. */
export function didYouMean(given: string, candidates: readonly string[]): string {
  const best = closest(given, candidates);
  return best === undefined ? "" : `; did you mean ${JSON.stringify(best)}?`;
}

// ---

// another number is meant, not mistyped: 1.36 is no slip for 1.35
const withoutDigits = (text: string) => text.replace(/\d/g, "");

/** Letters in another order are one mistake, however many edits it takes to undo. */
function countEdits(given: string, candidate: string): number {
  const letters = (text: string) => [...text].sort().join("");
  return letters(given) === letters(candidate) ? 1 : distance(given, candidate);
}
