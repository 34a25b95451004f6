import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { bindings } from "../../cli/imports/bindings";
import { importedFiles } from "../../cli/imports/files";
import { withoutProse } from "../../cli/imports/prose";
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
            extra: { type: "any" },
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

test("refuses a keyword that it would otherwise drop", () => {
  expect(() => kindSchema(withField({ type: "integer", multipleOf: 2 }))).toThrow(
    "Widget.spec.changed uses multipleOf, which the compact form cannot say yet",
  );
});

test("refuses a schema without a type", () => {
  expect(() => kindSchema(withField({}))).toThrow(
    "Widget.spec.changed has no type that the compact form can say",
  );
});

test("refuses a rule that asks for more than the rule itself", () => {
  expect(() =>
    kindSchema(
      withField({ type: "string", "x-kubernetes-validations": [{ rule: "true", optionalOldSelf: true }] }),
    ),
  ).toThrow("a rule of Widget.spec.changed uses optionalOldSelf, which the compact form cannot say yet");
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
