import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkManifests } from "../../../verify/structural/manifests";
import { checkObjects } from "../../../verify/structural/objects";
import { schemasIn } from "../../../verify/structural/schemas";

const findSchema = schemasIn(join(__dirname, "..", "..", "..", "imports", "schemas"));

const check = (...texts: readonly string[]) =>
  checkManifests(
    texts.map((text, index) => ({ path: `${index}.yaml`, text })),
    findSchema,
  ).map(
    ({ file, line, column, object, path, message }) =>
      `${file}:${line}:${column}: ${[object, path, message].filter(Boolean).join(": ")}`,
  );

const route = (routes: string) => `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: whoami, namespace: apps }
spec:
  entryPoints: [websecure]
  routes:
${routes}`;

const configMap = (rest: string, name = "a") => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: apps
${rest}`;

test("accepts manifests that fit, and what stands around them", () => {
  const text = `# a comment\n---\n${route("    - { match: Host(`a`), kind: Rule }\n")}---\n---\n${configMap("")}`;
  expect(check(text, "", "# nothing\n")).toEqual([]);
});

test("accepts the file that kustomize reads", () => {
  expect(
    check("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n"),
  ).toEqual([]);
});

test("points at the field that is wrong", () => {
  expect(check(route("    - match: Host(`a`)\n      kind: Rule\n      servces: []\n"))).toEqual([
    "0.yaml:9:7: IngressRoute apps/whoami: spec.routes[0].servces: is no known field; did you mean services?",
  ]);
});

test("points at what surrounds a field that is missing", () => {
  expect(
    check(route("    - { match: Host(`a`), kind: Rule }\n    - kind: Rule\n      priority: 1\n")),
  ).toEqual(["0.yaml:8:7: IngressRoute apps/whoami: spec.routes[1].match: is required"]);
});

test("points into the right document of a file", () => {
  expect(
    check(`${configMap("")}---\n${route("    - { match: Host(`a`), kind: Rule, priority: high }\n")}`),
  ).toEqual([
    '0.yaml:13:39: IngressRoute apps/whoami: spec.routes[0].priority: must be a whole number; not "high"',
  ]);
});

test("finds what is wrong behind an alias where it is written", () => {
  const text = `    - &first { match: Host(\`a\`), kind: Rule, priority: high }
    - *first
`;
  expect(check(route(text)).map((finding) => finding.slice(0, 14))).toEqual([
    "0.yaml:7:46: I",
    "0.yaml:7:46: I",
  ]);
});

test("reports what is no YAML and checks the other documents", () => {
  expect(check(`a: [1\n---\n${configMap("data: { a: b\n", "b")}---\nkind: ConfigMap\n`)).toEqual([
    "0.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]",
    "0.yaml:9:1: Flow map in block collection must be sufficiently indented and end with a }",
    "0.yaml:10:1: ConfigMap: apiVersion: is required",
  ]);
});

test("refuses a key that is there twice", () => {
  expect(check(configMap("data: { a: b }\ndata: { c: d }\n"))).toEqual([
    "0.yaml:7:1: Map keys must be unique",
  ]);
});

test("refuses documents that are no objects of Kubernetes", () => {
  expect(check("- a\n", "just text\n", "a: 1\n")).toEqual([
    "0.yaml:1:1: must be an object",
    "1.yaml:1:1: must be an object",
    "2.yaml:1:1: apiVersion: is required",
  ]);
});

test("points at the second of two objects with one identity", () => {
  expect(check(configMap(""), configMap("data: {}\n"))).toEqual([
    "1.yaml:4:3: ConfigMap apps/a: metadata.name: is defined in 0.yaml already",
  ]);
});

test("tells kinds of different groups apart, but not versions of one", () => {
  const ingress = (apiVersion: string) =>
    `apiVersion: ${apiVersion}\nkind: Ingress\nmetadata: { name: a, namespace: b }\n`;
  expect(check(ingress("networking.k8s.io/v1"), ingress("apps/v1"))).toEqual([]);
  expect(check(ingress("networking.k8s.io/v1"), ingress("networking.k8s.io/v1beta1"))).toEqual([
    "1.yaml:3:13: Ingress b/a: metadata.name: is defined in 0.yaml already",
  ]);
});

test("reads words and numbers as Kubernetes does, not as YAML 1.2", () => {
  const text = `metadata: { name: a, namespace: b, annotations: { on: yes, at: 2026-01-31, after: 12:30:45, mode: 0644 } }`;
  expect(check(`apiVersion: v1\nkind: ConfigMap\n${text}\n`)).toEqual([
    "0.yaml:3:51: ConfigMap b/a: metadata.annotations.true: true must be a string, in quotes",
    "0.yaml:3:93: ConfigMap b/a: metadata.annotations.mode: 420 must be a string, in quotes",
  ]);
});

test("refuses aliases that multiply each other", () => {
  const lines = Array.from({ length: 12 }, (_, index) => {
    const items =
      index === 0
        ? "x, x, x, x"
        : Array(4)
            .fill(`*a${index - 1}`)
            .join(", ");
    return `a${index}: &a${index} [${items}]\n`;
  });
  expect(check(lines.join(""))).toEqual([
    "0.yaml:1:1: Excessive alias count indicates a resource exhaustion attack",
  ]);
});

test("finds the same in objects as in their text", () => {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "A", labels: { "a b": 1 } } };
  const files = [{ path: "a.yaml", objects: [object], text: JSON.stringify(object) }];
  const withoutLines = checkManifests(files, findSchema).map(
    ({ line: _, column: __, ...finding }) => finding,
  );
  expect(withoutLines).toHaveLength(3);
  expect(withoutLines).toEqual(checkObjects(files, findSchema));
});
