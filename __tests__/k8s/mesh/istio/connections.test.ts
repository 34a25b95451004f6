import { expect, test } from "@jest/globals";
import { find } from "../../manifests";
import { meshObjects } from "../objects";

type Service = Parameters<typeof meshObjects>[1][string];

const image = "example/a:v1";
const b = { image, expose: [{ host: "b.example.com" }] };
const rule = (service: Partial<Service>) =>
  find(meshObjects("istio", { a: { image, callers: ["b"], ...service }, b }), "DestinationRule", "a").spec;
const policy = (traffic: NonNullable<Service["traffic"]>) => rule({ traffic }).trafficPolicy;

test("goes round the pods, which Istio would not by itself", () => {
  expect(rule({})).toEqual({
    host: "a.apps.svc.cluster.local",
    trafficPolicy: { loadBalancer: { simple: "ROUND_ROBIN" } },
  });
});

test("takes the less busy of two pods", () => {
  expect(policy({ balancing: "two-random-choices" }).loadBalancer).toEqual({ simple: "LEAST_REQUEST" });
});

test("tells versions apart by the label of their pods", () => {
  const objects = meshObjects("istio", {
    a: { image, callers: ["b"], versions: { v1: { weight: 1 }, v2: { weight: 1 } } },
    b,
  });
  const { subsets } = find(objects, "DestinationRule", "a").spec;
  expect(subsets).toEqual([
    { name: "v1", labels: { "app.kubernetes.io/version": "v1" } },
    { name: "v2", labels: { "app.kubernetes.io/version": "v2" } },
  ]);
  const { labels } = find(objects, "Deployment", "a-v2").spec.template.metadata;
  expect(labels).toMatchObject(subsets[1].labels);
});

test.each([
  [{ limits: { connections: 100 } }, { tcp: { maxConnections: 100 } }],
  [{ timeouts: { connect: "2s" } }, { tcp: { connectTimeout: "2s" } }],
  [{ limits: { pendingRequests: 50 } }, { http: { http1MaxPendingRequests: 50 } }],
  [{ limits: { requests: 200 } }, { http: { http2MaxRequests: 200 } }],
  [{ timeouts: { idle: "1m" } }, { http: { idleTimeout: "1m" } }],
] as const)("limits connections: %j", (traffic, connectionPool) => {
  expect(policy(traffic).connectionPool).toEqual(connectionPool);
});

test("leaves out failing pods, and all of them if all fail", () => {
  expect(policy({ outlierDetection: { failures: 5, window: "30s" } }).outlierDetection).toEqual({
    consecutive5xxErrors: 5,
    interval: "30s",
    baseEjectionTime: "30s",
    maxEjectionPercent: 100,
  });
});

test("counts requests at the proxies of the pods", () => {
  const traffic = { rateLimit: { average: 5, forCallers: { average: 10, period: "1m", burst: 30 } } };
  const { spec } = find(
    meshObjects("istio", { a: { image, callers: ["b"], expose: [{ host: "a" }], traffic }, b }),
    "EnvoyFilter",
    "a",
  );
  expect(spec.workloadSelector).toEqual({ labels: { "app.kubernetes.io/name": "a" } });
  const [{ match, patch }] = spec.configPatches;
  expect(match.context).toBe("SIDECAR_INBOUND");
  expect(patch.value.typed_config.value.token_bucket).toEqual({
    max_tokens: 30,
    tokens_per_fill: 10,
    fill_interval: "1m",
  });
});
