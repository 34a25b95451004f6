import { expect, test } from "@jest/globals";
import { find, objectsOf } from "./manifests";

const image = "example/a:v1";

const pods = (namespace: string, label: Record<string, string>) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: label },
});
const service = (name: string, namespace = "apps") => pods(namespace, { "app.kubernetes.io/name": name });
const tcp = (port: number) => ({ protocol: "TCP", port });
const dns = {
  to: [pods("kube-system", { "k8s-app": "kube-dns" })],
  ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
};

test("allows nothing in a namespace that no policy names", () => {
  const objects = objectsOf({ a: { image } });
  expect(find(objects, "NetworkPolicy", "default-deny").spec).toEqual({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
  });
});

test("lets a service that nobody calls look up names and no more", () => {
  expect(find(objectsOf({ a: { image } }), "NetworkPolicy", "a").spec).toEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "a" } },
    policyTypes: ["Ingress", "Egress"],
    egress: [dns],
  });
});

test("lets Traefik reach the container of an exposed service", () => {
  const objects = objectsOf({ a: { image, port: 9000, expose: [{ host: "a.example.com" }] } });
  expect(find(objects, "NetworkPolicy", "a").spec.ingress).toEqual([
    { from: [service("traefik", "traefik")], ports: [tcp(9000)] },
  ]);
});

test("opens a call at both ends, across namespaces", () => {
  const objects = objectsOf({
    caller: { image, namespace: "front" },
    callee: { image, namespace: "back", port: 9000, callers: ["caller"] },
  });
  expect(find(objects, "NetworkPolicy", "callee").spec).toMatchObject({
    ingress: [{ from: [service("caller", "front")], ports: [tcp(9000)] }],
    egress: [dns],
  });
  const caller = find(objects, "NetworkPolicy", "caller").spec;
  expect(caller).not.toHaveProperty("ingress");
  expect(caller.egress).toEqual([dns, { to: [service("callee", "back")], ports: [tcp(9000)] }]);
});

test("calls a port that the VPC CNI finds among the Service's target ports", () => {
  const objects = objectsOf({ a: { image }, b: { image, port: 9000, callers: ["a"] } });
  const [, call] = find(objects, "NetworkPolicy", "a").spec.egress;
  expect(call.ports[0].port).toBe(find(objects, "Service", "b").spec.ports[0].targetPort);
});

test("opens the blocks that a service names", () => {
  const objects = objectsOf({ a: { image, egress: [{ cidr: "10.1.0.0/24", port: 5432 }] } });
  expect(find(objects, "NetworkPolicy", "a").spec.egress).toEqual([
    dns,
    { to: [{ ipBlock: { cidr: "10.1.0.0/24" } }], ports: [tcp(5432)] },
  ]);
});
