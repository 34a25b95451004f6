import { expect, test } from "@jest/globals";
import { plan } from "../../../rehearse/planning/plan";
import type { Attribute, Block, NestedBlock } from "../../../rehearse/schema/block";
import type { TypeOverlay } from "../../../rehearse/schema/overlay";
import { type ObjectValue, unknown, type Value } from "../../../rehearse/values/value";

const attribute = (name: string, flags: string, type: Attribute["type"] = "string"): Attribute => ({
  name,
  type,
  required: flags.includes("required"),
  optional: flags.includes("optional"),
  computed: flags.includes("computed"),
});

const nested = (
  name: string,
  nesting: NestedBlock["nesting"],
  attributes: readonly Attribute[],
): NestedBlock => ({
  name,
  nesting,
  block: { attributes, blocks: [] },
  minItems: 0,
  maxItems: 0,
});

const block: Block = {
  attributes: [
    attribute("id", "computed"),
    attribute("name", "required"),
    attribute("size", "optional computed"),
    attribute("note", "optional"),
    attribute("options", "optional", {
      nesting: "list",
      attributes: [attribute("key", "required"), attribute("kind", "optional computed")],
    }),
  ],
  blocks: [
    nested("rule", "list", [attribute("port", "required"), attribute("rule_id", "computed")]),
    nested("target", "set", [attribute("port", "required"), attribute("zone", "optional computed")]),
  ],
};

const empty = { id: null, name: null, size: null, note: null, options: null, rule: [], target: [] };
const existing = { ...empty, id: "i-1", name: "a", size: "small" };

const planOf = (
  prior: Value,
  proposed: Value,
  overlay: Omit<TypeOverlay, "sources"> = {},
  madeUp: readonly string[] = [],
) => plan({ block, overlay: { sources: [], ...overlay }, prior, madeUp, proposed, fromProvider: () => ({}) });

test("plans a new object with what the provider chooses known after apply", () => {
  expect(planOf(null, { ...empty, name: "a", rule: [{ port: "1", rule_id: null }] })).toEqual({
    planned: { ...empty, id: unknown, name: "a", size: unknown, rule: [{ port: "1", rule_id: unknown }] },
    replace: [],
    legacy: false,
  });
});

test("leaves what the configuration says, and what is unknown there", () => {
  expect(planOf(null, { ...empty, name: unknown, size: "large" }).planned).toMatchObject({
    name: unknown,
    size: "large",
    note: null,
  });
});

test("plans nothing where nothing changes", () => {
  expect(planOf(existing, { ...existing })).toEqual({ planned: existing, replace: [], legacy: false });
});

test("plans an update with what core proposes, and only new elements with unknowns", () => {
  const prior = { ...existing, rule: [{ port: "1", rule_id: "r-1" }] };
  const proposed = {
    ...prior,
    note: "x",
    rule: [
      { port: "1", rule_id: "r-1" },
      { port: "2", rule_id: null },
    ],
  };
  expect(planOf(prior, proposed).planned).toEqual({
    ...prior,
    note: "x",
    rule: [
      { port: "1", rule_id: "r-1" },
      { port: "2", rule_id: unknown },
    ],
  });
});

test("finds the element of a set that there was, whatever the provider chose for it", () => {
  const prior = {
    ...existing,
    target: [
      { port: "1", zone: "a" },
      { port: "2", zone: "b" },
    ],
  };
  const proposed = {
    ...existing,
    target: [
      { port: "2", zone: null },
      { port: "3", zone: null },
    ],
  };
  expect(planOf(prior, proposed).planned).toMatchObject({
    target: [
      { port: "2", zone: "b" },
      { port: "3", zone: unknown },
    ],
  });
});

test("plans nested attributes like blocks", () => {
  const planned = planOf(existing, { ...existing, options: [{ key: "k", kind: null }] })
    .planned as ObjectValue;
  expect(planned.options).toEqual([{ key: "k", kind: unknown }]);
});

test("plans the destruction that core proposes", () => {
  expect(planOf(existing, null).planned).toBeNull();
});

test("replaces an object by a change of an attribute that the overlay lists, or by one that may change", () => {
  const overlay = { replace: ["name"] };
  expect(planOf(existing, { ...existing, name: "b" }, overlay).replace).toEqual([["name"]]);
  expect(planOf(existing, { ...existing, name: unknown }, overlay).replace).toEqual([["name"]]);
  expect(planOf(existing, { ...existing, note: "x" }, overlay).replace).toEqual([]);
  expect(planOf(null, { ...empty, name: "b" }, overlay).replace).toEqual([]);
});

test("does not replace an object since the configuration says what was only made up", () => {
  const changed = { ...existing, size: "large" };
  expect(planOf(existing, changed, { replace: ["size"] }).replace).toEqual([["size"]]);
  expect(planOf(existing, changed, { replace: ["size"] }, ["size"]).replace).toEqual([]);
});

test("says where in blocks a change replaces: at the element of a list, at the whole of a set", () => {
  const prior = { ...existing, rule: [{ port: "1", rule_id: "r" }], target: [{ port: "1", zone: "a" }] };
  const overlay = { replace: ["rule.port", "target.port"] };
  const changed = { ...prior, rule: [{ port: "2", rule_id: "r" }], target: [{ port: "2", zone: "a" }] };
  expect(planOf(prior, changed, overlay).replace).toEqual([["rule", 0, "port"], ["target"]]);
  expect(planOf(prior, { ...prior, rule: [] }, overlay).replace).toEqual([["rule"]]);
});

test("plans the defaults of the overlay, which only older providers do without computing", () => {
  expect(planOf(null, { ...empty, name: "a" }, { defaults: { size: "small" } })).toMatchObject({
    planned: { size: "small" },
    legacy: false,
  });
  expect(planOf(null, { ...empty, name: "a" }, { defaults: { note: "managed" } })).toMatchObject({
    planned: { note: "managed" },
    legacy: true,
  });
  expect(
    planOf(null, { ...empty, name: "a", note: "mine" }, { defaults: { note: "managed" } }),
  ).toMatchObject({
    planned: { note: "mine" },
    legacy: false,
  });
});

test("plans defaults at their depth, and null where the provider plans none", () => {
  const options = [{ key: "k", kind: null }];
  const overlay = { defaults: { "options.kind": "auto", id: null } };
  expect(planOf(null, { ...empty, name: "a", options }, overlay).planned).toMatchObject({
    id: null,
    options: [{ key: "k", kind: "auto" }],
  });
});

test("computes anew what the overlay lists, unless only exceptions change", () => {
  const overlay = { changing: { size: ["note"] } };
  expect(planOf(existing, { ...existing, name: "b" }, overlay).planned).toMatchObject({ size: unknown });
  expect(planOf(existing, { ...existing, note: "x" }, overlay).planned).toMatchObject({ size: "small" });
  expect(planOf(existing, { ...existing }, overlay).planned).toEqual(existing);
});

test("follows the provider's configuration", () => {
  const { planned } = plan({
    block,
    overlay: undefined,
    prior: null,
    madeUp: [],
    proposed: { ...empty, name: "a" },
    fromProvider: () => ({ size: "from provider" }),
  });
  expect(planned).toMatchObject({ size: "from provider" });
});
