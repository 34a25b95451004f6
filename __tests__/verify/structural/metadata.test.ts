import { expect, test } from "@jest/globals";
import { checkObjects } from "../../../verify/structural/objects";

const check = (metadata: object, apiVersion = "v1", kind = "ConfigMap") =>
  checkObjects([{ path: "a.yaml", objects: [{ apiVersion, kind, metadata }] }], () => undefined).map(
    ({ path, message }) => `${path}: ${message}`,
  );

test("accepts metadata in full", () => {
  const owner = { apiVersion: "v1", kind: "Pod", name: "a", uid: "1", controller: true };
  expect(
    check({
      name: "a.b-c",
      namespace: "apps",
      labels: { "app.kubernetes.io/name": "A_b.c", empty: "" },
      annotations: { "example.com/Any": "any text\nat all" },
      finalizers: ["example.com/keep"],
      ownerReferences: [owner],
      creationTimestamp: null,
    }),
  ).toEqual([]);
});

const keyForm =
  "the key must be at most 63 letters, digits, dashes, dots and underscores, after a domain and a slash if it has any";

const wrong: readonly (readonly [object, string])[] = [
  [{ generateName: "a-" }, "metadata.name: is required: kubectl apply cannot use generateName"],
  [{ name: 1 }, "metadata.name: must be a string; not 1"],
  [
    { name: "a", namespace: "a.b" },
    'metadata.namespace: "a.b" must be at most 63 lower-case letters, digits and dashes, and begin and end with a letter or digit',
  ],
  [{ name: "a", label: {} }, "metadata.label: is no known field; did you mean labels?"],
  [{ name: "a", labels: [] }, "metadata.labels: must be an object; not []"],
  [{ name: "a", labels: { "a/b/c": "" } }, `metadata.labels["a/b/c"]: ${keyForm}`],
  [{ name: "a", annotations: { "-a": "" } }, `metadata.annotations.-a: ${keyForm}`],
  [
    { name: "a", annotations: { "a.io/b": true } },
    'metadata.annotations["a.io/b"]: true must be a string, in quotes',
  ],
  [{ name: "a", finalizers: [1] }, "metadata.finalizers[0]: must be a string; not 1"],
  [
    { name: "a", ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "a" }] },
    "metadata.ownerReferences[0].uid: is required",
  ],
];

test.each(wrong)("refuses %j", (metadata, finding) => {
  expect(check(metadata)).toEqual([finding]);
});

test("lets roles have names that other kinds may not", () => {
  const rbac = "rbac.authorization.k8s.io/v1";
  expect(check({ name: "system:Auth" }, rbac, "ClusterRole")).toEqual([]);
  expect(check({ name: "a/b" }, rbac, "ClusterRole")).toEqual([
    'metadata.name: "a/b" must have no slash and no percent sign',
  ]);
});

test("refuses a namespace on Kubernetes' own kinds of the whole cluster", () => {
  expect(check({ name: "a", namespace: "b" }, "v1", "Namespace")).toEqual([
    "metadata.namespace: must be left out: Namespace belongs to the whole cluster",
  ]);
});
