import { describe, expect, test } from "@jest/globals";
import { checkDefinition } from "../../../platform/definition/checks";
import { dottedPath } from "../../../platform/definition/problem";
import { Definition } from "../../../platform/definition/schema";
import { type Capability, capabilities } from "../../../platform/mesh/capabilities";
import { type MeshTarget, meshTargetNames } from "../../../platform/mesh/targets";
import { resolvePlatform } from "../../../platform/resolve";
import { small } from "../../outputs";

// biome-ignore lint/suspicious/noExplicitAny: services are merged from parts of any form
type Service = Readonly<Record<string, any>>;

const image = "example/a:1";
const versions = { v1: { weight: 90 }, v2: { weight: 10 } };

/** Services that ask for nothing but one thing. */
const asking: Readonly<Record<Capability, Service>> = {
  "balancing.client-hash": { traffic: { balancing: "client-hash" } },
  "balancing.least-time": { traffic: { balancing: "least-time" } },
  breaker: { traffic: { breaker: { errorRatio: 0.3 } } },
  "egress.host": { egress: [{ host: "api.example.org", port: 443, protocol: "tls" }] },
  "expose.version": { versions, expose: [{ host: "v2.example.com", version: "v2" }] },
  failover: { traffic: { failover: { service: "b" } } },
  faults: { traffic: { faults: { abort: { percent: 1 } } } },
  keepHost: { traffic: { keepHost: true } },
  "limits.connections": { traffic: { limits: { connections: 100 } } },
  "limits.pendingRequests": { traffic: { limits: { pendingRequests: 50 } } },
  mirror: { traffic: { mirror: { service: "b", percent: 10 } } },
  permissions: { permissions: { b: { methods: ["GET"] } } },
  ports: { ports: { admin: { port: 9000 } } },
  "rateLimit.forCallers": { traffic: { rateLimit: { average: 10, forCallers: { average: 10 } } } },
  "retries.interval": { traffic: { retries: { count: 2, interval: "50ms" } } },
  "retries.on": { traffic: { retries: { count: 2, on: ["503", "520"] } } },
  sticky: { traffic: { sticky: {} } },
  "timeouts.idle": { traffic: { timeouts: { idle: "60s" } } },
  "timeouts.request": { traffic: { timeouts: { request: "5s" } } },
  "timeouts.response": { traffic: { timeouts: { response: "2s" } } },
  udp: { protocol: "udp", port: 5353 },
  "versions.weight": { protocol: "tcp", versions },
  "when.clients": { versions: { v1: { weight: 1 }, v2: { weight: 0, when: { clients: ["192.0.2.0/24"] } } } },
};

function definitionWith(mesh: MeshTarget, service: Service, ingress: Service = {}): Definition {
  const isStream = service.protocol !== undefined;
  const a = { image, callers: ["b"], expose: isStream ? [] : [{ host: "a.example.com" }], ...service };
  return Definition.parse({
    ...small,
    mesh,
    ingress,
    services: { a, b: { image, expose: [{ host: "b.example.com" }] } },
  });
}

function refusals(mesh: MeshTarget, service: Service, ingress?: Service): string[] {
  return checkDefinition(definitionWith(mesh, service, ingress)).map(
    ({ path, message }) => `${dottedPath(path)}  ${message}`,
  );
}

/** Which targets do what a service can ask for, with callers inside and clients outside. */
const able: Readonly<Record<Capability, readonly MeshTarget[]>> = {
  "balancing.client-hash": ["none"],
  "balancing.least-time": ["none"],
  breaker: ["none"],
  "egress.host": ["istio", "istio-ambient", "consul"],
  "expose.version": ["none", "istio", "istio-ambient"],
  failover: ["none"],
  faults: ["istio", "istio-ambient"],
  keepHost: ["none", "istio-ambient", "consul"],
  "limits.connections": ["istio", "istio-ambient", "consul"],
  "limits.pendingRequests": ["istio", "istio-ambient", "consul"],
  mirror: ["none", "istio", "istio-ambient"],
  permissions: ["istio", "istio-ambient", "consul"],
  ports: ["none", "istio", "istio-ambient"],
  // with its entry point for callers
  "rateLimit.forCallers": ["istio", "istio-ambient"],
  "retries.interval": ["none", "istio", "istio-ambient"],
  // 520 is nobody's but a content network's
  "retries.on": ["none", "consul"],
  sticky: ["none"],
  "timeouts.idle": ["none", "istio", "istio-ambient"],
  "timeouts.request": ["istio", "istio-ambient", "consul"],
  "timeouts.response": ["none"],
  udp: ["none", "istio", "istio-ambient"],
  // of connections; of requests all do
  "versions.weight": ["none", "istio", "istio-ambient"],
  "when.clients": ["none"],
};

describe.each(capabilities)("%s", (capability) => {
  const service = asking[capability];

  test.each(meshTargetNames)("with mesh: %s", (target) => {
    const found = refusals(target, service);
    if (able[capability].includes(target)) expect(found).toEqual([]);
    else {
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchSnapshot();
    }
  });

  test.each(meshTargetNames)("is gone without with mesh: %s where the service says so", (target) => {
    const skipping = { ...service, unsupported: { [capability]: "skip" } };
    expect(refusals(target, skipping)).toEqual([]);
    const { skipped } = resolvePlatform(definitionWith(target, skipping)).mesh;
    expect(skipped.map((each) => `${each.service} ${each.capability}`)).toEqual(
      able[capability].includes(target) ? [] : [`a ${capability}`],
    );
  });
});

test("asks nothing of the mesh for a service without callers that Traefik does for requests from outside", () => {
  const service = { callers: [], ...asking.breaker };
  expect(meshTargetNames.flatMap((target) => refusals(target, service))).toEqual([]);
});

test("has a time for each try with Istio where there are several", () => {
  const service = { traffic: { retries: { count: 1 }, timeouts: { response: "2s" } } };
  expect(refusals("istio", service)).toEqual([]);
});

test("limits callers at Traefik's entry point inside the cluster where there is one", () => {
  expect(refusals("none", asking["rateLimit.forCallers"], { forCallers: true })).toEqual([]);
});

test("names every place that asks for what cannot be had", () => {
  const service = { ports: { admin: { port: 9000 }, debug: { port: 9001 } } };
  expect(refusals("consul", service).map((text) => text.split("  ")[0])).toEqual([
    "services.a.ports.admin",
    "services.a.ports.debug",
  ]);
});
