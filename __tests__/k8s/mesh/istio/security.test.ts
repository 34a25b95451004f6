import { describe, expect, test } from "@jest/globals";
import { find, namesOf } from "../../manifests";
import { meshObjects } from "../objects";

const image = "example/a:v1";
const web = { image, namespace: "web", expose: [{ host: "web.example.com" }] };
const principal = (service: string, namespace: string) => `cluster.local/ns/${namespace}/sa/${service}`;
const traefik = principal("traefik", "traefik");

type Service = Parameters<typeof meshObjects>[1][string];

const objectsOf = (service: Partial<Service>, sections = {}) =>
  meshObjects("istio", { a: { image, ...service }, web }, sections);
const rules = (service: Partial<Service>) => find(objectsOf(service), "AuthorizationPolicy", "a").spec.rules;

test("takes a namespace's pods into the mesh", () => {
  const { metadata } = find(objectsOf({}), "Namespace", "apps");
  expect(metadata).toMatchObject({ labels: { "istio-injection": "enabled" } });
});

test("speaks to nobody without a certificate", () => {
  const policy = find(objectsOf({}), "PeerAuthentication", "default");
  expect(policy.metadata.namespace).toBe("istio-system");
  expect(policy.spec).toEqual({ mtls: { mode: "STRICT" } });
});

describe("calls", () => {
  test("are refused where no policy allows them", () => {
    const denied = objectsOf({}).filter(({ metadata }) => metadata.name === "default-deny");
    expect(
      denied
        .filter(({ kind }) => kind === "AuthorizationPolicy")
        .map(({ metadata, spec }) => [metadata.namespace, spec]),
    ).toEqual([
      ["apps", {}],
      ["web", {}],
    ]);
    expect(namesOf(objectsOf({}), "AuthorizationPolicy")).not.toContain("a");
  });

  test("are allowed to callers, by their service accounts, and to Traefik", () => {
    const service = { callers: ["web"], expose: [{ host: "a.example.com" }] };
    const { spec } = find(objectsOf(service), "AuthorizationPolicy", "a");
    expect(spec).toEqual({
      selector: { matchLabels: { "app.kubernetes.io/name": "a" } },
      action: "ALLOW",
      rules: [{ from: [{ source: { principals: [principal("web", "web"), traefik] } }] }],
    });
  });

  test("are allowed to Traefik at what is exposed", () => {
    const service = { ports: { admin: { port: 9000 } }, expose: [{ host: "a.example.com" }] };
    expect(rules(service)).toEqual([
      { from: [{ source: { principals: [traefik] } }], to: [{ operation: { ports: ["8080"] } }] },
    ]);
  });

  test("are narrowed to methods and paths with everything below them", () => {
    const permissions = { web: { methods: ["GET" as const], paths: ["/api", "/health"] } };
    expect(rules({ callers: ["web"], permissions })).toEqual([
      {
        from: [{ source: { principals: [principal("web", "web")] } }],
        to: [{ operation: { methods: ["GET"], paths: ["/api", "/api/*", "/health", "/health/*"] } }],
      },
    ]);
  });

  test("may ask for every path below the root", () => {
    const permissions = { web: { paths: ["/"] } };
    expect(rules({ callers: ["web"], permissions })).toEqual([
      { from: [{ source: { principals: [principal("web", "web")] } }] },
    ]);
  });

  test("of connections beside datagrams are allowed too", () => {
    const service = { protocol: "udp" as const, port: 5353, ports: { data: { port: 5353 } } };
    const dns = { ...service, ports: { data: { port: 5354, protocol: "tcp" as const } }, callers: ["web"] };
    expect(rules(dns)).toEqual([{ from: [{ source: { principals: [principal("web", "web")] } }] }]);
  });
});

