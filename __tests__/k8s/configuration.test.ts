import { expect, test } from "@jest/globals";
import { container, find, namesOf, objectsOf } from "./manifests";

const image = "example/a:1";

type Service = NonNullable<Parameters<typeof objectsOf>[0]>[string];
const podOf = (service: Omit<Service, "image">) =>
  find(objectsOf({ a: { image, ...service } }), "Deployment", "a").spec.template;

const configuration = { values: { MODE: "fast" }, files: { "app.yaml": "a: 1\n" } };

test("keeps configuration in a ConfigMap, as variables and files", () => {
  const objects = objectsOf({ a: { image, configuration } });
  expect(find(objects, "ConfigMap", "a")).toMatchObject({ data: { MODE: "fast", "app.yaml": "a: 1\n" } });
  expect(container(objects, "a").env).toEqual([
    { name: "MODE", valueFrom: { configMapKeyRef: { name: "a", key: "MODE" } } },
  ]);
  expect(container(objects, "a").volumeMounts).toEqual([
    { name: "configuration", mountPath: "/etc/service", readOnly: true },
  ]);
  expect(find(objects, "Deployment", "a").spec.template.spec.volumes).toEqual([
    { name: "configuration", configMap: { name: "a", items: [{ key: "app.yaml", path: "app.yaml" }] } },
  ]);
});

test("replaces pods when their configuration changes, and only then", () => {
  const checksum = (service: Omit<Service, "image">) =>
    podOf(service).metadata.annotations["checksum/configuration"];
  const before = checksum({ configuration });
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  expect(checksum({ configuration, callers: [], replicas: { max: 9 } })).toBe(before);
  expect(checksum({ configuration: { ...configuration, files: { "app.yaml": "a: 2\n" } } })).not.toBe(before);
});

test("names secrets and holds none: those of a store are copied by External Secrets", () => {
  const objects = objectsOf({
    a: {
      image,
      secrets: {
        URL: { store: "aws", key: "prod/a", property: "url" },
        TOKEN: { store: "aws", key: "prod/token" },
        KEY: { secret: "partner", key: "key" },
      },
    },
  });
  expect(find(objects, "ExternalSecret", "a-aws").spec).toEqual({
    secretStoreRef: { kind: "ClusterSecretStore", name: "aws" },
    target: { name: "a-aws" },
    data: [
      { secretKey: "TOKEN", remoteRef: { key: "prod/token" } },
      { secretKey: "URL", remoteRef: { key: "prod/a", property: "url" } },
    ],
  });
  expect(container(objects, "a").env).toEqual([
    { name: "KEY", valueFrom: { secretKeyRef: { name: "partner", key: "key" } } },
    { name: "TOKEN", valueFrom: { secretKeyRef: { name: "a-aws", key: "TOKEN" } } },
    { name: "URL", valueFrom: { secretKeyRef: { name: "a-aws", key: "URL" } } },
  ]);
  expect(namesOf(objects, "Secret")).toEqual([]);
});

test("lets a service write where it says, and nowhere else", () => {
  const { spec } = podOf({ writablePaths: ["/tmp", "/var/cache/a"] });
  expect(spec.volumes).toEqual([
    { name: "tmp", emptyDir: {} },
    { name: "var-cache-a", emptyDir: {} },
  ]);
  expect(spec.containers[0].securityContext.readOnlyRootFilesystem).toBe(true);
});

test("runs as the user that a service names, and gives a token where it is asked for", () => {
  const { spec } = podOf({ user: 1000, serviceAccountToken: true });
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000 });
  expect(spec.automountServiceAccountToken).toBe(true);
});

test("asks by a command, with the patience that a service needs", () => {
  const { spec } = podOf({
    command: ["/a"],
    probes: { kind: "exec", command: ["/a", "ok"], startup: { failures: 300 } },
  });
  expect(spec.containers[0]).toMatchObject({
    command: ["/a"],
    startupProbe: { exec: { command: ["/a", "ok"] }, periodSeconds: 2, failureThreshold: 300 },
  });
});

test("looks at memory too where a service says so", () => {
  const objects = objectsOf({ a: { image, targetMemoryPercent: 80 } });
  expect(
    find(objects, "HorizontalPodAutoscaler", "a").spec.metrics.map(
      ({ resource }: { resource: { name: string; target: { averageUtilization: number } } }) => [
        resource.name,
        resource.target.averageUtilization,
      ],
    ),
  ).toEqual([
    ["cpu", 70],
    ["memory", 80],
  ]);
});
