import { namespaces } from "../../platform/names";
import type { Platform } from "../../platform/platform";
import type { Service } from "../../platform/services/model";
import { isHttp } from "../../platform/services/ports";
import { traefikId } from "../../traefik/ids";
import { certificateRules } from "./alerts/certificates";
import { traefikRules } from "./alerts/traefik";
import { type VersionRequests, versionRules } from "./alerts/versions";
import { traefikDashboard } from "./dashboards/traefik";
import type { Watched } from "./watched";

/** What is watched in any environment: the way in, and certificates. Traefik's chart makes its ServiceMonitor. */
export const watchedIngress: Watched = {
  monitors: [
    {
      kind: "PodMonitor",
      name: "cert-manager",
      namespace: namespaces.certManager,
      spec: {
        jobLabel: "app.kubernetes.io/name",
        selector: {
          matchLabels: {
            "app.kubernetes.io/name": "cert-manager",
            "app.kubernetes.io/component": "controller",
          },
        },
        podMetricsEndpoints: [
          // its series have the namespace and the name of what they are about
          { port: "http-metrics", honorLabels: true, interval: "60s" },
        ],
      },
    },
  ],
  rules: [traefikRules, certificateRules],
  dashboards: [traefikDashboard],
};

/** The versions of services, as Traefik counts requests to each. */
export const traefikVersionRules = ({ services }: Platform) => versionRules(services, requestsThroughTraefik);

// --- internal ---

/**
 * What Traefik divides by weight is counted under `<namespace>-<Service>-<port>` (Traefik, kubernetes_http.go). A route
 * that leads to one version alone has a name of its own, with a hash of its rule in it, and is not counted here.
 */
function requestsThroughTraefik(service: Service, version: string): VersionRequests | undefined {
  const workload = service.workloads.find((each) => each.version === version);
  const port = service.ports.find(({ protocol }) => isHttp(protocol));
  const isRouted = service.exposures.some(({ kind }) => kind === "http") || service.callersPort !== undefined;
  if (workload === undefined || port === undefined || !isRouted) return undefined;
  const name = `${traefikId(service.namespace, `${workload.name}-${port.name}`)}@kubernetescrd`;
  return {
    all: `traefik_service_requests_total{service="${name}"}`,
    failed: `traefik_service_requests_total{service="${name}",code=~"5.."}`,
  };
}
