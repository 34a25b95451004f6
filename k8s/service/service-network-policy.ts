import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { namespaces } from "../../platform/names";
import type { Platform } from "../../platform/platform";
import type { Peer, Service, ServicePort } from "../../platform/services/model";
import { selects, selectsNamespace } from "../labels";
import type { MeshTarget } from "../mesh/target";
import { serviceMetadata } from "./metadata";

export interface ServiceNetworkPolicyProps {
  readonly service: Service;
  readonly platform: Platform;
  /** What carries calls among services. @default - nothing does */
  readonly mesh?: MeshTarget | undefined;
}

/**
 * What a service may hear and say, on top of its namespace's default of nothing. A call is open only if the policies
 * of both its ends allow it, and both are written from the callee's `callers`. The node's own probes are not subject
 * to policies.
 */
export class ServiceNetworkPolicy extends k8s.KubeNetworkPolicy {
  constructor(scope: Construct, id: string, { service, platform, mesh }: ServiceNetworkPolicyProps) {
    const arrival = mesh?.networkPolicy.arrival ?? ownPorts;
    const ingress = [
      ...ingressRules(service, platform, mesh),
      ...(mesh?.networkPolicy.ingress(service, platform) ?? []),
    ];
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        podSelector: { matchLabels: selects(service.name) },
        policyTypes: ["Ingress", "Egress"],
        // an absent list allows nothing
        ...(ingress.length > 0 && { ingress }),
        egress: [
          dns,
          ...service.callees.flatMap((callee) => {
            // an empty list would allow every port
            const ports = arrival(directPorts(callee));
            if (ports.length === 0) return [];
            return [{ to: [pods(callee.namespace, selects(callee.name))], ports: [...ports] }];
          }),
          ...(mesh?.networkPolicy.egress(service, platform) ?? []),
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
  service: Service,
  { ingress, observability }: Platform,
  mesh: MeshTarget | undefined,
): k8s.NetworkPolicyIngressRule[] {
  const { ingressPorts, callers, metrics } = service;
  const arrival = mesh?.networkPolicy.arrival ?? ownPorts;
  const isWatched = metrics !== undefined || (mesh !== undefined && observability.metrics !== undefined);
  const watched =
    mesh?.networkPolicy.metrics(service) ?? ownPorts(metrics === undefined ? [] : [metrics.port]);
  const sources: readonly (readonly [k8s.NetworkPolicyPeer, readonly k8s.NetworkPolicyPort[]])[] = [
    [traefik(ingress.namespace), arrival(ingressPorts)],
    ...callers.map(
      ({ name, namespace }) => [pods(namespace, selects(name)), arrival(directPorts(service))] as const,
    ),
    ...(isWatched ? [[prometheus(metrics?.from ?? namespaces.prometheus), watched] as const] : []),
  ];
  const rules = new Map<string, { from: k8s.NetworkPolicyPeer[]; ports: k8s.NetworkPolicyPort[] }>();
  for (const [source, allowed] of sources) {
    if (allowed.length === 0) continue;
    const key = allowed.map(({ protocol, port: number }) => `${protocol} ${number?.value}`).join();
    const rule = rules.get(key);
    if (rule === undefined) rules.set(key, { from: [source], ports: [...allowed] });
    else rule.from.push(source);
  }
  return [...rules.values()];
}

/** Ports that are called themselves, and not through Traefik. */
export const directPorts = ({ ports, callersPort }: Pick<Peer, "ports" | "callersPort">) =>
  ports.filter((port) => port !== callersPort);

/** Without a mesh calls arrive where the service listens. */
export const ownPorts = (ports: readonly ServicePort[]): readonly k8s.NetworkPolicyPort[] =>
  ports.map(containerPort);

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
