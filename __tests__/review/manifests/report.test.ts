import { describe, expect, test } from "@jest/globals";
import { differencesOf } from "../../../review/manifests/differences";
import { readManifests } from "../../../review/manifests/read";
import { manifestReport } from "../../../review/manifests/report";
import { manifestText } from "../../../review/manifests/terminal";
import { compared, configMap, files, manifestsWith, object, told } from "./sides";

const services = Object.fromEntries(
  ["one", "two", "three", "four"].map((name) => [name, { image: "shop/app:1.0.0" }]),
);
const base = manifestsWith(services);
const replaced = (before: string | RegExp, after: string) =>
  base.map(({ path, text }) => ({ path, text: text.replaceAll(before, after) }));

describe("changes that many objects have alike are told once", () => {
  test("an image", () => {
    expect(told(base, replaced("app:1.0.0", "app:1.1.0"))).toEqual([
      "= 4 objects  image shop/app:1.0.0 → shop/app:1.1.0: Deployment apps/four, Deployment apps/one, Deployment apps/three, Deployment apps/two",
    ]);
  });

  test("a label, wherever in the objects it is", () => {
    const head = replaced("app.kubernetes.io/managed-by: slipway", "app.kubernetes.io/managed-by: us");
    const { folds, changes, counts } = compared(base, head).report;
    expect(changes).toEqual([]);
    expect(folds.map(({ text }) => text)).toEqual(["label app.kubernetes.io/managed-by: slipway → us"]);
    expect(folds[0]?.objects).toHaveLength(counts.update);
  });

  test("any other change, from five objects on", () => {
    const maps = (count: number, value: string) =>
      files(...Array.from({ length: count }, (_, index) => configMap(`map-${index}`, `  a: ${value}\n`)));
    expect(told(maps(4, "b"), maps(4, "c"))).toHaveLength(4);
    expect(told(maps(5, "b"), maps(5, "c"))).toEqual([
      "= 5 objects  data.a: b → c: ConfigMap apps/map-0, ConfigMap apps/map-1, ConfigMap apps/map-2 and 2 more",
    ]);
  });

  test("checksums, whatever they are and whatever else changes", () => {
    const deployment = (sum: string, replicas: number) =>
      files(
        object(
          "Deployment",
          "app",
          `spec:\n  replicas: ${replicas}\n  template:\n    metadata:\n      annotations:\n        checksum/config: ${sum}\n`,
          "apps/v1",
        ),
      );
    expect(told(deployment("a1b2", 1), deployment("c3d4", 2))).toEqual([
      "~ Deployment apps/app  spec.replicas: 1 → 2",
      "= 1 object  checksum annotations: Deployment apps/app",
    ]);
  });
});

describe("a custom resource definition", () => {
  const definition = (versions: readonly string[], fields = "a") =>
    files(
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.example.com }\nspec:\n  versions:\n${versions
        .map(
          (name, index) =>
            `  - { name: ${name}, served: true, storage: ${index === 0}, schema: { openAPIV3Schema: { type: object, properties: { ${fields}: { type: string } } } } }\n`,
        )
        .join("")}`,
    );
  const shown = "CustomResourceDefinition widgets.example.com";

  test("is one line with its versions", () => {
    expect(told([], definition(["v1", "v1beta1"]))).toEqual([
      `+ ${shown}  spec.versions: + v1 (stored), v1beta1`,
    ]);
  });

  test("says which versions are no longer there, and how far schemas differ", () => {
    expect(told(definition(["v1", "v1beta1"]), definition(["v1"], "b"))).toEqual([
      `~ ${shown}`,
      "    spec.versions: v1 (stored), v1beta1 → v1",
      "    spec.versions.v1.schema: 1 field → 1 field, 2 places differ",
    ]);
  });
});

describe("the report", () => {
  test("has what is new as one value, and the file and the origin of each object", () => {
    const { base: before, head: after, objects } = readManifests([], files(configMap("one", "  a: b\n")));
    const report = manifestReport({
      differences: differencesOf(before, after),
      objects,
      originOf: ({ name }, side) => ({ construct: `${side}/${name}` }),
    });
    expect(report.changes).toEqual([
      {
        group: "",
        kind: "ConfigMap",
        namespace: "apps",
        name: "one",
        action: "create",
        apiVersion: "v1",
        file: "0.yaml",
        origin: { construct: "head/one" },
        attributes: [
          {
            path: [],
            kind: "added",
            after: {
              kind: "value",
              value: {
                apiVersion: "v1",
                data: { a: "b" },
                kind: "ConfigMap",
                metadata: { name: "one", namespace: "apps" },
              },
            },
            forcesReplacement: false,
          },
        ],
      },
    ]);
  });

  test("counts what is folded, too", () => {
    const { counts, objects } = compared(base, replaced("app:1.0.0", "app:1.1.0")).report;
    expect(counts).toEqual({ create: 0, update: 4, delete: 0, rename: 0 });
    expect(objects).toBeGreaterThan(20);
  });
});

describe("in the terminal", () => {
  test("several changes of one object stand below it, and the sum comes last", () => {
    const map = (a: string, c: string) =>
      files(configMap("one", `  a: ${a}\n  c: ${c}\n`), configMap("two", "  a: b\n"));
    expect(manifestText(compared(map("b", "d"), map("x", "z")).report)).toBe(
      "~ ConfigMap apps/one\n    data.a: b → x\n    data.c: d → z\n1 changed; 2 objects in all\n",
    );
  });

  test("nothing says so", () => {
    expect(manifestText(compared(base, base).report)).toMatch(/^no object differs, of \d+\n$/);
  });

  test("a name cannot move the cursor, nor can a value", () => {
    const map = (value: string) => files(configMap('"\\e[2Jx\\u202e"', `  a: "${value}"\n`));
    const text = manifestText(compared(map("b"), map("\\e[1Acd")).report);
    expect(text).toBe(
      '~ ConfigMap apps/\uFFFD[2Jx\uFFFD  data.a: b → "\\u001b[1Acd"\n1 changed; 1 object in all\n',
    );
  });
});
