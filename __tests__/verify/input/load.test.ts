import { expect, test } from "@jest/globals";
import { inputOf } from "../../../verify/input/load";
import { parsePlaced } from "../../../verify/input/parse";

const read = (text: string) =>
  inputOf({ manifests: [{ path: "a.yaml", text }], stacks: [], complete: false });

const place = (text: string) =>
  read(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test("says of every object what it is and where it is written", () => {
  const { objects, problems } = read(`# first
apiVersion: v1
kind: Namespace
metadata: { name: apps, namespace: ignored }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata:
  name: web
spec:
  routes:
  - match: Host(\`a\`)
`);
  expect(problems).toEqual([]);
  expect(
    objects.map(({ file, group, kind, name, namespace }) => ({ file, group, kind, name, namespace })),
  ).toEqual([
    { file: "a.yaml", group: "", kind: "Namespace", name: "apps", namespace: "" },
    { file: "a.yaml", group: "traefik.io", kind: "IngressRoute", name: "web", namespace: "default" },
  ]);
  expect(objects[1]?.locate(["spec", "routes", 0, "match"])).toEqual({ line: 12, column: 5 });
  expect(objects[1]?.locate(["spec", "tls"])).toEqual({ line: 10, column: 1 });
  expect(objects[1]?.locate([])).toEqual({ line: 6, column: 1 });
});

test("takes lists apart, also within lists", () => {
  const { objects } = read(`apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Secret, metadata: { name: a } }
- apiVersion: v1
  kind: List
  items:
  - { apiVersion: v1, kind: Secret, metadata: { name: b } }
`);
  expect(objects.map(({ name, locate }) => [name, locate(["metadata", "name"])])).toEqual([
    ["a", { line: 4, column: 47 }],
    ["b", { line: 8, column: 49 }],
  ]);
});

test("finds the same places in what was made as in what was read", () => {
  const text =
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: b\n";
  const objects = read(text).objects.map(({ object }) => object);
  const made = inputOf({ manifests: [{ path: "a.yaml", text, objects }], stacks: [], complete: true });
  expect(made.objects.map(({ name, locate }) => [name, locate(["metadata", "name"])])).toEqual([
    ["a", { line: 4, column: 3 }],
    ["b", { line: 9, column: 3 }],
  ]);
});

test("does with files what kustomizations say of them", () => {
  const secret = (name: string, more = "") =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}${more} }\n`;
  const { objects } = inputOf({
    manifests: [
      { path: "a/kustomization.yaml", text: "namespace: apps\npatches: [{ path: ./patch.yaml }]\n" },
      { path: "a/one.yaml", text: secret("one") },
      { path: "a/patch.yaml", text: secret("patched") },
      { path: "a/two.yaml", text: secret("two", ", namespace: own") },
      { path: "b/three.yaml", text: secret("three") },
    ],
    stacks: [],
    complete: false,
  });
  expect(objects.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
    "apps/one",
    "own/two",
    "default/three",
  ]);
});

test("passes over what is not for a cluster, and reads the rest of a broken file", () => {
  expect(read("version: 3\nservices: {}\n---\n# nothing\n---\n").objects).toEqual([]);
  const text = "a: [1\n---\napiVersion: v1\nkind: Secret\n---\n- a\n";
  expect(read(text).objects).toHaveLength(1);
  expect(place(text)).toEqual([
    "2:1 Flow sequence in block collection must be sufficiently indented and end with a ]",
    "6:1 must be an object",
  ]);
});

test.each([
  [
    "aliases that multiply each other",
    `a0: &a0 [x, x, x, x, x, x, x, x]\n${Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(8).fill(`*a${level}`).join(", ")}]`).join("\n")}`,
    "1:1 its aliases multiply each other beyond what any cluster would take",
  ],
  [
    "an alias of what it stands in",
    "kind: &a\n  b: *a\n",
    "1:1 an alias names what it stands in, so the document has no end",
  ],
  ["brackets without end", "[".repeat(50_000), "1:1 mappings and lists are nested more than 100 levels deep"],
  [
    "brackets with an end",
    `a: ${"[".repeat(50_000)}${"]".repeat(50_000)}`,
    "1:1 mappings and lists are nested more than 100 levels deep",
  ],
])("refuses %s", (_what, text, expected) => {
  expect(
    place(text)
      .at(-1)
      ?.replace(/^\d+:\d+/, "1:1"),
  ).toBe(expected);
});

