import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { StorageClass } from "kubernetes-models/storage.k8s.io/v1/StorageClass";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { parseAllDocuments } from "yaml";
import { kubernetesFiles } from "../../k8s/app";
import { readDefinitions } from "../../platform/definition/load";
import { resolvePlatform } from "../../platform/resolve";
import { type Manifest, manifestsIn } from "./manifests";

const { definitions } = readDefinitions(resolve(__dirname, "../../environments"));
const environments = definitions.map(({ definition }) => {
  const files = kubernetesFiles(resolvePlatform(definition));
  return { name: definition.name, files, objects: manifestsIn(files) };
});

type Kind = new (object: never) => { validate(): void };

/** The API's own schemas, for the kinds that are part of Kubernetes. */
const kinds: Readonly<Record<string, Kind>> = {
  "apps/v1 Deployment": Deployment,
  "autoscaling/v2 HorizontalPodAutoscaler": HorizontalPodAutoscaler,
  "networking.k8s.io/v1 NetworkPolicy": NetworkPolicy,
  "policy/v1 PodDisruptionBudget": PodDisruptionBudget,
  "storage.k8s.io/v1 StorageClass": StorageClass,
  "v1 Namespace": Namespace,
  "v1 Service": Service,
  "v1 ServiceAccount": ServiceAccount,
};

const custom = /^(cert-manager\.io|traefik\.io)\//;

test("has an object of every kind in some environment", () => {
  const seen = environments.flatMap(({ objects }) =>
    objects
      .filter(({ apiVersion }) => !custom.test(apiVersion))
      .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
  );
  expect([...new Set(seen)].sort()).toEqual(Object.keys(kinds));
});

test.each(environments)("writes $name as the schemas of Kubernetes want it", ({ objects }) => {
  for (const object of objects.filter(({ apiVersion }) => !custom.test(apiVersion))) {
    const Kind = kinds[`${object.apiVersion} ${object.kind}`];
    if (Kind === undefined) throw new Error(`no schema for ${object.apiVersion} ${object.kind}`);
    expect(() => new Kind(object as never).validate()).not.toThrow();
  }
});

test.each(environments)("writes $name as text that reads back as the same objects", ({ files }) => {
  for (const { text, objects } of files) {
    const read = parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS());
    expect(read).toEqual(objects);
  }
});

test.each(environments)(
  "writes nothing empty into $name but what says something by being so",
  ({ objects }) => {
    const meaningful = [
      "IngressRoute spec.tls",
      "IngressRouteTCP spec.tls",
      "NetworkPolicy spec.podSelector",
    ];
    const empty = objects.flatMap((object) =>
      emptyPaths(object).map((path) => `${object.kind} ${path.join(".")}`),
    );
    expect(empty.filter((path) => !meaningful.includes(path))).toEqual([]);
  },
);

const deployments = environments.flatMap(({ name, objects }) =>
  objects
    .filter(({ kind }) => kind === "Deployment")
    .map((object) => ({ name: `${name}/${object.metadata.name}`, pod: object.spec.template.spec })),
);

/** Kubernetes documentation, Pod Security Standards, Restricted; a field that is absent here is allowed. */
test.each(deployments)("keeps the pods of $name to the restricted Pod Security Standard", ({ pod }) => {
  expect(pod.securityContext).toEqual({
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    seccompProfile: { type: "RuntimeDefault" },
  });
  for (const field of ["hostNetwork", "hostPID", "hostIPC", "volumes", "initContainers"]) {
    expect(pod).not.toHaveProperty(field);
  }
  for (const container of pod.containers) {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    for (const { hostPort } of container.ports) expect(hostPort).toBeUndefined();
  }
});

test.each(deployments)("gives the pods of $name no token", ({ pod }) => {
  expect(pod.automountServiceAccountToken).toBe(false);
});

test.each(environments)("has each object of $name once", ({ objects }) => {
  const identities = objects.map(({ apiVersion, kind, metadata }: Manifest) =>
    [apiVersion, kind, metadata.namespace, metadata.name].join(" "),
  );
  expect(new Set(identities).size).toBe(identities.length);
});

function emptyPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return [path];
  return entries.flatMap(([key, item]) => emptyPaths(item, [...path, key]));
}
