import { expect, test } from "@jest/globals";
import { samplePlatform } from "../platform/sample";
import { allObjects, container, find, type Manifest, namesOf, objectsOf } from "./manifests";

const image = "example/a:1";
const host = "a.example.com";

const spec = (objects: readonly Manifest[], kind: string) => find(objects, kind, "a").spec;

test("speaks h2c with a gRPC service, on the port's own number, and asks its health in gRPC", () => {
  const objects = objectsOf({ a: { image, protocol: "grpc", port: 9000, expose: [{ host }] } });
  expect(spec(objects, "Service").ports).toEqual([
    { name: "grpc", port: 9000, targetPort: 9000, appProtocol: "kubernetes.io/h2c" },
  ]);
  expect(spec(objects, "IngressRoute").routes[0].services).toEqual([
    { name: "a", port: "grpc", scheme: "h2c" },
  ]);
  expect(container(objects, "a").readinessProbe).toEqual({
    grpc: { port: 9000 },
    periodSeconds: 5,
    failureThreshold: 3,
  });
});

test("gives WebSockets the time that the service says", () => {
  const objects = objectsOf({
    a: { image, protocol: "websocket", shutdown: { finishSeconds: 600 }, expose: [{ host, path: "/ws" }] },
  });
  expect(spec(objects, "Service").ports[0].appProtocol).toBe("kubernetes.io/ws");
  expect(spec(objects, "Deployment").template.spec.terminationGracePeriodSeconds).toBe(610);
});

test("finds TCP by the name that the client asks for, and ends TLS with the default certificate", () => {
  const objects = objectsOf({ a: { image, protocol: "tcp", port: 5432, expose: [{ host }] } });
  expect(spec(objects, "IngressRouteTCP")).toEqual({
    entryPoints: ["websecure"],
    routes: [{ match: "HostSNI(`a.example.com`)", services: [{ name: "a", port: "tcp" }] }],
    tls: {},
  });
  expect(spec(objects, "Service").ports).toEqual([{ name: "tcp", port: 5432, targetPort: 5432 }]);
  expect(container(objects, "a").livenessProbe.tcpSocket).toEqual({ port: "tcp" });
});

test("passes TLS on to a service that ends it itself", () => {
  const objects = objectsOf({
    a: { image, protocol: "tcp", expose: [{ host: "db.example.org", tls: { passthrough: true } }] },
  });
  expect(find(objects, "IngressRouteTCP", "a-passthrough").spec.tls).toEqual({ passthrough: true });
});

const withEntryPoints = (services: Parameters<typeof objectsOf>[0]) =>
  allObjects(
    samplePlatform({
      ingress: { entryPoints: { postgres: { port: 5432 }, dns: { port: 53, protocol: "udp" } } },
      services,
    }),
  );

test("takes every connection of an entry point of its own", () => {
  const objects = withEntryPoints({
    a: { image, protocol: "tcp", port: 5432, expose: [{ entryPoint: "postgres" }] },
  });
  expect(find(objects, "IngressRouteTCP", "a-postgres").spec).toEqual({
    entryPoints: ["postgres"],
    routes: [{ match: "HostSNI(`*`)", services: [{ name: "a", port: "tcp" }] }],
  });
});

test("divides connections and datagrams among versions too", () => {
  const versions = { v1: { weight: 3 }, v2: { weight: 1 } };
  const objects = withEntryPoints({
    a: { image, protocol: "udp", port: 5353, versions, expose: [{ entryPoint: "dns" }] },
  });
  expect(spec(objects, "IngressRouteUDP")).toEqual({
    entryPoints: ["dns"],
    routes: [
      {
        services: [
          { name: "a-v1", port: "udp", weight: 3 },
          { name: "a-v2", port: "udp", weight: 1 },
        ],
      },
    ],
  });
  expect(spec(objects, "Service").ports).toEqual([
    { name: "udp", port: 5353, protocol: "UDP", targetPort: 5353 },
  ]);
  expect(spec(objects, "NetworkPolicy").ingress[0].ports).toEqual([{ protocol: "UDP", port: 5353 }]);
});

test("routes each host by itself, so that lengths compare", () => {
  const objects = objectsOf({ a: { image, expose: [{ host, aliases: ["b"], path: "/x" }] } });
  expect(spec(objects, "IngressRoute").routes.map(({ match }: { match: string }) => match)).toEqual([
    "Host(`a.example.com`) && (Path(`/x`) || PathPrefix(`/x/`))",
    "Host(`b.example.com`) && (Path(`/x`) || PathPrefix(`/x/`))",
  ]);
});

test("matches what a request must have, quoted as Go would", () => {
  const match = {
    methods: ["GET" as const, "HEAD" as const],
    headers: { "X-A": "a`b" },
    query: { q: "1" },
    clients: ["203.0.113.0/24"],
  };
  const objects = objectsOf({ a: { image, expose: [{ host, exact: true, path: "/x", match }] } });
  expect(spec(objects, "IngressRoute").routes[0].match).toBe(
    'Host(`a.example.com`) && Path(`/x`) && (Method(`GET`) || Method(`HEAD`)) && Header(`X-A`, "a`b") && Query(`q`, `1`) && ClientIP(`203.0.113.0/24`)',
  );
});

test("writes a rule as it is, with its priority", () => {
  const rule = "HostRegexp(`^[a-z]+\\.example\\.com$`)";
  const objects = objectsOf({ a: { image, expose: [{ rule, priority: 1 }] } });
  expect(spec(objects, "IngressRoute").routes[0]).toMatchObject({ match: rule, priority: 1 });
});

test("makes a route of its own for other TLS options and another entry point", () => {
  const objects = withEntryPoints({
    a: {
      image,
      expose: [{ host }, { host: "b", tls: { options: "strict" } }, { host, entryPoint: "postgres" }],
    },
  });
  expect(namesOf(objects, "IngressRoute")).toEqual(["a", "a-strict", "a-postgres"]);
  expect(find(objects, "IngressRoute", "a-strict").spec.tls).toEqual({ options: { name: "strict" } });
});

test("opens every port to callers, the exposed one to Traefik and the metrics to Prometheus", () => {
  const objects = objectsOf({
    a: {
      image,
      ports: { admin: { port: 9000 } },
      expose: [{ host }],
      callers: ["b"],
      metrics: { port: "admin", from: "observability" },
    },
    b: { image },
  });
  const from = (namespace: string, name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  });
  const tcp = (port: number) => ({ protocol: "TCP", port });
  expect(spec(objects, "NetworkPolicy").ingress).toEqual([
    { from: [from("traefik", "traefik")], ports: [tcp(8080)] },
    { from: [from("apps", "b")], ports: [tcp(8080), tcp(9000)] },
    { from: [from("observability", "prometheus")], ports: [tcp(9000)] },
  ]);
  expect(find(objects, "NetworkPolicy", "b").spec.egress[1].ports).toEqual([tcp(8080), tcp(9000)]);
  expect(spec(objects, "Deployment").template.metadata.annotations).toEqual({
    "prometheus.io/path": "/metrics",
    "prometheus.io/port": "9000",
    "prometheus.io/scrape": "true",
  });
});
