import { createHash } from "node:crypto";
import { byCodeUnits, canonical } from "../differences/value";
import { type Finding, levels } from "../report/finding";
import type { OriginOf, Rule, RuleContext, RuleFinding } from "./rule";
import { rules } from "./rules";

/** What all rules find, the loudest first, then by id and place. */
export function runRules(context: RuleContext, originOf: OriginOf): readonly Finding[] {
  const found = rules.flatMap((rule) => rule.find(context).map((said) => finding(rule, said, originOf)));
  const once = new Map(found.map((item) => [`${item.fingerprint} ${item.subject} ${item.happens}`, item]));
  return [...once.values()].sort(
    (one, other) =>
      levels.indexOf(one.level) - levels.indexOf(other.level) ||
      byCodeUnits(one.rule, other.rule) ||
      byCodeUnits(one.subject, other.subject) ||
      byCodeUnits(one.happens, other.happens),
  );
}

/**
 * What makes a finding the same one the next time: its rule, the construct (which stays where an address does not),
 * and what changes. 16 hexadecimal digits.
 */
export const fingerprintOf = (rule: string, place: string, about: unknown): string =>
  createHash("sha256")
    .update(canonical([rule, place, about]))
    .digest("hex")
    .slice(0, 16);

// --- internal ---

function finding(rule: Rule, said: RuleFinding, originOf: OriginOf): Finding {
  const origin = originOf(said.subject);
  return {
    rule: rule.id,
    level: said.level ?? rule.level,
    subject: said.subject,
    origin,
    happens: said.happens,
    why: said.why ?? rule.why,
    fix: said.fix ?? rule.fix,
    fingerprint: fingerprintOf(rule.id, origin.construct ?? said.subject, said.about),
  };
}
