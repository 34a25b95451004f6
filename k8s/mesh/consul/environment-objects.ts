import { Construct } from "constructs";
import { namespaces, traefikService } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { FileScope } from "../../manifest-file";
import { ConsulObject } from "./consul-object";
import { type Destination, destinationDefaults, destinationsOf } from "./egress";
import { overridesOfTraefik } from "./overrides";
import { tracing } from "./tracing";

/** What holds for all proxies, how Traefik calls services, and the way to hosts outside. */
export function addEnvironmentObjects(scope: Construct, platform: Platform): void {
  const mesh = new FileScope(scope, "consul", "mesh/consul.yaml");
  new ConsulObject(mesh, "proxy-defaults", {
    kind: "ProxyDefaults",
    // the only name that Consul takes, as below
    name: "global",
    spec: proxyDefaults(platform),
  });
  new ConsulObject(mesh, "mesh", { kind: "Mesh", name: "mesh", spec: meshSpec });
  new ConsulObject(mesh, "deny-all", {
    kind: "ServiceIntentions",
    name: "deny-all",
    spec: { destination: { name: "*" }, sources: [{ name: "*", action: "deny" }] },
  });
  const overrides = overridesOfTraefik(platform);
  if (overrides.length > 0) {
    new ConsulObject(mesh, "traefik", {
      kind: "ServiceDefaults",
      name: traefikService,
      namespace: platform.ingress.namespace,
      spec: { protocol: "http", upstreamConfig: { overrides } },
    });
  }
  const destinations = destinationsOf(platform);
  if (destinations.length > 0) addEgress(new FileScope(scope, "egress", "mesh/egress.yaml"), destinations);
}

// --- internal ---

const proxyDefaults = ({ observability: { traces, accessLogs } }: Platform): object => ({
  ...(accessLogs !== "none" && { accessLogs: { enabled: true, type: "stdout" } }),
  mutualTLSMode: "strict",
  config: {
    protocol: "http",
    // callers' proxies say how long a request may take; without this Envoy would say 15 seconds
    local_request_timeout_ms: 0,
    ...(traces !== undefined && tracing(traces.percent)),
  },
});

const meshSpec = {
  transparentProxy: { meshDestinationsOnly: true },
  tls: { incoming: { tlsMinVersion: "TLSv1_2" }, outgoing: { tlsMinVersion: "TLSv1_2" } },
};

function addEgress(file: FileScope, destinations: readonly Destination[]): void {
  for (const destination of destinations) {
    const { name, callers } = destination;
    const below = new Construct(file, name);
    new ConsulObject(below, "service-defaults", {
      kind: "ServiceDefaults",
      name,
      spec: destinationDefaults(destination),
    });
    new ConsulObject(below, "service-intentions", {
      kind: "ServiceIntentions",
      name,
      spec: { destination: { name }, sources: callers.map((caller) => ({ name: caller, action: "allow" })) },
    });
  }
  new ConsulObject(file, "terminating-gateway", {
    kind: "TerminatingGateway",
    // the chart's name of the gateway that it installs
    name: "terminating-gateway",
    namespace: namespaces.consul,
    spec: { services: destinations.map(({ name }) => ({ name })) },
  });
}
