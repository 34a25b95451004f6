import { excludes, implies, isImpossible, subjectOf } from "./literal";
import { type ConnectionFacts, evaluateConnection, evaluateRequest, type RequestFacts } from "./match";
import type { RuleKind } from "./matchers";
import { alternatives, type Conjunction } from "./normal-form";
import type { RuleMatcher, RuleTree } from "./tree";
import { connectionsFor, requestsFor } from "./witness";

/** `unknown` where rules are beyond what can be decided, as with two different regular expressions. */
export type Relation<Example> =
  | { readonly answer: "yes" | "no"; readonly example?: Example }
  | { readonly answer: "unknown" };

export type Example = RequestFacts | ConnectionFacts;

/** Whether `outer` matches all that `inner` matches; where not, with something that only `inner` matches. */
export function covers(kind: RuleKind, outer: RuleTree, inner: RuleTree): Relation<Example> {
  const [wide, narrow] = [alternatives(outer), alternatives(inner)];
  if (wide === undefined || narrow === undefined) return { answer: "unknown" };
  const possible = narrow.filter((conjunction) => !isContradictory(conjunction));
  const uncovered = possible.filter(
    (conjunction) => !wide.some((candidate) => conjunctionCovers(candidate, conjunction)),
  );
  if (uncovered.length === 0) return { answer: "yes" };
  for (const conjunction of uncovered) {
    // what fits it as it is, and what fits it and not one of the other rule's matchers
    const against = wide
      .flat()
      .slice(0, mostMatchers)
      .map((matcher) => [...conjunction, { ...matcher, negated: !matcher.negated }]);
    for (const wanted of [conjunction, ...against]) {
      const example = examples(kind, wanted).find(
        (facts) => matches(kind, inner, facts) && !matches(kind, outer, facts),
      );
      if (example !== undefined) return { answer: "no", example };
    }
  }
  return { answer: "unknown" };
}

/** Whether something matches both; with an example where it does. */
export function overlap(kind: RuleKind, one: RuleTree, other: RuleTree): Relation<Example> {
  const [left, right] = [alternatives(one), alternatives(other)];
  if (left === undefined || right === undefined) return { answer: "unknown" };
  let open = false;
  for (const a of left) {
    for (const b of right) {
      const both = [...a, ...b];
      if (isContradictory(both)) continue;
      open = true;
      const example = examples(kind, both).find(
        (facts) => matches(kind, one, facts) && matches(kind, other, facts),
      );
      if (example !== undefined) return { answer: "yes", example };
    }
  }
  return open ? { answer: "unknown" } : { answer: "no" };
}

// --- internal ---

const mostMatchers = 30;

const conjunctionCovers = (outer: Conjunction, inner: Conjunction): boolean =>
  outer.every((wanted) => inner.some((given) => implies(given, wanted)));

function isContradictory(conjunction: Conjunction): boolean {
  if (conjunction.some(isImpossible)) return true;
  const bySubject = new Map<string, RuleMatcher[]>();
  for (const matcher of conjunction) {
    const subject = subjectOf(matcher);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), matcher]);
  }
  return [...bySubject.values()].some((group) =>
    group.some((matcher, index) => group.slice(index + 1).some((later) => excludes(matcher, later))),
  );
}

const examples = (kind: RuleKind, conjunction: Conjunction): readonly Example[] =>
  kind === "http" ? requestsFor(conjunction) : connectionsFor(conjunction);

const matches = (kind: RuleKind, tree: RuleTree, facts: Example): boolean =>
  kind === "http"
    ? evaluateRequest(tree, facts as RequestFacts).matches
    : evaluateConnection(tree, facts as ConnectionFacts).matches;
