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
  bindings: true,
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
    { type: "string", format: "cidr" },
    "Widget.spec.changed: the format cidr is missing in verify/structural/formats.ts",
  ],
  [
    { type: "integer", format: "uint8" },
    "Widget.spec.changed has the format uint8, which the validator cannot check yet",
  ],
  [
    { type: "string", pattern: "(" },
    "Widget.spec.changed: the pattern ( cannot be used here: Invalid regular expression: /(/: Unterminated group",
  ],
  [
    { type: "object", oneOf: [{ minimum: 1 }] },
    "Widget.spec.changed joins minimum, which the compact form cannot say yet",
  ],
  [
    { type: "object", allOf: [{ not: { format: "cidr" } }] },
    "Widget.spec.changed: the format cidr is missing in verify/structural/formats.ts",
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
    rule("has(self.__dash__)"),
    "Widget.spec.changed: the rule has(self.__dash__) escapes a field's name, which is not supported yet",
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

test("says which fields exclude each other", () => {
  const required = (name: string) => ({ required: [name] });
  const oneOf = [{ not: { anyOf: [required("a"), required("b")] } }, required("a"), required("b")];
  const field = (schema: object) => kindSchema(withField(schema)).schema.fields.spec;
  expect(field({ type: "object", oneOf })).toMatchObject({
    fields: { changed: { type: "object", exclusive: [["a", "b"]] } },
  });
  const exactly = { oneOf: [required("a"), required("b")] };
  expect(field({ type: "object", allOf: [{ oneOf }, exactly] })).toMatchObject({
    fields: { changed: { exclusive: [["a", "b"]], conditions: [exactly] } },
  });
});

test("reads the version that Kubernetes prefers, whichever is stored", () => {
  const changed = structuredClone(bare);
  const [version] = changed.spec.versions;
  changed.spec.versions = ["v1alpha3", "v2", "v1beta1", "v10", "v11"].map((name) => ({
    ...version,
    name,
    served: name !== "v11",
    storage: name === "v1alpha3",
  }));
  expect(kindSchema(changed).version).toBe("v10");
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

test("finds the definition of a kind in a file of several, and makes schemas alone where that is asked", async () => {
  const upstream = {
    definition: async () => `# of two kinds\n---\n${text.replaceAll("idget", "adget")}---\n${text}---\n`,
    valuesSchema: async () => "{}",
  };
  const files = await importedFiles(upstream, { groups: [{ ...source, bindings: false }], charts: [] });
  expect(files.map(({ path }) => path)).toEqual(["schemas/example.com/widget.json", "README.md"]);
  const gone = { groups: [{ ...source, plurals: ["gizmos"] }], charts: [] };
  await expect(importedFiles(upstream, gone)).rejects.toThrow(
    "the definition of gizmos.example.com is not where it was",
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
