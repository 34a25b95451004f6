import type { RuleKind } from "../../../../traefik/rules/matchers";
import { type ParsedRule, parseRule } from "../../../../traefik/rules/parse";
import { tokens } from "../../../../traefik/rules/token";
import { matchersOf, type RuleMatcher } from "../../../../traefik/rules/tree";

/** What is wrong with a rule: all that Traefik refuses of it, or else what it takes and no request ever matches. */
export function ruleFaults(kind: RuleKind, text: string): readonly string[] {
  const rule = parseRule(kind, text);
  if (!rule.ok) return refusals(rule);
  return [...spread(text), ...matchersOf(rule.tree).flatMap((matcher) => neverFault(matcher) ?? [])];
}

/** Whether a rule names a host, which chooses how TLS is spoken; one that cannot be read might. */
export function mayNameHost(kind: RuleKind, text: string): boolean {
  const rule = parseRule(kind, text);
  return !rule.ok || matchersOf(rule.tree).some(({ name }) => name === "Host" || name === "HostSNI");
}

// --- internal ---

function refusals({ stage, problems }: ParsedRule & { readonly ok: false }): readonly string[] {
  switch (stage) {
    case "parse":
      return problems.map(({ offset, message }) => `cannot be read at character ${offset + 1}: ${message}`);
    case "matcher":
      return problems.map(({ message }) => message);
    default:
      return stage satisfies never;
  }
}

/** `Host("a"...)`: Go's parser takes it, and Traefik looks at the argument alone. */
function spread(text: string): readonly string[] {
  const found = [...tokens(text)].find((token) => token.kind === "operator" && token.text === "...");
  return found === undefined ? [] : [`has ... at character ${found.offset + 1}, which means nothing there`];
}

function neverFault({ name, values: [first = ""] }: RuleMatcher): string | undefined {
  switch (name) {
    case "Host":
      return hostFault(first);
    case "Header":
    case "HeaderRegexp":
      return first.toLowerCase() === "host"
        ? `${name}: never matches Host, which Go takes out of the headers; use Host(…)`
        : undefined;
    default:
      return undefined;
  }
}

function hostFault(text: string): string | undefined {
  if (text === "*" || /^(\*\.)?[\w-]+(\.[\w-]+)*\.?$/.test(text)) return undefined;
  if (text.includes("{")) return "Host: has braces, which Traefik 3 takes literally; use HostRegexp";
  return `Host: never matches ${JSON.stringify(text)}: it takes a host alone, at most with *. before it`;
}
