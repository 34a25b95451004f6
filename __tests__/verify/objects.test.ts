import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";

const findSchema = schemasIn(join(__dirname, "..", "..", "imports", "schemas"));

const check = (...objects: readonly unknown[]) =>
  checkObjects([{ path: "file.yaml", objects }], findSchema).map(
    ({ object, path, message }) => `${object}: ${path}: ${message}`,
  );

const metadata = { name: "whoami", namespace: "apps" };
const route = {
  apiVersion: "traefik.io/v1alpha1",
  kind: "IngressRoute",
  metadata,
  spec: {
    routes: [
      { match: "Host(`whoami.example.com`)", kind: "Rule", services: [{ name: "whoami", port: "http" }] },
    ],
  },
};
const middleware = (spec: object) => ({
  apiVersion: "traefik.io/v1alpha1",
  kind: "Middleware",
  metadata,
  spec,
});
const transport = (rootCAs: object) => ({
  apiVersion: "traefik.io/v1alpha1",
  kind: "ServersTransport",
  metadata,
  spec: { rootCAs: [rootCAs] },
});
const issuer = {
  apiVersion: "cert-manager.io/v1",
  kind: "ClusterIssuer",
  metadata: { name: "letsencrypt" },
  spec: { acme: { server: "https://example.com", privateKeySecretRef: { name: "key" } } },
};

test("accepts objects that fit", () => {
  expect(
    check(route, middleware({ addPrefix: { prefix: "/api" } }), transport({ secret: "ca" }), issuer),
  ).toEqual([]);
});

test("leaves Kubernetes' own kinds to Kubernetes, but for their names", () => {
  expect(check({ apiVersion: "v1", kind: "ConfigMap", metadata, anything: 1 })).toEqual([]);
  expect(check({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "Not_A_Name" } })).toEqual([
    'ConfigMap Not_A_Name: metadata.name: "Not_A_Name" must be at most 253 lower-case letters, digits, dashes and dots, and begin and end with a letter or digit',
  ]);
});

const wrong: readonly (readonly [string, unknown, string])[] = [
  ["no object", "text", ": : must be an object"],
  ["no kind", { apiVersion: "v1", metadata }, "apps/whoami: kind: is required"],
  ["no name", { apiVersion: "v1", kind: "ConfigMap", metadata: {} }, "ConfigMap: metadata.name: is required"],
  [
    "a label that is a number",
    { apiVersion: "v1", kind: "ConfigMap", metadata: { ...metadata, labels: { a: 1 } } },
    "ConfigMap apps/whoami: metadata.labels.a: 1 must be at most 63 letters, digits, dashes, dots and underscores, in quotes",
  ],
  [
    "a misspelt field",
    { ...route, spec: { ...route.spec, entrypoints: ["web"] } },
    "IngressRoute apps/whoami: spec.entrypoints: is no known field; did you mean entryPoints?",
  ],
  [
    "a route without a rule",
    { ...route, spec: { routes: [{ kind: "Rule" }] } },
    "IngressRoute apps/whoami: spec.routes[0].match: is required",
  ],
  [
    "a kind of route that is not there",
    { ...route, spec: { routes: [{ match: "x", kind: "Rules" }] } },
    'IngressRoute apps/whoami: spec.routes[0].kind: must be one of Rule; not "Rules"; did you mean Rule?',
  ],
  [
    "a prefix that begins with no slash",
    middleware({ addPrefix: { prefix: "api" } }),
    "Middleware apps/whoami: spec.addPrefix.prefix: must start with a '/'",
  ],
  [
    "a certificate authority from two places",
    transport({ secret: "ca", configMap: "ca" }),
    "ServersTransport apps/whoami: spec.rootCAs[0]: RootCA cannot have both Secret and ConfigMap defined.",
  ],
  [
    "a kind that it has no schema of",
    { apiVersion: "example.com/v1", kind: "Widget", metadata },
    "Widget apps/whoami: apiVersion: there is no schema of example.com/v1 Widget to check it by; name its definition in cli/imports/sources.ts and run npm run imports",
  ],
  [
    "an issuer in a namespace",
    { ...issuer, metadata },
    "ClusterIssuer apps/whoami: metadata.namespace: must be left out: ClusterIssuer belongs to the whole cluster",
  ],
  [
    "a route without a namespace",
    { ...route, metadata: { name: "whoami" } },
    "IngressRoute whoami: metadata.namespace: is required, or the object lands in whatever namespace is current",
  ],
];

test.each(wrong)("refuses %s", (_what, object, finding) => {
  expect(check(object)).toEqual([finding]);
});

test("refuses an object that another file has", () => {
  const files = [
    { path: "a.yaml", objects: [route] },
    { path: "b.yaml", objects: [route] },
  ];
  expect(checkObjects(files, findSchema)).toEqual([
    {
      file: "b.yaml",
      object: "IngressRoute apps/whoami",
      path: "metadata.name",
      message: "is defined in a.yaml already",
    },
  ]);
});

test("takes no path from a manifest to read a file by", () => {
  expect(findSchema("../../package", "Anything")).toBeUndefined();
  expect(findSchema("traefik.io/v1alpha1", "../cert-manager.io/Certificate")).toBeUndefined();
  expect(findSchema("traefik.io/v2", "IngressRoute")).toBeUndefined();
});
