import { expect, test } from "@jest/globals";
import { ApiObject, App, Chart } from "cdk8s";
import { TypedService } from "../../../../k8s/service/typed-service";
import type { DefinitionInput } from "../../../outputs";
import { find, type Manifest } from "../../manifests";
import { called, consulObjects, consulPlatform, image, type Service } from "./objects";

/** `name → ports`: who, by the values of the labels that select them, and where. */
function rules(objects: readonly Manifest[], name: string, direction: "ingress" | "egress") {
  const { spec } = find(objects, "NetworkPolicy", name);
  // biome-ignore lint/suspicious/noExplicitAny: rules of both directions
  return (spec[direction] ?? []).map((rule: any) => {
    const peers = (rule.from ?? rule.to).map(({ namespaceSelector, podSelector, ipBlock }: never) =>
      ipBlock !== undefined
        ? (ipBlock as { cidr: string }).cidr
        : [namespaceSelector, podSelector]
            .flatMap(({ matchLabels }: { matchLabels: object }) => Object.values(matchLabels))
            .join("/"),
    );
    return `${peers.join(" ")}: ${rule.ports.map(({ port }: { port: number }) => port).join(" ")}`;
  });
}

const of = (a: Partial<Service> = {}, sections: Partial<DefinitionInput> = {}) =>
  consulObjects(called(a), sections);

test("opens the proxy's port to callers and Traefik, and not the service's own", () => {
  expect(rules(of(), "a", "ingress")).toEqual(["traefik/traefik apps/b: 20000"]);
});

test("lets callers reach that port, names and Consul's servers, and nothing more", () => {
  const names = "kube-system/kube-dns: 53 53";
  const servers = "consul/consul/server: 8502 8501";
  expect(rules(of(), "b", "egress")).toEqual([names, "apps/a: 20000", servers]);
  expect(rules(of(), "a", "egress")).toEqual([names, servers]);
  expect(rules(of(), "b", "ingress")).toEqual([]);
});

test("opens the proxy's metrics where there is a Prometheus to read them", () => {
  const objects = of({}, { observability: { metrics: {} } });
  expect(rules(objects, "a", "ingress")).toContain("monitoring/prometheus: 20200");
  expect(rules(of({ metrics: { from: "watch" } }), "a", "ingress")).toContain("watch/prometheus: 20200");
});

test("lets proxies send spans where there is a collector", () => {
  const objects = of({}, { observability: { traces: {} } });
  expect(rules(objects, "a", "egress")).toContain("observability/opentelemetry-collector: 4317");
});

test("opens the terminating gateway to what may reach hosts outside", () => {
  const egress = [{ host: "api.example.com", port: 443, protocol: "tls" as const }];
  expect(rules(of({ egress }), "a", "egress")).toContain("consul/consul/terminating-gateway: 8443");
});

test("lets callers reach the proxy of a service in code too", () => {
  const chart = new Chart(new App(), "test");
  new TypedService(chart, "c", { platform: consulPlatform(called()), image, callers: ["b"] });
  const policy = chart.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .find(({ name }) => name === "b-calls-c");
  expect(policy?.toJson().spec.egress[0].ports).toEqual([{ protocol: "TCP", port: 20000 }]);
});

test("leaves datagrams at the service's own port", () => {
  const objects = consulObjects({
    a: { image, protocol: "udp", port: 5353, callers: ["b"], unsupported: { udp: "skip" } },
    b: { image },
  });
  expect(rules(objects, "a", "ingress")).toEqual(["apps/b: 5353"]);
});