describe("what is outside", () => {
  const sidecar = (service: Partial<Service>, sections = {}) =>
    find(objectsOf(service, sections), "Sidecar", "a").spec;

  test("is closed to a service that may reach nothing", () => {
    const closed = {
      egress: [{ hosts: ["~/*"] }],
      outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
    };
    expect(sidecar({})).toEqual({
      workloadSelector: { labels: { "app.kubernetes.io/name": "a" } },
      ...closed,
    });
    const ofNamespaces = objectsOf({}).filter(
      ({ kind, metadata }) => kind === "Sidecar" && metadata.name === "default-deny",
    );
    expect(ofNamespaces.map(({ spec }) => spec)).toEqual([closed, closed]);
  });

  test("is the callees of a service and no others", () => {
    const objects = meshObjects("istio", { a: { image, callers: ["web"] }, b: { image }, web });
    expect(find(objects, "Sidecar", "web").spec.egress).toEqual([
      { hosts: ["apps/a.apps.svc.cluster.local"] },
    ]);
  });

  test("is hosts by name", () => {
    const egress = [
      { host: "api.example.org", port: 443, protocol: "tls" as const },
      { host: "api.example.org", port: 80, protocol: "http" as const },
    ];
    const objects = objectsOf({ egress });
    expect(find(objects, "ServiceEntry", "api.example.org").spec).toEqual({
      hosts: ["api.example.org"],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [
        { number: 80, name: "http-80", protocol: "HTTP" },
        { number: 443, name: "tls-443", protocol: "TLS" },
      ],
      exportTo: ["."],
    });
    expect(find(objects, "Sidecar", "a").spec.egress).toEqual([{ hosts: ["./api.example.org"] }]);
    expect(find(objects, "NetworkPolicy", "a").spec.egress).toContainEqual({
      to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
      ports: [
        { protocol: "TCP", port: 80 },
        { protocol: "TCP", port: 443 },
      ],
    });
  });

  test("is a host once, whoever may reach it", () => {
    const egress = (port: number) => [{ host: "api.example.org", port, protocol: "tls" as const }];
    const objects = meshObjects("istio", {
      a: { image, egress: egress(443) },
      b: { image, egress: egress(8443) },
      c: { image },
    });
    expect(namesOf(objects, "ServiceEntry")).toEqual(["api.example.org"]);
    expect(find(objects, "ServiceEntry", "api.example.org").spec.ports).toHaveLength(2);
    expect(find(objects, "Sidecar", "c").spec.egress).toEqual([{ hosts: ["~/*"] }]);
  });

  test("is blocks of addresses, which get a name that Istio can know them by", () => {
    const egress = [
      { cidr: "10.9.0.0/16", port: 5432 },
      { cidr: "10.8.0.0/16", port: 5432 },
      { cidr: "10.8.0.0/16", port: 514, protocol: "udp" as const },
    ];
    const objects = objectsOf({ egress });
    expect(namesOf(objects, "ServiceEntry")).toEqual(["a.egress-5432"]);
    expect(find(objects, "ServiceEntry", "a.egress-5432").spec).toMatchObject({
      hosts: ["a-5432.apps.egress.internal"],
      addresses: ["10.9.0.0/16", "10.8.0.0/16"],
      resolution: "NONE",
      ports: [{ number: 5432, name: "tcp-5432", protocol: "TCP" }],
    });
    expect(find(objects, "Sidecar", "a").spec.egress).toEqual([{ hosts: ["./a-5432.apps.egress.internal"] }]);
  });

  test("is where spans go", () => {
    expect(sidecar({}, { observability: { traces: {} } }).egress).toEqual([
      { hosts: ["observability/otel-collector.observability.svc.cluster.local"] },
    ]);
  });
});

describe("telemetry", () => {
  const silent = { accessLogs: "none" as const };
  const telemetry = (observability: object) =>
    find(objectsOf({}, { observability: { ...silent, ...observability } }), "Telemetry", "default").spec;

  test("is nothing where nobody listens", () => {
    expect(namesOf(objectsOf({}, { observability: silent }), "Telemetry")).toEqual([]);
  });

  test("samples as Traefik does", () => {
    expect(telemetry({ traces: { percent: 2.5 } })).toEqual({
      tracing: [{ providers: [{ name: "otel" }], randomSamplingPercentage: 2.5 }],
    });
  });

  test("logs errors or everything", () => {
    const providers = [{ name: "envoy" }];
    expect(telemetry({ accessLogs: "errors" })).toEqual({
      accessLogging: [{ providers, filter: { expression: "response.code >= 400" } }],
    });
    expect(telemetry({ accessLogs: "all" })).toEqual({ accessLogging: [{ providers }] });
  });

  test("counts for Prometheus", () => {
    expect(telemetry({ metrics: {} })).toEqual({ metrics: [{ providers: [{ name: "prometheus" }] }] });
  });
});

describe("network policies", () => {
  const pods = (namespace: string, labels: Record<string, string>) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: labels },
  });
  const tcp = (port: number) => ({ protocol: "TCP", port });
  const dns = {
    to: [pods("kube-system", { "k8s-app": "kube-dns" })],
    ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
  };
  const controlPlane = { to: [pods("istio-system", { app: "istiod" })], ports: [tcp(15012)] };
  const spec = (service: Partial<Service>, sections = {}) =>
    find(objectsOf(service, sections), "NetworkPolicy", "a").spec;

  test("open names and the control plane, and nothing more", () => {
    const { ingress, egress } = spec({});
    expect(ingress).toBeUndefined();
    expect(egress).toEqual([dns, controlPlane]);
  });

  test("open the service's own port, which proxies stand before", () => {
    const name = { "app.kubernetes.io/name": "traefik" };
    expect(spec({ expose: [{ host: "a.example.com" }] }).ingress).toEqual([
      { from: [pods("traefik", name)], ports: [tcp(8080)] },
    ]);
  });

  test("open the proxy's metrics to Prometheus, with the service's in them", () => {
    const prometheus = pods("monitoring", { "app.kubernetes.io/name": "prometheus" });
    expect(spec({ metrics: {} }, { observability: { metrics: {} } }).ingress).toEqual([
      { from: [prometheus], ports: [tcp(15020)] },
    ]);
  });

  test("open the way of spans", () => {
    expect(spec({}, { observability: { traces: {} } }).egress).toEqual([
      dns,
      controlPlane,
      {
        to: [pods("observability", { "app.kubernetes.io/name": "opentelemetry-collector" })],
        ports: [tcp(4317)],
      },
    ]);
  });
});
