import type { MeshPolicy } from "../../../platform/mesh/policy";
import { selectsVersion } from "../../labels";

/** How each proxy connects to the pods behind a host, and what subsets of them there are. */
export const destinationRule = (host: string, policy: MeshPolicy) => {
  const subsets = policy.versions.flatMap(({ version }) =>
    version === undefined ? [] : [{ name: version, labels: selectsVersion(version) }],
  );
  return {
    host,
    trafficPolicy: trafficPolicy(policy),
    ...(subsets.length > 0 && { subsets }),
  };
};

/** Without a choice of its own Istio takes the less busy of two pods. */
export const trafficPolicy = ({ balancing, timeouts, limits, outlierDetection }: MeshPolicy) => {
  const tcp = {
    ...(limits.connections !== undefined && { maxConnections: limits.connections }),
    ...(timeouts.connect !== undefined && { connectTimeout: timeouts.connect }),
  };
  const http = {
    ...(limits.pendingRequests !== undefined && { http1MaxPendingRequests: limits.pendingRequests }),
    // counts requests of any version of HTTP, whatever it is called (Envoy, circuit_breakers.max_requests)
    ...(limits.requests !== undefined && { http2MaxRequests: limits.requests }),
    ...(timeouts.idle !== undefined && { idleTimeout: timeouts.idle }),
  };
  const connectionPool = { ...filled("tcp", tcp), ...filled("http", http) };
  return {
    loadBalancer: { simple: strategies[balancing] },
    ...filled("connectionPool", connectionPool),
    ...(outlierDetection !== undefined && {
      outlierDetection: {
        consecutive5xxErrors: outlierDetection.failures,
        interval: outlierDetection.window,
        baseEjectionTime: outlierDetection.window,
        // by default one pod in ten, and none of few
        maxEjectionPercent: 100,
      },
    }),
  };
};

// --- internal ---

const strategies = {
  "round-robin": "ROUND_ROBIN",
  "two-random-choices": "LEAST_REQUEST",
} as const satisfies Record<MeshPolicy["balancing"], string>;

/** The field with its block, or nothing where that is empty, which Istio refuses. */
const filled = (field: string, block: object) => (Object.keys(block).length > 0 ? { [field]: block } : {});
