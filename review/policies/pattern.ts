/** Patterns as IAM has them: `*` stands for any text, `?` for any one character. */

/** Whether everything that `inner` matches, `outer` matches too. */
export function includes(outer: string, inner: string): boolean {
  if (outer === "*" || outer === inner) return true;
  if (!/[*?]/.test(outer)) return false;
  return matches(outer, inner, (one, other) => one === other || (one === "?" && other !== "*"));
}

/** Whether there may be a text that both match. */
export function overlaps(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  const meet = (at: number, there: number): boolean => {
    const key = at * (other.length + 1) + there;
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = step(at, there);
    known.set(key, result);
    return result;
  };
  const step = (at: number, there: number): boolean => {
    const [a, b] = [one[at], other[there]];
    if (a === undefined && b === undefined) return true;
    if (a === "*") return meet(at + 1, there) || (b !== undefined && meet(at, there + 1));
    if (b === "*") return meet(at, there + 1) || (a !== undefined && meet(at + 1, there));
    return (
      a !== undefined && b !== undefined && (a === b || a === "?" || b === "?") && meet(at + 1, there + 1)
    );
  };
  return meet(0, 0);
}

// --- internal ---

/** Matches a pattern against a text whose own wildcards only a `*` takes in. */
function matches(pattern: string, text: string, alike: (one: string, other: string) => boolean): boolean {
  // where to go on from when the last star has to take one more character
  let [star, resume] = [-1, 0];
  let [at, there] = [0, 0];
  while (there < text.length) {
    const [a, b] = [pattern[at], text[there] ?? ""];
    if (a === "*") {
      [star, resume] = [at, there];
      at += 1;
    } else if (a !== undefined && alike(a, b)) {
      at += 1;
      there += 1;
    } else if (star >= 0) {
      resume += 1;
      [at, there] = [star + 1, resume];
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
