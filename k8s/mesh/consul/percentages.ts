/**
 * Weights as percentages in steps of 0.01 that add up to 100, by largest remainder: each share is rounded down, and the
 * steps that are left go to the shares that lost most, the first of equals first. No share of a weight above 0 is below
 * one step.
 *
 * Consul's webhook adds them up in single precision and insists on 100 exactly (consul-k8s, servicesplitter_types.go),
 * which 0.01 steps sometimes miss by less than a thousandth; then as few as possible move between two shares.
 */
export function percentages(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (weight * steps) / total);
  const parts = exact.map((share) => Math.max(1, Math.floor(share)));
  const byLoss = exact
    .map((share, index) => ({ index, loss: share - (parts[index] ?? 0) }))
    .sort((a, b) => b.loss - a.loss || a.index - b.index);
  let left = steps - parts.reduce((sum, part) => sum + part, 0);
  for (let turn = 0; left > 0; turn++, left--) change(parts, byLoss[turn % byLoss.length]?.index ?? 0, 1);
  // rounding tiny shares up took more than there was: the largest can spare it
  for (; left < 0; left++) change(parts, parts.indexOf(Math.max(...parts)), -1);
  return exactlyAdding(parts).map((part) => part / (steps / 100));
}

// --- internal ---

const steps = 10_000;

function change(parts: number[], index: number, by: number): void {
  parts[index] = (parts[index] ?? 0) + by;
}

/** The same parts, or the nearest that single precision adds up to exactly 100 and that differ in two of them. */
function exactlyAdding(parts: readonly number[]): readonly number[] {
  if (isExact(parts)) return parts;
  for (let by = 1; by < steps; by++) {
    for (const [from, part] of parts.entries()) {
      if (part <= by) continue;
      for (const to of parts.keys()) {
        if (from === to) continue;
        const moved = [...parts];
        change(moved, from, -by);
        change(moved, to, by);
        if (isExact(moved)) return moved;
      }
    }
  }
  throw new Error(`no percentages near ${parts.join(", ")} add up to 100 in single precision`);
}

const isExact = (parts: readonly number[]): boolean =>
  parts.reduce((sum, part) => Math.fround(sum + Math.fround(part / (steps / 100))), 0) === 100;
