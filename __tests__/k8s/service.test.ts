import { expect, test } from "@jest/globals";
import { container, find, namesOf, objectsOf } from "./manifests";

const image = "example/a:v1";

test("makes what every service has", () => {
  const kinds = objectsOf({ a: { image, replicas: { min: 1, max: 1 } } })
    .filter(({ metadata }) => metadata.name === "a")
    .map(({ kind }) => kind);
  expect(kinds).toEqual(["ServiceAccount", "Deployment", "Service", "NetworkPolicy"]);
});

test("fixes the number of pods of a service that does not scale", () => {
  const objects = objectsOf({ a: { image, replicas: { min: 3, max: 3 } } });
  expect(find(objects, "Deployment", "a").spec.replicas).toBe(3);
  expect(namesOf(objects, "HorizontalPodAutoscaler")).toEqual([]);
});

test("leaves the number of pods to the autoscaler", () => {
  const objects = objectsOf({ a: { image, replicas: { min: 2, max: 5 }, targetCpuPercent: 55 } });
  expect(find(objects, "Deployment", "a").spec).not.toHaveProperty("replicas");
  expect(find(objects, "HorizontalPodAutoscaler", "a").spec).toEqual({
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" },
    minReplicas: 2,
    maxReplicas: 5,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 55 } },
      },
    ],
  });
});

test("protects several pods from being evicted together", () => {
  const objects = objectsOf({ a: { image, replicas: { min: 2, max: 2 } } });
  expect(find(objects, "PodDisruptionBudget", "a").spec).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: { "app.kubernetes.io/name": "a" } },
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  });
});

test("lets a node take its only pod along", () => {
  const objects = objectsOf({ a: { image, replicas: { min: 1, max: 4 } } });
  expect(namesOf(objects, "PodDisruptionBudget")).toEqual([]);
});

test("offers the container's port as http", () => {
  const objects = objectsOf({ a: { image, port: 9000 } });
  expect(find(objects, "Service", "a").spec).toEqual({
    selector: { "app.kubernetes.io/name": "a" },
    ports: [{ name: "http", port: 80, targetPort: 9000, appProtocol: "http" }],
  });
  expect(container(objects, "a").ports).toEqual([{ name: "http", containerPort: 9000 }]);
});

test("passes arguments and environment to the container", () => {
  const objects = objectsOf({ a: { image, args: ["--on"], env: { B: "1e3", A: "" } } });
  expect(container(objects, "a")).toMatchObject({
    image,
    args: ["--on"],
    env: [
      { name: "A", value: "" },
      { name: "B", value: "1e3" },
    ],
  });
});

test("writes no list for a service without arguments and environment", () => {
  expect(Object.keys(container(objectsOf({ a: { image } }), "a"))).toEqual([
    "name",
    "image",
    "ports",
    "resources",
    "startupProbe",
    "readinessProbe",
    "livenessProbe",
    "lifecycle",
    "securityContext",
  ]);
});

test("requests processor time and limits memory alone", () => {
  const objects = objectsOf({ a: { image, resources: { cpu: "250m", memory: "1Gi" } } });
  expect(container(objects, "a").resources).toEqual({
    requests: { cpu: "250m", memory: "1Gi" },
    limits: { memory: "1Gi" },
  });
});

test("probes the health path and restarts last", () => {
  const { startupProbe, readinessProbe, livenessProbe } = container(
    objectsOf({ a: { image, healthPath: "/healthz" } }),
    "a",
  );
  const httpGet = { path: "/healthz", port: "http" };
  expect([startupProbe.httpGet, readinessProbe.httpGet, livenessProbe.httpGet]).toEqual([
    httpGet,
    httpGet,
    httpGet,
  ]);
  const patience = (probe: { periodSeconds: number; failureThreshold: number }) =>
    probe.periodSeconds * probe.failureThreshold;
  expect(patience(livenessProbe)).toBeGreaterThan(patience(readinessProbe));
});

test("drains before it stops, within the grace period", () => {
  const objects = objectsOf({ a: { image } });
  expect(container(objects, "a").lifecycle).toEqual({ preStop: { sleep: { seconds: 10 } } });
  expect(find(objects, "Deployment", "a").spec.template.spec.terminationGracePeriodSeconds).toBe(40);
});

test("adds new pods before it removes old ones", () => {
  expect(find(objectsOf({ a: { image } }), "Deployment", "a").spec.strategy).toEqual({
    type: "RollingUpdate",
    rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
  });
});

test("spreads several pods over zones and nodes, without insisting", () => {
  const [zone, node] = find(objectsOf({ a: { image } }), "Deployment", "a").spec.template.spec
    .topologySpreadConstraints;
  expect(zone).toEqual({
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "app.kubernetes.io/name": "a" } },
    matchLabelKeys: ["pod-template-hash"],
  });
  expect(node).toEqual({ ...zone, topologyKey: "kubernetes.io/hostname" });
});

test("has nothing to spread with a single pod", () => {
  const objects = objectsOf({ a: { image, replicas: { min: 1, max: 1 } } });
  expect(find(objects, "Deployment", "a").spec.template.spec).not.toHaveProperty("topologySpreadConstraints");
});
