import type { Construct } from "constructs";
import { defaultDenyPolicy } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import type { Service } from "../../../platform/services/model";
import { selects } from "../../labels";
import type { MeshTarget } from "../target";
import { allowedCalls } from "./authorization-policy";
import { copiesBy, copiesTo } from "./copies";
import { destinationRule } from "./destination-rule";
import { outsideBlocks, outsideHosts, reachableHosts, sidecar } from "./egress";
import { addEnvironmentObjects } from "./environment";
import { addIstioObject } from "./istio-object";
import { serviceHost } from "./names";
import { outsidePorts, proxyEgress, proxyMetricsPort, servicePods, tcp } from "./network-policy";
import { inboundRateLimit } from "./rate-limit";
import { virtualServices } from "./virtual-service";
import { watchedIstio } from "./watched";

/** Istio with a proxy in each pod. */
export const istio: MeshTarget = {
  namespaceLabels: { "istio-injection": "enabled" },
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: {
    arrival: (ports) =>
      ports.map(({ transport, containerPort }) => ({ ...tcp(containerPort), protocol: transport })),
    ingress: (service, platform) =>
      copiesTo(service, platform).map(({ sender, port }) => ({
        from: [servicePods(sender)],
        ports: [tcp(port.containerPort)],
      })),
    egress: (service, platform) => [
      ...proxyEgress(platform),
      ...copiesBy(service, platform).map(({ receiver, port }) => ({
        to: [servicePods(receiver)],
        ports: [tcp(port.containerPort)],
      })),
      ...outsidePorts(service),
    ],
    metrics: () => [tcp(proxyMetricsPort)],
  },
  watched: watchedIstio,
  mergesMetrics: true,
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
  const rules = allowedCalls(service, {
    traefikNamespace: platform.ingress.namespace,
    portOf: ({ containerPort }) => containerPort,
    copies: copiesTo(service, platform),
  });
  if (rules.length > 0) {
    const spec = { selector: { matchLabels: selects(name) }, action: "ALLOW", rules };
    addIstioObject(scope, { ...common, kind: "AuthorizationPolicy", name, spec });
  }
  if (policy === undefined) return;
  const spec = destinationRule(serviceHost(name, namespace), policy);
  addIstioObject(scope, { ...common, kind: "DestinationRule", name, spec });
  for (const { name, spec } of virtualServices(service, policy)) {
    addIstioObject(scope, { ...common, kind: "VirtualService", name, spec });
  }
  if (policy.rateLimit !== undefined) {
    const spec = inboundRateLimit(selects(name), policy.rateLimit);
    addIstioObject(scope, { ...common, kind: "EnvoyFilter", name, spec });
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
