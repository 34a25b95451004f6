import { expect, test } from "@jest/globals";
import { checkDefinition } from "../../../../platform/definition/checks";
import { Definition } from "../../../../platform/definition/schema";
import { small } from "../../../outputs";
import { find, namesOf } from "../../manifests";
import { meshObjects } from "../objects";

type Service = Parameters<typeof meshObjects>[1][string];

const image = "example/a:v1";
const web = { image, namespace: "web", expose: [{ host: "web.example.com" }] };
const objectsOf = (service: Partial<Service>, sections = {}) =>
  meshObjects("istio-ambient", { a: { image, ...service }, web }, sections);
const spec = (kind: string, name: string, service: Partial<Service>, sections = {}) =>
  find(objectsOf(service, sections), kind, name).spec;

const principal = (service: string, namespace: string) => `cluster.local/ns/${namespace}/sa/${service}`;
const from = (...principals: string[]) => [{ source: { principals } }];
const target = (kind: string, name: string, group = "") => ({ group, kind, name });
const waypointTarget = target("Gateway", "waypoint", "gateway.networking.k8s.io");

const pods = (namespace: string, labels: Record<string, string>) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: labels },
});
const service = (name: string, namespace: string) => pods(namespace, { "app.kubernetes.io/name": name });
const waypoint = (namespace: string) =>
  pods(namespace, { "gateway.networking.k8s.io/gateway-name": "waypoint" });
const tcp = (port: number) => ({ protocol: "TCP", port });
const dns = {
  to: [pods("kube-system", { "k8s-app": "kube-dns" })],
  ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
};
const probes = { from: [{ ipBlock: { cidr: "169.254.7.127/32" } }], ports: [tcp(8080)] };

/** Objects in the namespace of the service and not in that of its caller. */
const inApps = (objects: ReturnType<typeof objectsOf>) =>
  objects.filter(({ metadata }) => metadata.namespace === "apps");

