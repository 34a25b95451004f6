import { waypoint } from "../../../platform/names";
import type { Service } from "../../../platform/services/model";
import { isHttp } from "../../../platform/services/ports";
import { serviceHost } from "../istio/names";
import { rateLimitFilter } from "../istio/rate-limit";

/** An EnvoyFilter's spec that counts requests to a service, each port by itself, at the proxy of its namespace. */
export const waypointRateLimit = (
  { name, namespace, ports }: Service,
  limit: Parameters<typeof rateLimitFilter>[0],
) => ({
  targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: waypoint }],
  configPatches: ports
    .filter(({ protocol }) => isHttp(protocol))
    .map(({ port }) => ({
      applyTo: "HTTP_FILTER",
      match: {
        context: "SIDECAR_INBOUND",
        listener: {
          filterChain: {
            // Istio, pilot/pkg/networking/core, buildWaypointInternal
            name: `inbound-vip|${port}|http|${serviceHost(name, namespace)}`,
            filter: { name: "envoy.filters.network.http_connection_manager" },
          },
        },
      },
      patch: { operation: "INSERT_FIRST", value: rateLimitFilter(limit) },
    })),
});
