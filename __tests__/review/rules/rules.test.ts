import { describe, expect, test } from "@jest/globals";
import type { Rule } from "../../../review/rules/rule";
import { rules } from "../../../review/rules/rules";
import { access } from "./cases/access";
import { controlPlane } from "./cases/cluster";
import { data } from "./cases/data";
import { helm } from "./cases/helm";
import { iam } from "./cases/iam";
import { kubernetes } from "./cases/kubernetes";
import { lifecycle } from "./cases/lifecycle";
import { network } from "./cases/network";
import { nodes } from "./cases/nodes";
import { state } from "./cases/state";
import type { Case, Cases } from "./context";

const cases: Readonly<Record<string, Cases>> = {
  ...access,
  ...controlPlane,
  ...data,
  ...helm,
  ...iam,
  ...kubernetes,
  ...lifecycle,
  ...network,
  ...nodes,
  ...state,
};

const said = (rule: Rule, { context }: Pick<Case, "context">): readonly string[] =>
  rule
    .find(context)
    .map(({ subject, level, happens }) => `${level ?? rule.level} ${subject}: ${happens}`)
    .sort();

describe.each(rules.map((rule) => ({ id: rule.id, rule })))("$id", ({ id, rule }) => {
  test("finds what it is for, and nothing in a near miss", () => {
    const { fires = [], quiet = [] } = cases[id] ?? {};
    expect({ fires: fires.length > 0, quiet: quiet.length > 0 }).toEqual({ fires: true, quiet: true });
    for (const item of fires) {
      expect([item.name, said(rule, item)]).toEqual([item.name, [...item.finds].sort()]);
      expect(item.finds.length).toBeGreaterThan(0);
    }
    for (const item of quiet) {
      expect([item.name, said(rule, item)]).toEqual([item.name, []]);
    }
  });
});

test("has no cases of rules that are not there", () => {
  const ids = new Set(rules.map(({ id }) => id));
  expect(Object.keys(cases).filter((id) => !ids.has(id))).toEqual([]);
});

test("gives every rule an id of its own, and says in a sentence what, why and what to do", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, title, why, fix } of rules) {
    expect(id).toMatch(/^(EKS-[A-Z0-9]+)-\d{3}$/);
    expect(title).toMatch(/^[^A-Z].*[^.]$/);
    expect(why).toMatch(/[^.]$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  }
});
