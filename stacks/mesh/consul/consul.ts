import { kubernetesAddress } from "../../../platform/cluster/cluster";
import { listeningPorts } from "../../../platform/ingress";
import { namespaces, traceCollector } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { charts } from "../../../platform/versions";
import { gatewayApi } from "../gateway-api";
import type { MeshTarget } from "../target";
import { consulSweep } from "./sweep";
import { consulValues } from "./values";

/** Consul with a proxy in each pod. */
export const consul: MeshTarget = {
  releases: (platform) => [
    // its controller stops where it does not find them, and its own are older than what everybody else reads
    gatewayApi,
    {
      id: "consul",
      chart: charts.consul,
      namespace: namespaces.consul,
      values: consulValues(platform),
    },
  ],
  traefik: (platform) => ({ annotations: traefikAnnotations(platform) }),
  sweep: consulSweep,
};

const httpsPort = 443;

function traefikAnnotations({ cluster, ingress, observability }: Platform) {
  const outside = [
    ...(Object.keys(ingress.plugins).length > 0 ? [httpsPort] : []),
    ...(observability.traces !== undefined ? [traceCollector.grpcPort] : []),
  ];
  return prefixed({
    "connect-inject": "true",
    // other Services lead to the same pods; a pod is registered as one
    "kubernetes-service": ingress.service,
    "enable-consul-dataplane-as-sidecar": "true",
    "transparent-proxy-exclude-inbound-ports": listeningPorts(ingress).join(","),
    // what is no service of the mesh: the Kubernetes API, the collector, and where plugins are downloaded from
    "transparent-proxy-exclude-outbound-cidrs": `${kubernetesAddress(cluster)}/32`,
    ...(outside.length > 0 && { "transparent-proxy-exclude-outbound-ports": outside.join(",") }),
  });
}

const prefixed = (annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`consul.hashicorp.com/${name}`, value]),
  );
