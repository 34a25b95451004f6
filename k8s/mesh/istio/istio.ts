import type { Construct } from "constructs";
import { defaultDenyPolicy, namespaces } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import type { Service } from "../../../platform/services/model";
import { selects } from "../../labels";
import { FileScope } from "../../manifest-file";
import type { MeshTarget } from "../target";
import { allowedCalls } from "./authorization-policy";
import { destinationRule } from "./destination-rule";
import { outsideBlocks, outsideHosts, reachableHosts, sidecar } from "./egress";
import { addIstioObject } from "./istio-object";
import { principal, serviceHost, traefikPrincipal } from "./names";
import { proxyEgress, proxyMetricsPort, tcp } from "./network-policy";
import { inboundRateLimit } from "./rate-limit";
import { telemetry } from "./telemetry";
import { virtualServices } from "./virtual-service";

/** Istio with a proxy in each pod. */
export const istio: MeshTarget = {
  namespaceLabels: { "istio-injection": "enabled" },
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: {
    arrival: (ports) =>
      ports.map(({ transport, containerPort }) => ({ ...tcp(containerPort), protocol: transport })),
    ingress: () => [],
    egress: (_service, platform) => proxyEgress(platform),
    metrics: () => [tcp(proxyMetricsPort)],
  },
  addServiceObjects,
  addNamespaceObjects,
  addEnvironmentObjects,
};

// --- internal ---

function addServiceObjects(scope: Construct, service: Service, platform: Platform): void {
  const { name, namespace, mesh: policy } = service;
  const common = { namespace, service };
  for (const { name, spec } of outsideBlocks(service)) {
    addIstioObject(scope, { ...common, kind: "ServiceEntry", name, spec });
  }
  addIstioObject(scope, {
    ...common,
    kind: "Sidecar",
    name,
    spec: {
      workloadSelector: { labels: selects(name) },
      ...sidecar(reachableHosts(service, platform)),
    },
  });
  if (policy === undefined) return;
  addIstioObject(scope, {
    ...common,
    kind: "DestinationRule",
    name,
    spec: destinationRule(serviceHost(name, namespace), policy),
  });
  for (const { name, spec } of virtualServices(service, policy)) {
    addIstioObject(scope, { ...common, kind: "VirtualService", name, spec });
  }
  const rules = allowedCalls(service, policy, {
    principalOf: (caller) => principal(caller.name, caller.namespace),
    traefik: traefikPrincipal(platform.ingress.namespace),
  });
  if (rules.length > 0) {
    addIstioObject(scope, {
      ...common,
      kind: "AuthorizationPolicy",
      name,
      spec: { selector: { matchLabels: selects(name) }, action: "ALLOW", rules },
    });
  }
  if (policy.rateLimit !== undefined) {
    addIstioObject(scope, {
      ...common,
      kind: "EnvoyFilter",
      name,
      spec: inboundRateLimit(selects(name), policy.rateLimit),
    });
  }
}

/** What pods may that no other object is about: nothing. */
function addNamespaceObjects(scope: Construct, namespace: string, platform: Platform): void {
  const name = defaultDenyPolicy;
  addIstioObject(scope, { kind: "AuthorizationPolicy", name, namespace, spec: {} });
  addIstioObject(scope, { kind: "Sidecar", name, namespace, spec: sidecar([]) });
  for (const { name, spec } of outsideHosts(namespace, platform)) {
    addIstioObject(scope, { kind: "ServiceEntry", name, namespace, spec });
  }
}

function addEnvironmentObjects(scope: Construct, platform: Platform): void {
  const file = new FileScope(scope, "istio", "mesh/istio.yaml");
  const namespace = namespaces.istio;
  addIstioObject(file, {
    kind: "PeerAuthentication",
    name: "default",
    namespace,
    spec: { mtls: { mode: "STRICT" } },
  });
  const spec = telemetry(platform.observability);
  if (spec !== undefined) addIstioObject(file, { kind: "Telemetry", name: "default", namespace, spec });
}
