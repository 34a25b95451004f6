import { expect, test } from "@jest/globals";
import { App, Chart } from "cdk8s";
import { TypedService } from "../../../../k8s/service/typed-service";
import { find, namesOf } from "../../manifests";
import { called, consulObjects, consulPlatform, image, specOfA } from "./objects";

const outlierDetection = { failures: 5, window: "30s" };
const passiveHealthCheck = {
  interval: "30s",
  maxFailures: 5,
  baseEjectionTime: "30s",
  enforcingConsecutive5xx: 100,
  maxEjectionPercent: 100,
};

test("gathers what all callees ask for in the one object of their caller", () => {
  const objects = consulObjects({
    a: {
      image,
      callers: ["c"],
      expose: [{ host: "a.example.com" }],
      traffic: { limits: { connections: 10, pendingRequests: 20, requests: 30 } },
    },
    b: { image, callers: ["c"], expose: [{ host: "b.example.com" }], traffic: { outlierDetection } },
    c: { image },
  });
  const overrides = [
    { name: "a", limits: { maxConnections: 10, maxPendingRequests: 20, maxConcurrentRequests: 30 } },
    { name: "b", passiveHealthCheck },
  ];
  expect(find(objects, "ServiceDefaults", "c").spec).toEqual({
    protocol: "http",
    upstreamConfig: { overrides },
  });
  // Traefik calls them too
  const traefik = find(objects, "ServiceDefaults", "traefik");
  expect(traefik.metadata.namespace).toBe("traefik");
  expect(traefik.spec).toEqual({ protocol: "http", upstreamConfig: { overrides } });
  expect(find(objects, "ServiceDefaults", "a").spec).toEqual({ protocol: "http" });
});

test("says nothing of callers of whom nothing is asked", () => {
  expect(namesOf(consulObjects(called()), "ServiceDefaults")).toEqual(["a", "b"]);
});

test("lets callers and Traefik in, and nobody else", () => {
  const objects = consulObjects(called());
  expect(find(objects, "ServiceIntentions", "a").spec).toEqual({
    destination: { name: "a" },
    sources: [
      { name: "b", action: "allow" },
      { name: "traefik", action: "allow" },
    ],
  });
  expect(find(objects, "ServiceIntentions", "deny-all").spec).toEqual({
    destination: { name: "*" },
    sources: [{ name: "*", action: "deny" }],
  });
  // nobody calls b
  expect(namesOf(objects, "ServiceIntentions")).toEqual(["deny-all", "a"]);
});

test("allows a caller its methods and paths with what is below them, and denies it the rest", () => {
  const permissions = { b: { methods: ["GET" as const], paths: ["/api", "/"] } };
  expect(specOfA("ServiceIntentions", { permissions }).sources[0]).toEqual({
    name: "b",
    permissions: [
      { action: "allow", http: { pathExact: "/api", methods: ["GET"] } },
      { action: "allow", http: { pathPrefix: "/api/", methods: ["GET"] } },
      { action: "allow", http: { pathPrefix: "/", methods: ["GET"] } },
      { action: "deny", http: { pathPrefix: "/" } },
    ],
  });
});

test("allows every path where only methods are named", () => {
  const permissions = { b: { methods: ["GET" as const, "HEAD" as const] } };
  expect(specOfA("ServiceIntentions", { permissions }).sources[0].permissions[0]).toEqual({
    action: "allow",
    http: { pathPrefix: "/", methods: ["GET", "HEAD"] },
  });
});

test("refuses limits of a service in code, which its callers' objects could not know", () => {
  const platform = consulPlatform(called());
  const add = (traffic: object) =>
    new TypedService(new Chart(new App(), "test"), "c", {
      platform,
      image,
      callers: ["b"],
      expose: [{ host: "c.example.com" }],
      traffic,
    });
  expect(() => add({ outlierDetection: {} })).toThrow(
    "c: limits and outlierDetection stand in an object of each caller with Consul, which is written from the definition; define the service there",
  );
  expect(add({ retries: { count: 1 } }).service.name).toBe("c");
});
