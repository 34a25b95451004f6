import { k8s } from "cdk8s-plus-27";
import { namespaces, traceCollector } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import type { Service, ServicePort } from "../../../platform/services/model";
import { selectsNamespace } from "../../labels";
import type { NetworkPolicyNeeds } from "../target";
import { gatewayPort, inboundPort, proxyMetricsPort, serverPorts } from "./ports";

export const networkPolicy: NetworkPolicyNeeds = {
  arrival: (ports) => [
    ...(ports.some(({ transport }) => transport === "TCP") ? [tcp(inboundPort)] : []),
    ...ports.filter(({ transport }) => transport === "UDP").map(ownPort),
  ],
  ingress: () => [],
  egress: (service, platform) => [
    { to: [pods(namespaces.consul, { app: "consul", component: "server" })], ports: serverPorts.map(tcp) },
    ...toGateway(service),
    ...toCollector(platform),
  ],
  metrics: () => [tcp(proxyMetricsPort)],
};

// --- internal ---

const toGateway = ({ mesh }: Service): readonly k8s.NetworkPolicyEgressRule[] =>
  mesh === undefined || mesh.egressHosts.length === 0
    ? []
    : [
        {
          to: [pods(namespaces.consul, { app: "consul", component: "terminating-gateway" })],
          ports: [tcp(gatewayPort)],
        },
      ];

/** Proxies send spans by themselves. */
const toCollector = ({ observability }: Platform): readonly k8s.NetworkPolicyEgressRule[] =>
  observability.traces === undefined
    ? []
    : [
        {
          // a label of the chart's Service too: the VPC CNI looks for Services by what the policy selects
          to: [pods(namespaces.traces, { "app.kubernetes.io/name": "opentelemetry-collector" })],
          ports: [tcp(traceCollector.grpcPort)],
        },
      ];

const tcp = (port: number): k8s.NetworkPolicyPort => ({
  protocol: "TCP",
  port: k8s.IntOrString.fromNumber(port),
});

const ownPort = ({ transport, containerPort }: ServicePort): k8s.NetworkPolicyPort => ({
  protocol: transport,
  port: k8s.IntOrString.fromNumber(containerPort),
});

const pods = (namespace: string, matchLabels: Record<string, string>): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: selectsNamespace(namespace) },
  podSelector: { matchLabels },
});
