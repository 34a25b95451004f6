import type { Platform } from "../../../platform/platform";
import type { Service, Workload } from "../../../platform/services/model";
import type { MarkSet, Marks, PodMarks } from "../target";
import { beyondProxy } from "./beyond-proxy";
import { proxyMetricsPort } from "./ports";

/** Annotations and labels of Consul on Kubernetes (control-plane/connect-inject/constants). */
const consul = (name: string): string => `consul.hashicorp.com/${name}`;

/** What puts a proxy into a pod, and what it is told about it. */
export const podMarks = (service: Service, platform: Platform, { version }: Workload): PodMarks => ({
  // the proxy logs in at Consul with the pod's token, and a pod without one is refused (connect-inject/webhook,
  // findServiceAccountVolumeMount)
  serviceAccountToken: true,
  annotations: {
    [consul("connect-inject")]: "true",
    // so that it starts before the program and stops after it
    [consul("enable-consul-dataplane-as-sidecar")]: "true",
    // a pod is registered once for each Service that selects it unless one is named
    [consul("kubernetes-service")]: service.name,
    ...(version !== undefined && { [consul("service-meta-version")]: version }),
    [consul("transparent-proxy")]: "true",
    ...excluded(service, platform),
    ...metrics(service),
  },
});

/** The Service of one version is for nobody but people: versions are subsets of the service's own. */
export const endpointMarks = (_service: Service, workload: Workload | undefined): MarkSet =>
  workload === undefined ? {} : { labels: { [consul("service-ignore")]: "true" } };

// --- internal ---

/** What the proxy does not see. */
function excluded(service: Service, platform: Platform): Marks {
  const { inboundPorts, outboundPorts, outboundBlocks } = beyondProxy(service, platform);
  const list = (name: string, items: readonly (string | number)[]) =>
    items.length === 0 ? {} : { [consul(`transparent-proxy-exclude-${name}`)]: items.join(",") };
  return {
    ...list("inbound-ports", inboundPorts),
    ...list("outbound-cidrs", outboundBlocks),
    ...list("outbound-ports", outboundPorts),
  };
}

/** Only the proxy's port is read from outside, so what the program tells is read through it. */
const metrics = ({ metrics }: Service): Marks =>
  metrics === undefined
    ? {}
    : {
        [consul("enable-metrics")]: "true",
        [consul("enable-metrics-merging")]: "true",
        [consul("service-metrics-path")]: metrics.path,
        [consul("service-metrics-port")]: String(metrics.port.containerPort),
        // as the injector sets them
        "prometheus.io/path": "/metrics",
        "prometheus.io/port": String(proxyMetricsPort),
      };
