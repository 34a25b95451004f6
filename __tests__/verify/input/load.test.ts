import { expect, test } from "@jest/globals";
import { inputOf } from "../../../verify/input/load";

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