test("finds what is behind an alias where it is written", () => {
  const { objects } = read(`apiVersion: v1
kind: Secret
metadata: { name: a }
data:
  - &first { one: eA== }
  - *first
`);
  expect(objects[0]?.locate(["data", 1, "one"])).toEqual({ line: 5, column: 14 });
});

test("refuses a key that is there twice, where it is", () => {
  expect(place("apiVersion: v1\nkind: Secret\ndata: { a: b }\ndata: { c: d }\n")).toEqual([
    "4:1 the key is here a second time",
  ]);
});

test.each([
  ["true", true],
  ["yes", true],
  ["Off", false],
  ["n", false],
  ["null", null],
  ["~", null],
  ["0644", 420],
  ["0x1F", 31],
  ["0b11", 3],
  ["1_000", 1000],
  ["-12", -12],
  ["1e3", 1000],
  [".5", 0.5],
  ["2026-01-31", "2026-01-31"],
  ["12:30:45", "12:30:45"],
  ["1.2.3", "1.2.3"],
  ["0o17", "0o17"],
  ['"yes"', "yes"],
  ["!!str 12", "12"],
])("reads %s as Kubernetes does, and as the library does that finds places", (text, expected) => {
  const { objects } = read(`apiVersion: v1\nkind: ConfigMap\nvalue: ${text}\n`);
  expect(objects[0]?.object.value).toEqual(expected);
  expect(parsePlaced(`value: ${text}`)?.toJS().value).toEqual(expected);
});

const stack = (release: object) =>
  inputOf({
    manifests: [],
    stacks: [{ path: "cdk.tf.json", text: JSON.stringify({ resource: { helm_release: { a: release } } }) }],
    complete: false,
  });

test("reads a release as Helm would: later values over earlier ones, single ones over all", () => {
  const { releases, problems } = stack({
    chart: "oci://example.com/charts/traefik",
    version: "v41.3.0",
    values: ["a: { b: 1, c: [1, 2] }\n", 'a: { c: [3], d: "$${kept}" }\n'],
    set: [
      { name: "a.b", value: "2" },
      { name: "e\\.f[1].g", value: "true" },
      { name: "h", value: "0644", type: "string" },
    ],
  });
  expect(problems).toEqual([]);
  expect(releases).toMatchObject([
    {
      chart: "traefik",
      version: "41.3.0",
      namespace: "default",
      valuesKnown: true,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: escaped for Terraform
      values: { a: { b: 2, c: [3], d: "${kept}" }, "e.f": [undefined, { g: true }], h: "0644" },
    },
  ]);
});

test("knows that values are not all there where Terraform computes them", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of Terraform
  expect(stack({ chart: "traefik", values: ["${yamlencode(local.values)}"] }).releases).toMatchObject([
    { valuesKnown: false, values: {} },
  ]);
});

test("takes the objects that ride in a release as the cluster's", () => {
  const { objects } = stack({
    chart: "traefik",
    namespace: "traefik",
    values: ["extraObjects: [{ apiVersion: v1, kind: Secret, metadata: { name: a } }, '{{ template }}']\n"],
  });
  expect(objects.map(({ kind, name, namespace }) => ({ kind, name, namespace }))).toEqual([
    { kind: "Secret", name: "a", namespace: "traefik" },
  ]);
});

test("refuses what is no stack, and a second one", () => {
  const two = inputOf({
    manifests: [],
    stacks: [
      { path: "a.tf.json", text: "{" },
      { path: "b.tf.json", text: "{}" },
    ],
    complete: false,
  });
  expect(two.terraform).toBe(undefined);
  expect(two.problems.map(({ file, message }) => `${file} ${message.slice(0, 28)}`)).toEqual([
    "b.tf.json is a second Terraform stack ",
    "a.tf.json is no JSON: Expected propert",
  ]);
});
