import { quoted } from "./quote";

/** A rule that could be read, with every `!` pushed down to the matchers, as Traefik keeps it. */
export type RuleTree = RuleGroup | RuleMatcher;

export interface RuleGroup {
  readonly kind: "and" | "or";
  /** Two or more. `a && b && c` is one group; `a && (b && c)` is a group in a group. */
  readonly operands: readonly RuleTree[];
}

export interface RuleMatcher {
  readonly kind: "matcher";
  /** Its canonical name, `HostRegexp`, however the rule spells it. */
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
  /** Where its name begins in the rule's text, in UTF-16 code units from 0. */
  readonly offset: number;
}

/** Every matcher of a rule, in the order of its text. */
export function matchersOf(tree: RuleTree): readonly RuleMatcher[] {
  const found: RuleMatcher[] = [];
  const visit = (node: RuleTree): void => {
    if (node.kind === "matcher") found.push(node);
    else node.operands.forEach(visit);
  };
  visit(tree);
  return found;
}

/** The tree in one line, operators first and two operands each: `(and Host["a"] !Path["/b"])`. */
export function formatTree(tree: RuleTree): string {
  if (tree.kind === "matcher") {
    return `${tree.negated ? "!" : ""}${tree.name}[${tree.values.map((value) => JSON.stringify(value)).join(",")}]`;
  }
  const [first, ...rest] = tree.operands.map(formatTree);
  // opening brackets first, so that a chain of thousands is not copied at each step
  return `${`(${tree.kind} `.repeat(rest.length)}${first ?? ""}${rest.map((operand) => ` ${operand})`).join("")}`;
}

/** A matcher as one would write it: `` !Header(`X-Canary`, `1`) ``. */
export const formatMatcher = ({ name, negated, values }: RuleMatcher): string =>
  `${negated ? "!" : ""}${name}(${values.map(quoted).join(", ")})`;
