import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { namespaces, waypoint } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import type { ServicePort } from "../../../platform/services/model";
import { selects } from "../../labels";
import { addIstioObject } from "../istio/istio-object";
import { principal } from "../istio/names";
import { outsidePorts, pods, proxyEgress, proxyMetricsPort, servicePods, tcp } from "../istio/network-policy";

/** Where proxies of nodes and of namespaces hear each other. */
export const tunnelPort = 15008;

/** What selects the pods of a namespace's proxy. */
const waypointLabels = { "gateway.networking.k8s.io/gateway-name": waypoint };

/** Pods of a namespace's proxy. */
export const waypointPods = (namespace: string): k8s.NetworkPolicyPeer => pods(namespace, waypointLabels);

/** Whom pods of a namespace take calls from. */
export const waypointPrincipal = (namespace: string): string => principal(waypoint, namespace);

/** Whether anything of a service is called through the namespace's proxy; datagrams are not. */
export const isThroughWaypoint = ({ ports }: { readonly ports: readonly ServicePort[] }): boolean =>
  ports.some(({ transport }) => transport === "TCP");

/** The proxy of a namespace, which looks at requests to its services and to what they may reach outside. */
export function addWaypoint(scope: Construct, namespace: string, platform: Platform): void {
  new k8s.KubeConfigMap(scope, "waypoint-parameters", {
    metadata: { name: waypoint, namespace },
    data: parameters(platform),
  });
  addIstioObject(scope, {
    kind: "Gateway",
    name: waypoint,
    namespace,
    labels: { "istio.io/waypoint-for": "service" },
    spec: {
      gatewayClassName: "istio-waypoint",
      infrastructure: { parametersRef: { group: "", kind: "ConfigMap", name: waypoint } },
      listeners: [{ name: "mesh", port: tunnelPort, protocol: "HBONE" }],
    },
  });
  new k8s.KubeNetworkPolicy(scope, "waypoint-network-policy", {
    metadata: { name: waypoint, namespace },
    spec: {
      podSelector: { matchLabels: waypointLabels },
      policyTypes: ["Ingress", "Egress"],
      ingress: ingressRules(namespace, platform),
      egress: egressRules(namespace, platform),
    },
  });
}

// --- internal ---

/** What Istio's own template of the proxy leaves at one pod (files/waypoint.yaml). */
function parameters({ controllerReplicas }: Platform): Record<string, string> {
  const autoscaler = [
    "spec:",
    `  minReplicas: ${controllerReplicas}`,
    `  maxReplicas: ${3 * controllerReplicas}`,
    "  metrics:",
    "  - type: Resource",
    "    resource:",
    "      name: cpu",
    "      target:",
    "        type: Utilization",
    "        averageUtilization: 70",
  ];
  return {
    horizontalPodAutoscaler: `${autoscaler.join("\n")}\n`,
    ...(controllerReplicas > 1 && { podDisruptionBudget: "spec:\n  maxUnavailable: 1\n" }),
  };
}

function ingressRules(namespace: string, platform: Platform): k8s.NetworkPolicyIngressRule[] {
  const callers = callersOf(namespace, platform);
  return [
    ...(callers.length > 0 ? [{ from: callers, ports: [tcp(tunnelPort)] }] : []),
    ...(platform.observability.metrics === undefined
      ? []
      : [{ from: [pods(namespaces.prometheus, selects("prometheus"))], ports: [tcp(proxyMetricsPort)] }]),
  ];
}

/** Who calls services of a namespace, or from it what is outside; each once. */
function callersOf(namespace: string, { services, ingress }: Platform): k8s.NetworkPolicyPeer[] {
  const own = services.filter((service) => service.namespace === namespace && isThroughWaypoint(service));
  const callers = own.flatMap((service) => [
    ...service.callers,
    ...((service.mesh?.egressHosts ?? []).length > 0 ? [service] : []),
  ]);
  const isExposed = own.some(({ ingressPorts }) => ingressPorts.some(({ transport }) => transport === "TCP"));
  return [
    ...(isExposed ? [pods(ingress.namespace, selects("traefik"))] : []),
    ...new Map(callers.map((caller) => [`${caller.namespace}/${caller.name}`, servicePods(caller)])).values(),
  ];
}

function egressRules(namespace: string, platform: Platform): k8s.NetworkPolicyEgressRule[] {
  const own = platform.services.filter((service) => service.namespace === namespace);
  return [
    {
      to: [pods("kube-system", { "k8s-app": "kube-dns" })],
      ports: [{ ...tcp(53), protocol: "UDP" }, tcp(53)],
    },
    // whichever pods of the namespace let it in
    { to: [{ podSelector: {} }], ports: [tcp(tunnelPort)] },
    ...proxyEgress(platform),
    ...outsidePorts(...own),
  ];
}
