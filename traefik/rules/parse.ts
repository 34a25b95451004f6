import { canonicalName, matcherDefinitions, type RuleKind } from "./matchers";
import { migrate, unknownMatcher } from "./migration";
import type { RuleProblem } from "./problem";
import { readSyntax } from "./syntax";
import { matchersOf, type RuleTree } from "./tree";

export type ParsedRule =
  | { readonly ok: true; readonly tree: RuleTree; readonly priority: number }
  | {
      readonly ok: false;
      /** `parse`: it is no rule. `matcher`: it is, but Traefik cannot build a router of it. */
      readonly stage: "parse" | "matcher";
      /** At least one. */
      readonly problems: readonly RuleProblem[];
      readonly priority: number;
    };

/**
 * Reads a rule of Traefik v3 as Traefik does: as a Go expression of `&&`, `||`, `!`, brackets and calls. Never throws;
 * takes time linear in the length of `text`.
 */
export function parseRule(kind: RuleKind, text: string): ParsedRule {
  const length = Buffer.byteLength(text);
  const syntax = readSyntax(text.replace(/\p{Surrogate}/gu, "\uFFFD"), {
    canonicalName: (spelling) => canonicalName(kind, spelling),
    unknownMatcher: (spelling) => unknownMatcher(kind, spelling),
  });
  if (!syntax.ok) {
    return {
      ok: false,
      stage: "parse",
      problems: withMigration(kind, text, syntax.problems),
      priority: length,
    };
  }
  const { tree } = syntax;
  const priority = kind === "tcp" && isCatchAll(tree) ? -1 : length;
  const problems = matchersOf(tree).flatMap(({ name, values, offset }): RuleProblem[] => {
    const message = checkArguments(kind, name, values);
    return message === undefined ? [] : [{ offset, message: `${name}: ${message}` }];
  });
  return problems.length > 0
    ? { ok: false, stage: "matcher", problems: withMigration(kind, text, problems), priority }
    : { ok: true, tree, priority };
}

/** Traefik keeps such a router for the connections that no other takes. */
export const isCatchAll = (tree: RuleTree): boolean =>
  tree.kind === "matcher" && tree.name === "HostSNI" && tree.values.length === 1 && tree.values[0] === "*";

/** Hosts whose TLS options a router decides: every `Host` in its rule, negated ones too, in small letters. */
export const hostsOf = (tree: RuleTree, matcher: "Host" | "HostSNI"): readonly string[] =>
  matchersOf(tree)
    .filter(({ name }) => name === matcher)
    .flatMap(({ values }) => values.map((value) => value.toLowerCase()));

// --- internal ---

function checkArguments(kind: RuleKind, name: string, values: readonly string[]): string | undefined {
  const definition = matcherDefinitions[kind][name];
  if (definition === undefined) throw new Error(`no matcher ${name}`);
  if (values.length === 0) return "has no argument";
  if (values.includes("")) return "an argument is empty";
  const { arity, check } = definition;
  if (!arity.includes(values.length)) {
    return `takes ${arity.join(" or ")} argument${arity.at(-1) === 1 ? "" : "s"}, not ${values.length}`;
  }
  return check(values);
}

/** A rule of an earlier version gets its whole translation, once. */
function withMigration(
  kind: RuleKind,
  text: string,
  problems: readonly RuleProblem[],
): readonly RuleProblem[] {
  const instead = migrate(kind, text);
  const [first, ...rest] = problems;
  if (first === undefined || instead === undefined || !isWhole(kind, instead)) return problems;
  return [{ ...first, message: `${first.message}; the rule would be ${instead}`, instead }, ...rest];
}

const isWhole = (kind: RuleKind, text: string): boolean => {
  const syntax = readSyntax(text, {
    canonicalName: (spelling) => canonicalName(kind, spelling),
    unknownMatcher: () => "",
  });
  return (
    syntax.ok &&
    matchersOf(syntax.tree).every(({ name, values }) => checkArguments(kind, name, values) === undefined)
  );
};
