import { k8s } from "cdk8s-plus-27";
import { namespaces, traceCollector } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import type { Service } from "../../../platform/services/model";
import { selects, selectsNamespace } from "../../labels";

export const tcp = (port: number): k8s.NetworkPolicyPort => ({
  protocol: "TCP",
  port: k8s.IntOrString.fromNumber(port),
});

/** Pods by labels that their Service's selector has too, or the VPC CNI would not admit calls to its address. */
export const pods = (namespace: string, labels: Record<string, string>): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: selectsNamespace(namespace) },
  podSelector: { matchLabels: labels },
});

/** What a proxy of Envoy's must reach: its configuration and certificate, and where its spans go. */
export const proxyEgress = ({ observability }: Platform): k8s.NetworkPolicyEgressRule[] => [
  { to: [pods(namespaces.istio, { app: "istiod" })], ports: [tcp(controlPlanePort)] },
  ...(observability.traces === undefined
    ? []
    : [
        {
          to: [pods(namespaces.traces, selects("opentelemetry-collector"))],
          ports: [tcp(traceCollector.grpcPort)],
        },
      ]),
];

/** Pods of a service. */
export const servicePods = ({ name, namespace }: { readonly name: string; readonly namespace: string }) =>
  pods(namespace, selects(name));

/** Where hosts outside answer, whose names only the proxy knows: their addresses may be any. */
export function outsidePorts(...services: readonly Service[]): k8s.NetworkPolicyEgressRule[] {
  const ports = services.flatMap(({ mesh }) => (mesh?.egressHosts ?? []).map(({ port }) => port));
  const each = [...new Set(ports)].sort((a, b) => a - b);
  return each.length === 0 ? [] : [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: each.map(tcp) }];
}

/** Where a proxy's metrics are read, with those of its program in them. */
export const proxyMetricsPort = 15020;

// --- internal ---

const controlPlanePort = 15012;
