/** Why Traefik does not take a rule. */
export interface RuleProblem {
  /** Where in the rule's text, in UTF-16 code units from 0. */
  readonly offset: number;
  /** One line: what is wrong and, where it is known, what would be right. */
  readonly message: string;
  /** The rule as it was probably meant, when the whole of it can be put right. */
  readonly instead?: string;
}

/** Line and column of an offset, from 1; columns in UTF-16 code units. */
export function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
