import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { bindings } from "../../cli/imports/bindings";
import { importedFiles } from "../../cli/imports/files";
import { withoutProse } from "../../cli/imports/prose";
import { readme } from "../../cli/imports/readme";
import { chartSources, sources as groups } from "../../cli/imports/sources";
import { kindSchema } from "../../cli/imports/structural";
import { fromDirectory } from "../../cli/imports/upstream";

const fixtures = join(__dirname, "fixtures");
const text = readFileSync(join(fixtures, "example.com", "widgets.yaml"), "utf8");
const definition = parse(text);
const bare = withoutProse(definition) as typeof definition;

const source = {
  group: "example.com",
  plurals: ["widgets"],
  repository: "example/widgets",
  tag: "v1",
  path: (plural: string) => `crds/${plural}.yaml`,
  licence: "MIT",
};

/** The definition with one field's schema replaced. */
function withField(schema: object) {
  const changed = structuredClone(bare);
  changed.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.changed = schema;
  return changed;
}

test("says in the compact form what a kind may hold", () => {
  expect(kindSchema(bare)).toEqual({
    group: "example.com",
    version: "v1",
    kind: "Widget",
    plural: "widgets",
    scope: "Namespaced",
    schema: {
      type: "object",
      required: ["spec"],
      fields: {
        spec: {
          type: "object",
          required: ["size"],
          rules: [{ rule: "!has(self.min) || self.min <= self.size", message: "min must not exceed size" }],
          fields: {
            colour: { type: "string", enum: ["red", "green"], default: "red" },
            description: { type: "string" },
            extra: { type: "object", fields: {}, open: true },
            labels: { type: "map", values: { type: "string" } },
            min: { type: "integer" },
            parts: {
              type: "list",
              maxItems: 2,
              keys: ["name"],
              items: {
                type: "object",
                required: ["name"],
                fields: {
                  at: { type: "string", format: "date-time", nullable: true },
                  name: { type: "string" },
                },
              },
            },
            port: { type: "int-or-string", pattern: "^[a-z0-9]+$" },
            size: { type: "integer", minimum: 1, maximum: 10 },
          },
        },
      },
    },
  });
});

const rule = (text: string, rest: object = {}) => ({
  type: "string",
  "x-kubernetes-validations": [{ rule: text, ...rest }],
});

/** Whatever the validator would pass over in silence, and what `npm run imports` says of it. */
const unsayable: readonly (readonly [object, string])[] = [
  [
    { type: "integer", multipleOf: 2 },
    "Widget.spec.changed uses multipleOf, which the compact form cannot say yet",
  ],
  [{}, "Widget.spec.changed has no type that the compact form can say"],
  [
    { "x-kubernetes-int-or-string": true, anyOf: [{ type: "string" }] },
    "Widget.spec.changed uses anyOf, which the compact form can say for an integer or a string only",
  ],
  [
    { type: "string", format: "ipv4" },
    "Widget.spec.changed: the format ipv4 is missing in verify/structural/formats.ts",
  ],
  [
    { type: "integer", format: "uint8" },
    "Widget.spec.changed has the format uint8, which the validator cannot check yet",
  ],
  [
    { type: "string", pattern: "\\Aa" },
    "Widget.spec.changed: the pattern \\Aa uses \\A, which JavaScript reads otherwise",
  ],
  [
    { type: "string", pattern: "(" },
    "Widget.spec.changed: the pattern ( cannot be used here: Invalid regular expression: /(/: Unterminated group",
  ],
  [
    rule("isURL(self)"),
    "Widget.spec.changed: the rule isURL(self) calls isURL, which cannot be evaluated here yet",
  ],
  [
    rule("self == oldSelf"),
    "Widget.spec.changed: the rule self == oldSelf is about changes, which the validator cannot see",
  ],
  [
    rule("has(self.__namespace__)"),
    "Widget.spec.changed: the rule has(self.__namespace__) escapes a field's name, which is not supported yet",
  ],
  [
    rule("true", { optionalOldSelf: true }),
    "a rule of Widget.spec.changed uses optionalOldSelf, which the compact form cannot say yet",
  ],
];

test.each(unsayable)("refuses %j", (schema, message) => {
  expect(() => kindSchema(withField(schema))).toThrow(new Error(message));
});

test("leaves out formats that the API server ignores", () => {
  const { schema } = kindSchema(withField({ type: "integer", format: "int32" }));
  expect(schema.fields.spec).toMatchObject({ fields: { changed: { type: "integer" } } });
});

test("keeps values that look like text for readers", () => {
  const schema = { type: "object", default: { description: "kept" }, description: "dropped" };
  expect(withoutProse(schema)).toEqual({ type: "object", default: { description: "kept" } });
});

test("makes the same files of definitions with and without text for readers", async () => {
  const sources = { groups: [source], charts: [] };
  const withoutText = {
    definition: async () => JSON.stringify(bare),
    valuesSchema: async () => "{}",
  };
  expect(await importedFiles(fromDirectory(fixtures), sources)).toEqual(
    await importedFiles(withoutText, sources),
  );
});

test("binds every kind of a group in one file", () => {
  const gadget = structuredClone(definition);
  gadget.metadata.name = "gadgets.example.com";
  gadget.spec.names = { kind: "Gadget", plural: "gadgets" };
  const code = bindings("example.com", [definition, gadget]);
  expect(code).toContain("export class Widget extends ApiObject");
  expect(code).toContain("export class Gadget extends ApiObject");
});

test("says where each file comes from", async () => {
  const files = await importedFiles(fromDirectory(fixtures), { groups: [source], charts: [] });
  expect(files.map(({ path }) => path)).toEqual([
    "example.com.ts",
    "schemas/example.com/widget.json",
    "README.md",
  ]);
  expect(files[2]?.text).toContain(
    "| example.com: widgets | example/widgets | v1 | `crds/<plural>.yaml` | MIT |",
  );
});

test("says which file is missing from a folder of definitions", async () => {
  const sources = { groups: [{ ...source, plurals: ["gadgets"] }], charts: [] };
  await expect(importedFiles(fromDirectory(fixtures), sources)).rejects.toThrow(
    `cannot read ${join(fixtures, "example.com", "gadgets.yaml")}`,
  );
});

test("is renewed whenever a chart's version changes", () => {
  const committed = readFileSync(join(__dirname, "..", "..", "imports", "README.md"), "utf8");
  expect(committed).toBe(readme({ groups, charts: chartSources }));
});
