import { expect, test } from "@jest/globals";
import { find, type Manifest, namesOf, objectsOf } from "./manifests";

const image = "example/a:1";
const host = "a.example.com";
const versions = { v1: { weight: 90 }, v2: { weight: 10, image: "example/a:2" } };

type Services = Parameters<typeof objectsOf>[0];
const versioned = (more: object = {}): Services => ({ a: { image, versions, expose: [{ host }], ...more } });

const routes = (objects: readonly Manifest[]) => find(objects, "IngressRoute", "a").spec.routes;

test("has a Deployment, an autoscaler, a budget and a Service for each version, and a Service for all", () => {
  const objects = objectsOf(versioned());
  for (const kind of ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"])
    expect(namesOf(objects, kind)).toEqual(["a-v1", "a-v2"]);
  expect(namesOf(objects, "Service")).toEqual(["a", "a-v1", "a-v2"]);
  expect(find(objects, "Service", "a").spec.selector).toEqual({ "app.kubernetes.io/name": "a" });
  expect(find(objects, "Service", "a-v2").spec.selector).toEqual({
    "app.kubernetes.io/name": "a",
    "app.kubernetes.io/version": "v2",
  });
});

test("selects the pods of a version alone, and the policy those of all", () => {
  const objects = objectsOf(versioned());
  const version = { "app.kubernetes.io/name": "a", "app.kubernetes.io/version": "v2" };
  const deployment = find(objects, "Deployment", "a-v2").spec;
  expect(deployment.selector.matchLabels).toEqual(version);
  expect(deployment.template.metadata.labels).toEqual(version);
  expect(find(objects, "PodDisruptionBudget", "a-v2").spec.selector.matchLabels).toEqual(version);
  expect(find(objects, "NetworkPolicy", "a").spec.podSelector.matchLabels).toEqual({
    "app.kubernetes.io/name": "a",
  });
});

test("gives a version its own image, arguments, environment and size, and the service's else", () => {
  const objects = objectsOf(
    versioned({
      args: ["--a"],
      env: { A: "1", B: "1" },
      versions: {
        v1: { weight: 1 },
        v2: { weight: 1, image: "example/a:2", args: ["--b"], env: { B: "2" }, replicas: { min: 1, max: 1 } },
      },
    }),
  );
  const [one, two] = ["a-v1", "a-v2"].map((name) => find(objects, "Deployment", name).spec);
  expect(one.template.spec.containers[0]).toMatchObject({ image, args: ["--a"] });
  expect(two.template.spec.containers[0]).toMatchObject({
    image: "example/a:2",
    args: ["--b"],
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ],
  });
  expect(two.replicas).toBe(1);
  expect(namesOf(objects, "PodDisruptionBudget")).toEqual(["a-v1"]);
});

test("divides requests by weight", () => {
  const objects = objectsOf(versioned());
  expect(find(objects, "TraefikService", "a-weighted").spec).toEqual({
    weighted: {
      services: [
        { name: "a-v1", port: "http", weight: 90 },
        { name: "a-v2", port: "http", weight: 10 },
      ],
    },
  });
  expect(routes(objects)[0].services).toEqual([{ kind: "TraefikService", name: "a-weighted" }]);
});

test("keeps a client at its version and at its pod", () => {
  const objects = objectsOf(versioned({ traffic: { sticky: { cookie: "at" } } }));
  const { services, sticky } = find(objects, "TraefikService", "a-weighted").spec.weighted;
  expect(sticky.cookie.name).toBe("at-version");
  expect(services.map((service: { sticky: object }) => service.sticky)).toEqual([
    { cookie: { ...sticky.cookie, name: "at" } },
    { cookie: { ...sticky.cookie, name: "at" } },
  ]);
});

test("sends requests with a header or a cookie to the version that asks for them, before all others", () => {
  const when = { v1: { weight: 90 }, v2: { weight: 10, when: { cookies: { canary: "a.b" } } } };
  const objects = objectsOf(versioned({ versions: when }));
  const [all, canary] = routes(objects);
  expect(canary).toEqual({
    kind: "Rule",
    match: "Host(`a.example.com`) && HeaderRegexp(`Cookie`, `(^|;\\s*)canary=a\\.b\\s*(;|$)`)",
    priority: Buffer.byteLength(all.match) + 1,
    services: [{ name: "a-v2", port: "http" }],
  });
});

test("does not let a long condition on a path win over a deeper path", () => {
  const objects = objectsOf({
    a: { image, expose: [{ host, path: "/x", match: { headers: { "X-Very-Long-Name-Of-A-Header": "v" } } }] },
    b: { image, expose: [{ host, path: "/x/y" }] },
  });
  const [{ priority }] = routes(objects);
  const [{ match }] = find(objects, "IngressRoute", "b").spec.routes;
  expect(priority).toBeLessThan(Buffer.byteLength(match));
});

test("copies requests to a version, on top of the weights", () => {
  const objects = objectsOf(versioned({ traffic: { mirror: { version: "v2", percent: 5 } } }));
  expect(find(objects, "TraefikService", "a-mirroring").spec).toEqual({
    mirroring: {
      kind: "TraefikService",
      name: "a-weighted",
      mirrorBody: true,
      maxBodySize: 1_048_576,
      mirrors: [{ name: "a-v2", port: "http", percent: 5 }],
    },
  });
  expect(routes(objects)[0].services).toEqual([{ kind: "TraefikService", name: "a-mirroring" }]);
});

test("sends a request elsewhere when its answer is an error, with the other's own settings", () => {
  const objects = objectsOf({
    a: { image, expose: [{ host }], traffic: { failover: { service: "b" } } },
    b: { image, protocol: "h2c", port: 9000 },
  });
  expect(find(objects, "TraefikService", "a-failover").spec).toEqual({
    failover: {
      service: { name: "a", port: "http" },
      fallback: { name: "b", port: "h2c", scheme: "h2c" },
      errors: { status: ["502-504"], maxRequestBodyBytes: 1_048_576 },
    },
  });
  expect(find(objects, "NetworkPolicy", "b").spec.ingress[0].ports).toEqual([
    { protocol: "TCP", port: 9000 },
  ]);
});

test("names one version for an exposure of its own", () => {
  const expose = [{ host }, { host: "next.example.com", version: "v2" }];
  expect(routes(objectsOf(versioned({ expose })))[1].services).toEqual([{ name: "a-v2", port: "http" }]);
});
