import { expect, test } from "@jest/globals";
import type { DefinitionInput } from "../../../outputs";
import { find, namesOf } from "../../manifests";
import { called, consulObjects, image } from "./objects";

const proxies = (sections: Partial<DefinitionInput>) =>
  find(consulObjects(called(), sections), "ProxyDefaults", "global").spec;

test("has TLS of 1.2 at least, verified at both ends, and no way out of the mesh but what is named", () => {
  const { metadata, spec } = find(consulObjects(called()), "Mesh", "mesh");
  expect(metadata.namespace).toBe("consul");
  expect(spec).toEqual({
    transparentProxy: { meshDestinationsOnly: true },
    tls: { incoming: { tlsMinVersion: "TLSv1_2" }, outgoing: { tlsMinVersion: "TLSv1_2" } },
  });
  expect(proxies({}).mutualTLSMode).toBe("strict");
});

test.each([
  ["none", undefined],
  ["all", { enabled: true, type: "stdout" }],
] as const)("writes access logs: %s", (accessLogs, written) => {
  expect(proxies({ observability: { accessLogs } }).accessLogs).toEqual(written);
});

test("sends spans of a part of the requests to the collector", () => {
  const { config } = proxies({ observability: { traces: { percent: 25 } } });
  const listener = JSON.parse(config.envoy_listener_tracing_json);
  const cluster = JSON.parse(config.envoy_extra_static_clusters_json);
  expect(listener.random_sampling).toEqual({ value: 25 });
  expect(listener.provider.typed_config.grpc_service.envoy_grpc.cluster_name).toBe(cluster.name);
  expect(cluster.load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address).toEqual({
    address: "otel-collector.observability.svc.cluster.local",
    port_value: 4317,
  });
  expect(Object.keys(proxies({}).config)).toEqual(["protocol", "local_request_timeout_ms"]);
});

test("leads to a host outside through the terminating gateway, for those alone who name it", () => {
  const host = { host: "api-eu.example.com", port: 443, protocol: "tls" as const };
  const objects = consulObjects({
    a: { image, egress: [host, { host: "plain.example.com", port: 80, protocol: "http" }] },
    b: { image, egress: [host] },
    c: { image },
  });
  const [tls, http] = ["egress-api--eu-example-com-443", "egress-plain-example-com-80"];
  expect(find(objects, "TerminatingGateway", "terminating-gateway").spec).toEqual({
    services: [{ name: tls }, { name: http }],
  });
  expect(find(objects, "ServiceDefaults", tls).spec).toEqual({
    protocol: "tcp",
    destination: { addresses: ["api-eu.example.com"], port: 443 },
  });
  expect(find(objects, "ServiceDefaults", http).spec).toEqual({
    protocol: "http",
    destination: { addresses: ["plain.example.com"], port: 80 },
  });
  expect(find(objects, "ServiceIntentions", tls).spec).toEqual({
    destination: { name: tls },
    sources: [
      { name: "a", action: "allow" },
      { name: "b", action: "allow" },
    ],
  });
});

test("has no gateway where nobody goes outside by name", () => {
  expect(namesOf(consulObjects(called()), "TerminatingGateway")).toEqual([]);
});

test("refuses to choose what is logged by its status, which Consul cannot", () => {
  expect(() => proxies({ observability: { accessLogs: "errors" } })).toThrow(
    "cannot be had with mesh: consul, whose proxies write all requests or none; write all or none",
  );
});

test.each(["consul", "terminating-gateway", "traefik"])("refuses the name %s, which Consul has", (name) => {
  expect(() => consulObjects({ [name]: { image } })).toThrow(`"${name}" is`);
});

test.each([
  [
    "hosts that only TLS or HTTP would show",
    { egress: [{ host: "db.example.com", port: 5432 }] },
    "egress.host cannot be had with mesh: consul",
  ],
  [
    "shares of connections",
    { protocol: "tcp", versions: { v1: { weight: 1 }, v2: { weight: 1 } } },
    "versions.weight cannot be had with mesh: consul",
  ],
  [
    "what a caller may ask for in connections",
    { protocol: "tcp", permissions: { b: { paths: ["/api"] } } },
    "permissions cannot be had with mesh: consul",
  ],
] as const)("refuses %s", (_, a, message) => {
  const services = { a: { image, callers: ["b"], ...(a as object) }, b: { image } };
  expect(() => consulObjects(services)).toThrow(message);
});
