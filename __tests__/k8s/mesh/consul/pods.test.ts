import { expect, test } from "@jest/globals";
import { find } from "../../manifests";
import { called, consulObjects, type Service, type Services, versions } from "./objects";

const template = (services: Services, name = "a") =>
  find(consulObjects(services), "Deployment", name).spec.template;

/** Annotations of Consul by what follows its domain. */
const annotations = (a: Partial<Service>, name = "a") =>
  Object.fromEntries(
    Object.entries(template(called(a), name).metadata.annotations).flatMap(([key, value]) =>
      key.startsWith("consul.hashicorp.com/") ? [[key.replace("consul.hashicorp.com/", ""), value]] : [],
    ),
  );

const always = {
  "connect-inject": "true",
  "enable-consul-dataplane-as-sidecar": "true",
  "kubernetes-service": "a",
  "transparent-proxy": "true",
  "transparent-proxy-exclude-outbound-ports": "53",
};

test("puts a native sidecar into each pod, registered under the service's own name", () => {
  expect(annotations({})).toEqual(always);
});

test("gives the pod a token, without which the injector refuses it", () => {
  const { spec } = template(called());
  expect(spec.automountServiceAccountToken).toBe(true);
  // with access control Consul knows a pod by its account, which must be called as the service
  expect(spec.serviceAccountName).toBe("a");
  expect(find(consulObjects(called()), "ServiceAccount", "a")).toMatchObject({
    automountServiceAccountToken: false,
  });
});

test("tells versions apart by metadata, and registers none of their Services", () => {
  expect(annotations({ versions }, "a-v2")).toEqual({ ...always, "service-meta-version": "v2" });
  const objects = consulObjects(called({ versions }));
  const label = (name: string) =>
    (find(objects, "Service", name).metadata as { labels?: Record<string, string> }).labels?.[
      "consul.hashicorp.com/service-ignore"
    ];
  expect(["a", "a-v1", "a-v2"].map(label)).toEqual([undefined, "true", "true"]);
});

test("leads connections to blocks past the proxy, by port where calls go there too", () => {
  const egress = [
    { cidr: "10.0.0.0/16", port: 5432 },
    { cidr: "0.0.0.0/0", port: 443 },
    // the proxy takes no datagrams anyway
    { cidr: "192.0.2.0/24", port: 123, protocol: "udp" as const },
  ];
  expect(annotations({ egress })).toEqual({
    ...always,
    "transparent-proxy-exclude-outbound-cidrs": "10.0.0.0/16",
    "transparent-proxy-exclude-outbound-ports": "53,443",
  });
});

test.each([
  ["grpc", "8080"],
  ["h2c", "8080"],
  ["http", undefined],
] as const)("leads the kubelet's probes of %s past the proxy where Consul does not", (protocol, port) => {
  expect(annotations({ protocol })["transparent-proxy-exclude-inbound-ports"]).toBe(port);
});

test("has metrics read through the proxy", () => {
  const all = template(called({ metrics: { path: "/stats" } })).metadata.annotations;
  expect(all).toMatchObject({
    "consul.hashicorp.com/enable-metrics-merging": "true",
    "consul.hashicorp.com/service-metrics-path": "/stats",
    "consul.hashicorp.com/service-metrics-port": "8080",
    "prometheus.io/path": "/metrics",
    "prometheus.io/port": "20200",
  });
});
