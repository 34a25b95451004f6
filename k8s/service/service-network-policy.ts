import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service, ServicePort } from "../../platform/services/model";
import { selects, selectsNamespace } from "../labels";
import { serviceMetadata } from "./metadata";

export interface ServiceNetworkPolicyProps {
  readonly service: Service;
  /** Namespace that Traefik runs in. */
  readonly ingressNamespace: string;
}

/**
 * What a service may hear and say, on top of its namespace's default of nothing. A call is open only if the policies
 * of both its ends allow it, and both are written from the callee's `callers`. The node's own probes are not subject
 * to policies.
 */
export class ServiceNetworkPolicy extends k8s.KubeNetworkPolicy {
  constructor(scope: Construct, id: string, { service, ingressNamespace }: ServiceNetworkPolicyProps) {
    const ingress = ingressRules(service, ingressNamespace);
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        podSelector: { matchLabels: selects(service.name) },
        policyTypes: ["Ingress", "Egress"],
        // an absent list allows nothing
        ...(ingress.length > 0 && { ingress }),
        egress: [
          dns,
          ...service.callees.map(({ name, namespace, ports }) => ({
            to: [pods(namespace, selects(name))],
            ports: ports.map(containerPort),
          })),
          ...service.egress.map(({ cidr, port: number, transport }) => ({
            to: [{ ipBlock: { cidr } }],
            ports: [port(transport, number)],
          })),
        ],
      },
    });
  }
}

// --- internal ---

/** What may connect to which ports; sources that may connect to the same ones share a rule. */
function ingressRules(
  { ports, ingressPorts, callers, metrics }: Service,
  ingressNamespace: string,
): k8s.NetworkPolicyIngressRule[] {
  const sources: readonly (readonly [k8s.NetworkPolicyPeer, readonly ServicePort[]])[] = [
    [traefik(ingressNamespace), ingressPorts],
    ...callers.map(({ name, namespace }) => [pods(namespace, selects(name)), ports] as const),
    ...(metrics === undefined ? [] : [[prometheus(metrics.from), [metrics.port]] as const]),
  ];
  const rules = new Map<string, { from: k8s.NetworkPolicyPeer[]; ports: k8s.NetworkPolicyPort[] }>();
  for (const [source, allowed] of sources) {
    if (allowed.length === 0) continue;
    const key = allowed.map(({ name }) => name).join();
    const rule = rules.get(key);
    if (rule === undefined) rules.set(key, { from: [source], ports: allowed.map(containerPort) });
    else rule.from.push(source);
  }
  return [...rules.values()];
}

const port = (protocol: "TCP" | "UDP", number: number): k8s.NetworkPolicyPort => ({
  protocol,
  port: k8s.IntOrString.fromNumber(number),
});

const containerPort = ({ transport, containerPort: number }: ServicePort): k8s.NetworkPolicyPort =>
  port(transport, number);

const pods = (namespace: string, labels: Record<string, string>): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: selectsNamespace(namespace) },
  podSelector: { matchLabels: labels },
});

/** Traefik's pods, by the chart's name, which the chart labels them with whatever the release is called. */
const traefik = (namespace: string): k8s.NetworkPolicyPeer => pods(namespace, selects("traefik"));

/** Prometheus' pods, by the label that its operator gives them. */
const prometheus = (namespace: string): k8s.NetworkPolicyPeer => pods(namespace, selects("prometheus"));

/** CoreDNS, which EKS labels as kube-dns, its predecessor. Answers that do not fit into a datagram come over TCP. */
const dns: k8s.NetworkPolicyEgressRule = {
  to: [pods("kube-system", { "k8s-app": "kube-dns" })],
  ports: [port("UDP", 53), port("TCP", 53)],
};
