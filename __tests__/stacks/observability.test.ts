import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { traefikRules } from "../../k8s/observability/alerts/traefik";
import { traefikDashboard } from "../../k8s/observability/dashboards/traefik";
import type { Platform } from "../../platform/platform";
import { plannedObservability } from "../../stacks/releases/observability";
import { traefikValues } from "../../stacks/releases/traefik";
import { addresses, type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const observed = (observability: DefinitionInput["observability"]) => resolve({ ...small, observability });

const json = terraformJson(observed({ metrics: {}, traces: {} }));
const valuesOf = (id: string) => parse(resourceOf(json, "helm_release", `releases_${id}_`).values[0]);

// biome-ignore lint/suspicious/noExplicitAny: values of charts, which tests compare with literals
function valuesOfPlanned(platform: Platform, id: string): any {
  const { metrics, traces } = plannedObservability(platform);
  return [...metrics, ...traces].find((planned) => planned.id === id)?.values;
}

const bare = addresses(terraformJson(resolve(small)));

test("keeps the addresses of what it adds", () => {
  expect(addresses(json).filter((address) => !bare.includes(address))).toMatchSnapshot();
});

test("has a class for its volumes before the first claim: encrypted, and not the services'", () => {
  const { name, namespace, chart, values } = resourceOf(json, "helm_release", "storage-class");
  expect({ name, namespace, chart, values: parse(values[0]) }).toEqual({
    name: "platform-gp3",
    namespace: "kube-system",
    chart: "../../../stacks/charts/storage-class",
    values: {
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true" },
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    },
  });
  for (const id of ["prometheus", "jaeger"]) {
    const { depends_on } = resourceOf(json, "helm_release", `releases_${id}_`);
    expect(depends_on.join()).toContain("helm_release.releases_storage-class");
  }
});

test("keeps metrics for as long and as much as asked, below what the volume holds", () => {
  const { prometheus } = valuesOfPlanned(
    observed({ metrics: { retentionDays: 7, storageGiB: 100 } }),
    "prometheus",
  );
  expect(prometheus.prometheusSpec).toMatchObject({
    retention: "7d",
    retentionSize: "80GiB",
    storageSpec: {
      volumeClaimTemplate: {
        spec: { storageClassName: "platform-gp3", resources: { requests: { storage: "100Gi" } } },
      },
    },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" },
  });
});

test("reads everybody's monitors and rules, and none of what EKS hides", () => {
  const values = valuesOf("prometheus");
  const closed = Object.entries(values.prometheus.prometheusSpec).filter(([key]) =>
    /NilUsesHelmValues$/.test(key),
  );
  expect(closed.map(([, value]) => value)).toEqual([false, false, false, false, false]);
  for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"]) {
    expect(values[part]).toEqual({ enabled: false });
  }
});

test("has what looks at nodes in a namespace that lets it, which Helm does not make by itself", () => {
  const values = valuesOf("prometheus");
  expect(values["prometheus-node-exporter"].namespaceOverride).toBe("node-exporter");
  expect(values.extraManifests).toEqual([
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "node-exporter",
        labels: { "pod-security.kubernetes.io/enforce": "privileged" },
      },
    },
  ]);
});

test("keeps traces for as long and as much as asked, on a claim of the release's own", () => {
  const of = observed({ traces: { retentionHours: 24, storageGiB: 20 } });
  const { userconfig, extraObjects, jaeger } = valuesOfPlanned(of, "jaeger");
  expect(userconfig.extensions.jaeger_storage.backends.main.badger).toMatchObject({
    directories: { keys: "/badger/keys", values: "/badger/values" },
    ttl: { spans: "24h" },
  });
  expect(extraObjects).toEqual([
    expect.objectContaining({
      kind: "PersistentVolumeClaim",
      metadata: { name: "jaeger-badger" },
      spec: expect.objectContaining({
        storageClassName: "platform-gp3",
        resources: { requests: { storage: "20Gi" } },
      }),
    }),
  ]);
  expect(jaeger.extraVolumes).toEqual([
    { name: "badger", persistentVolumeClaim: { claimName: "jaeger-badger" } },
  ]);
});

test("sends traces from Traefik to the collector, and from there to Jaeger", () => {
  expect(valuesOf("traefik").tracing).toEqual({
    sampleRate: 0.1,
    otlp: {
      enabled: true,
      grpc: {
        enabled: true,
        endpoint: "otel-collector.observability.svc.cluster.local:4317",
        insecure: true,
      },
    },
  });
  const collector = valuesOf("trace-collector");
  expect(collector.fullnameOverride).toBe("otel-collector");
  expect(collector.config.exporters["otlp_grpc/jaeger"].endpoint).toBe(
    "jaeger.observability.svc.cluster.local:4317",
  );
  expect(valuesOf("jaeger").fullnameOverride).toBe("jaeger");
});

test.each([
  [0, 0],
  [0.5, 0.005],
  [33.3, 0.333],
  [100, 1],
])("traces %d per cent of what comes in", (percent, sampleRate) => {
  expect(traefikValues(observed({ traces: { percent } })).tracing?.sampleRate).toBe(sampleRate);
});

test.each([
  ["none", { enabled: false }],
  ["errors", { enabled: true, format: "json", filters: { statusCodes: "400-599" } }],
  ["all", { enabled: true, format: "json" }],
] as const)("logs %s of the requests", (accessLogs, expected) => {
  expect(traefikValues(observed({ accessLogs })).accessLog).toEqual(expected);
});

test("has Traefik's metrics read, once the definition of monitors is there", () => {
  expect(valuesOf("traefik").metrics.prometheus).toMatchObject({
    service: { enabled: true },
    serviceMonitor: { enabled: true, jobLabel: "app.kubernetes.io/name" },
  });
  expect(resourceOf(json, "helm_release", "releases_traefik_").depends_on.join()).toContain(
    "helm_release.releases_prometheus",
  );
  expect(traefikValues(observed({ traces: {} })).metrics).toBeUndefined();
});

test("counts durations up to every bound that alerts and dashboards ask for", () => {
  const { buckets } = valuesOf("traefik").metrics.prometheus;
  const asked = JSON.stringify([traefikRules, traefikDashboard]).matchAll(/le=\\"([\d.]+)\\"/g);
  const bounds = [...new Set([...asked].map(([, bound]) => bound))];
  expect(bounds.length).toBeGreaterThan(0);
  expect(buckets.split(",")).toEqual(expect.arrayContaining(bounds));
});

test("monitors the collector only where somebody does", () => {
  expect(valuesOf("trace-collector").serviceMonitor).toEqual({ enabled: true });
  expect(valuesOfPlanned(observed({ traces: {} }), "trace-collector").serviceMonitor).toEqual({
    enabled: false,
  });
});

test("offers an entry point for callers by a Service of its own, to which no load balancer leads", () => {
  const { resource } = terraformJson(resolve({ ...small, ingress: { forCallers: true } }));
  const [, release] =
    Object.entries(resource.helm_release ?? {}).find(([name]) => /_traefik_/.test(name)) ?? [];
  const { ports, service } = parse(release?.values[0]);
  expect(ports.internal).toMatchObject({
    port: 8001,
    exposedPort: 80,
    expose: { default: false, internal: true },
  });
  expect(service).toEqual({
    additionalServices: { internal: { spec: { type: "ClusterIP" } } },
    spec: { type: "ClusterIP" },
  });
  expect(Object.values(resource.aws_lb_target_group ?? {}).map(({ port }) => port)).toEqual([8000, 8443]);
});
