import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant, when there is one at a typing mistake's distance. */
export function closest(given: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .filter((candidate) => candidate !== given)
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

/** Letters in another order are one mistake, however many edits it takes to undo. */
function countEdits(given: string, candidate: string): number {
  const letters = (text: string) => [...text].sort().join("");
  return letters(given) === letters(candidate) ? 1 : distance(given, candidate);
}