test("takes a namespace into the mesh, with a proxy of its own", () => {
  const objects = objectsOf({});
  expect(find(objects, "Namespace", "apps").metadata).toMatchObject({
    labels: { "istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "waypoint" },
  });
  const gateway = find(inApps(objects), "Gateway", "waypoint");
  expect(gateway.metadata).toMatchObject({ labels: { "istio.io/waypoint-for": "service" } });
  expect(gateway.spec).toEqual({
    gatewayClassName: "istio-waypoint",
    infrastructure: { parametersRef: { group: "", kind: "ConfigMap", name: "waypoint" } },
    listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
  });
});

test("has as many pods of that proxy as of controllers, and more under load", () => {
  const data = (size: number) => {
    const nodeGroups = { system: { size: { min: size, max: 3 } } };
    return (
      find(inApps(objectsOf({}, { nodeGroups })), "ConfigMap", "waypoint") as unknown as { data: object }
    ).data;
  };
  expect(data(2)).toEqual({
    horizontalPodAutoscaler: expect.stringMatching(/^spec:\n {2}minReplicas: 2\n {2}maxReplicas: 6\n/),
    podDisruptionBudget: "spec:\n  maxUnavailable: 1\n",
  });
  expect(data(1)).toEqual({ horizontalPodAutoscaler: expect.stringContaining("minReplicas: 1\n") });
});

test("lets pods take calls from that proxy alone, which allows what a policy does", () => {
  const objects = inApps(objectsOf({ callers: ["web"], expose: [{ host: "a.example.com" }] }));
  expect(find(objects, "AuthorizationPolicy", "waypoint").spec).toEqual({
    action: "ALLOW",
    rules: [{ from: from(principal("waypoint", "apps")) }],
  });
  expect(find(objects, "AuthorizationPolicy", "default-deny").spec).toEqual({ targetRefs: [waypointTarget] });
  expect(find(objects, "AuthorizationPolicy", "a").spec).toEqual({
    targetRefs: [target("Service", "a")],
    action: "ALLOW",
    rules: [{ from: from(principal("web", "web"), principal("traefik", "traefik")) }],
  });
});

test("lets Traefik ask for a version by the name of its own Service", () => {
  const versions = { v1: { weight: 3 }, v2: { weight: 1 } };
  const expose = [{ host: "a2.example.com", version: "v2" }];
  expect(spec("AuthorizationPolicy", "a", { versions, expose }).targetRefs).toEqual([
    target("Service", "a"),
    target("Service", "a-v2"),
  ]);
});

test("knows ports by those of the Service, where it decides", () => {
  const exposed = { ports: { admin: { port: 9000 } }, expose: [{ host: "a.example.com" }] };
  expect(spec("AuthorizationPolicy", "a", exposed).rules[0].to).toEqual([{ operation: { ports: ["80"] } }]);
});

test("lets Prometheus read a service past that proxy", () => {
  expect(spec("AuthorizationPolicy", "a.metrics", { metrics: {} })).toEqual({
    selector: { matchLabels: { "app.kubernetes.io/name": "a" } },
    action: "ALLOW",
    rules: [{ from: [{ source: { namespaces: ["monitoring"] } }], to: [{ operation: { ports: ["8080"] } }] }],
  });
  expect(spec("NetworkPolicy", "a", { metrics: {} }).ingress[0]).toEqual({
    from: [service("prometheus", "monitoring")],
    ports: [tcp(15008)],
  });
});

test("opens the tunnel between a service's pods and the proxy, and the way of probes, and nothing more", () => {
  const { ingress, egress } = spec("NetworkPolicy", "a", {
    callers: ["web"],
    expose: [{ host: "a.example.com" }],
  });
  expect(ingress).toEqual([{ from: [waypoint("apps")], ports: [tcp(15008)] }, probes]);
  expect(egress).toEqual([dns]);
});

test("opens the tunnel from callers to the proxy of the callee's namespace", () => {
  const objects = objectsOf({ callers: ["web"] });
  expect(find(objects, "NetworkPolicy", "web").spec.egress).toEqual([
    dns,
    { to: [waypoint("apps")], ports: [tcp(15008)] },
  ]);
});

test("opens to that proxy who calls, its pods and what it is told by, and nothing more", () => {
  const { ingress, egress, podSelector } = find(
    inApps(objectsOf({ callers: ["web"], expose: [{ host: "a.example.com" }] })),
    "NetworkPolicy",
    "waypoint",
  ).spec;
  expect(podSelector).toEqual(waypoint("apps").podSelector);
  expect(ingress).toEqual([
    { from: [service("traefik", "traefik"), service("web", "web")], ports: [tcp(15008)] },
  ]);
  expect(egress).toEqual([
    dns,
    { to: [{ podSelector: {} }], ports: [tcp(15008)] },
    { to: [pods("istio-system", { app: "istiod" })], ports: [tcp(15012)] },
  ]);
});

test("opens that proxy's metrics to Prometheus, and the way of its spans", () => {
  const { ingress, egress } = find(
    inApps(objectsOf({}, { observability: { metrics: {}, traces: {} } })),
    "NetworkPolicy",
    "waypoint",
  ).spec;
  expect(ingress).toEqual([{ from: [service("prometheus", "monitoring")], ports: [tcp(15020)] }]);
  expect(egress.at(-1)).toEqual({
    to: [service("opentelemetry-collector", "observability")],
    ports: [tcp(4317)],
  });
});

test("lets datagrams pass by", () => {
  const objects = objectsOf({ protocol: "udp", port: 5353, callers: ["web"] });
  const ports = [{ protocol: "UDP", port: 5353 }];
  expect(find(objects, "NetworkPolicy", "a").spec.ingress).toEqual([
    { from: [service("web", "web")], ports },
  ]);
  expect(find(objects, "NetworkPolicy", "web").spec.egress).toEqual([
    dns,
    { to: [service("a", "apps")], ports },
  ]);
});

test("reaches hosts outside through that proxy, which knows who may", () => {
  const egress = [{ host: "api.example.org", port: 443, protocol: "tls" as const }];
  const objects = inApps(objectsOf({ egress }));
  expect(find(objects, "ServiceEntry", "api.example.org").metadata).toMatchObject({
    labels: { "istio.io/use-waypoint": "waypoint" },
  });
  expect(find(objects, "AuthorizationPolicy", "api.example.org").spec).toEqual({
    targetRefs: [target("ServiceEntry", "api.example.org", "networking.istio.io")],
    action: "ALLOW",
    rules: [{ from: from(principal("a", "apps")), to: [{ operation: { ports: ["443"] } }] }],
  });
  expect(find(objects, "NetworkPolicy", "a").spec.egress).toEqual([
    dns,
    { to: [waypoint("apps")], ports: [tcp(15008)] },
  ]);
  const { ingress, egress: beyond } = find(objects, "NetworkPolicy", "waypoint").spec;
  expect(ingress).toEqual([{ from: [service("a", "apps")], ports: [tcp(15008)] }]);
  expect(beyond.at(-1)).toEqual({ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [tcp(443)] });
});

test("has no Sidecars, which proxies of namespaces do not read", () => {
  expect(namesOf(objectsOf({}), "Sidecar")).toEqual([]);
});

test("refuses a service that is called like that proxy", () => {
  const failures = (mesh: "istio" | "istio-ambient") =>
    checkDefinition(Definition.parse({ ...small, mesh, services: { waypoint: { image } } })).map(
      ({ message }) => message,
    );
  expect(failures("istio-ambient")).toEqual([
    '"waypoint" is the proxy of every namespace; call the service something else',
  ]);
  expect(failures("istio")).toEqual([]);
});
