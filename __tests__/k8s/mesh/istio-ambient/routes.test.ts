import { expect, test } from "@jest/globals";
import { find, namesOf } from "../../manifests";
import { meshObjects } from "../objects";

type Service = Parameters<typeof meshObjects>[1][string];

const image = "example/a:v1";
const host = "a.apps.svc.cluster.local";
const versions = { v1: { weight: 3 }, v2: { weight: 1 } };
const b = { image, expose: [{ host: "b.example.com" }] };
const objectsOf = (service: Partial<Service>) =>
  meshObjects("istio-ambient", { a: { image, callers: ["b"], ...service }, b });
const rules = (service: Partial<Service>) => find(objectsOf(service), "HTTPRoute", "a").spec.rules;

test("says nothing of a service that asks for nothing", () => {
  const objects = objectsOf({});
  expect(namesOf(objects, "HTTPRoute")).toEqual([]);
  expect(namesOf(objects, "VirtualService")).toEqual([]);
});

test("divides requests by weight among Services of versions", () => {
  expect(find(objectsOf({ versions }), "HTTPRoute", "a").spec).toEqual({
    parentRefs: [{ group: "", kind: "Service", name: "a", port: 80 }],
    rules: [
      {
        backendRefs: [
          { name: "a-v1", port: 80, weight: 3 },
          { name: "a-v2", port: 80, weight: 1 },
        ],
      },
    ],
  });
});

test("connects to the pods of each version as to those of a host", () => {
  const objects = objectsOf({ versions, traffic: { timeouts: { connect: "2s" } } });
  expect(namesOf(objects, "DestinationRule")).toEqual(["a-v1", "a-v2", "b"]);
  expect(find(objects, "DestinationRule", "a-v2").spec).toEqual({
    host: "a-v2.apps.svc.cluster.local",
    trafficPolicy: {
      loadBalancer: { simple: "ROUND_ROBIN" },
      connectionPool: { tcp: { connectTimeout: "2s" } },
    },
  });
});

test("sends a version what it has conditions for", () => {
  const when = {
    methods: ["GET" as const, "HEAD" as const],
    headers: { "X-Canary": "1" },
    query: { debug: "1" },
  };
  const rest = {
    headers: [{ name: "X-Canary", value: "1" }],
    queryParams: [{ name: "debug", value: "1" }],
  };
  expect(rules({ versions: { ...versions, v2: { weight: 1, when } } })[0]).toEqual({
    matches: [
      { method: "GET", ...rest },
      { method: "HEAD", ...rest },
    ],
    backendRefs: [{ name: "a-v2", port: 80 }],
  });
});

test.each([
  ["500ms", "500ms"],
  ["1500ms", "1s500ms"],
  ["20s", "20s"],
])("limits requests to %s", (request, written) => {
  expect(rules({ traffic: { timeouts: { request } } })).toEqual([
    { timeouts: { request: written }, backendRefs: [{ name: "a", port: 80 }] },
  ]);
});

test("copies requests, but for those that have a version of their own", () => {
  const when = { headers: { "X-Canary": "1" } };
  const [special, rest] = rules({
    versions: { ...versions, v2: { weight: 1, when } },
    traffic: { mirror: { version: "v2", percent: 5 } },
  });
  expect(special.filters).toBeUndefined();
  expect(rest.filters).toEqual([
    {
      type: "RequestMirror",
      requestMirror: { backendRef: { name: "a-v2", port: 80 }, percent: 5 },
    },
  ]);
});

test("has a route for each port", () => {
  const objects = objectsOf({ versions, ports: { admin: { port: 9000 } } });
  expect(namesOf(objects, "HTTPRoute")).toEqual(["a", "a.admin"]);
  expect(find(objects, "HTTPRoute", "a.admin").spec.parentRefs[0].port).toBe(9000);
});

const needing: readonly (readonly [string, Partial<Service>])[] = [
  ["retries", { traffic: { retries: { count: 2 } } }],
  ["faults", { traffic: { faults: { abort: { percent: 1 } } } }],
  ["cookies", { versions: { ...versions, v2: { weight: 1, when: { cookies: { v: "2" } } } } }],
  ["connections of several versions", { versions, protocol: "tcp", port: 5432 }],
  [
    // whose order HTTPRoutes do not keep
    "conditions of several versions",
    {
      versions: {
        v1: { weight: 1, when: { methods: ["GET"] } },
        v2: { weight: 1, when: { headers: { "X-A": "1", "X-B": "2" } } },
      },
    },
  ],
];

test.each(needing)("has a VirtualService, and that alone, for %s", (_what, service) => {
  const objects = objectsOf(service);
  expect(namesOf(objects, "HTTPRoute")).toEqual([]);
  expect(find(objects, "VirtualService", "a").spec.hosts).toEqual([host]);
  expect(find(objects, "DestinationRule", "a").spec.host).toBe(host);
});

test("tries as often as with a proxy in each pod", () => {
  const service = { traffic: { retries: { count: 2, on: ["503"] } }, callers: ["b"], image };
  const spec = (mesh: "istio" | "istio-ambient") =>
    find(meshObjects(mesh, { a: service, b }), "VirtualService", "a").spec;
  expect(spec("istio-ambient")).toEqual(spec("istio"));
});

test("counts requests of one service at the proxy of all", () => {
  const traffic = { rateLimit: { average: 5, forCallers: { average: 10 } } };
  const { spec } = find(objectsOf({ traffic, expose: [{ host: "a" }] }), "EnvoyFilter", "a");
  expect(spec.targetRefs).toEqual([
    { group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" },
  ]);
  const [{ match, patch }] = spec.configPatches;
  expect(match.listener.filterChain.name).toBe(`inbound-vip|80|http|${host}`);
  expect(patch.value.typed_config.value.token_bucket).toEqual({
    max_tokens: 20,
    tokens_per_fill: 10,
    fill_interval: "1s",
  });
});
