import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service } from "../../platform/platform";
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
    const sources = [
      ...(service.exposures.length > 0 ? [traefik(ingressNamespace)] : []),
      ...service.callers.map(({ name, namespace }) => pods(namespace, selects(name))),
    ];
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        podSelector: { matchLabels: selects(service.name) },
        policyTypes: ["Ingress", "Egress"],
        // an absent list allows nothing
        ...(sources.length > 0 && { ingress: [{ from: sources, ports: [tcp(service.containerPort)] }] }),
        egress: [
          dns,
          ...service.callees.map(({ name, namespace, containerPort }) => ({
            to: [pods(namespace, selects(name))],
            ports: [tcp(containerPort)],
          })),
          ...service.egress.map(({ cidr, port }) => ({ to: [{ ipBlock: { cidr } }], ports: [tcp(port)] })),
        ],
      },
    });
  }
}

// --- internal ---

const port = (protocol: "TCP" | "UDP", number: number): k8s.NetworkPolicyPort => ({
  protocol,
  port: k8s.IntOrString.fromNumber(number),
});

const tcp = (number: number): k8s.NetworkPolicyPort => port("TCP", number);

const pods = (namespace: string, labels: Record<string, string>): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: selectsNamespace(namespace) },
  podSelector: { matchLabels: labels },
});

/** Traefik's pods, by the chart's name, which the chart labels them with whatever the release is called. */
const traefik = (namespace: string): k8s.NetworkPolicyPeer => pods(namespace, selects("traefik"));

/** CoreDNS, which EKS labels as kube-dns, its predecessor. Answers that do not fit into a datagram come over TCP. */
const dns: k8s.NetworkPolicyEgressRule = {
  to: [pods("kube-system", { "k8s-app": "kube-dns" })],
  ports: [port("UDP", 53), tcp(53)],
};
