import type { RuleMatcher, RuleTree } from "./tree";

/** Matchers that must all hold. */
export type Conjunction = readonly RuleMatcher[];

/** The rule as alternatives, one of which must hold; undefined where there would be more than `limit`. */
export function alternatives(tree: RuleTree, limit = 200): readonly Conjunction[] | undefined {
  if (tree.kind === "matcher") return [[tree]];
  const parts: (readonly Conjunction[])[] = [];
  for (const operand of tree.operands) {
    const part = alternatives(operand, limit);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  let result: readonly Conjunction[] = tree.kind === "or" ? [] : [[]];
  for (const part of parts) {
    const count = tree.kind === "or" ? result.length + part.length : result.length * part.length;
    if (count > limit) return undefined;
    result =
      tree.kind === "or"
        ? [...result, ...part]
        : result.flatMap((left) => part.map((right) => [...left, ...right]));
  }
  return result;
}
