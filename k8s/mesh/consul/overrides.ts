import type { Platform } from "../../../platform/platform";
import type { Service } from "../../../platform/services/model";

/** What a caller's proxies do for calls to one service. */
export interface Override {
  readonly name: string;
  readonly limits?: {
    readonly maxConnections?: number;
    readonly maxPendingRequests?: number;
    readonly maxConcurrentRequests?: number;
  };
  readonly passiveHealthCheck?: object;
}

/**
 * How a service calls others. Consul takes limits and outlier detection from the caller, in the one ServiceDefaults
 * that it has, so what its callees ask for comes together there.
 */
export const overridesOf = ({ callees }: Service, { services }: Platform): readonly Override[] =>
  overridesFor(services.filter(({ name }) => callees.some((callee) => callee.name === name)));

/** How Traefik calls services. */
export const overridesOfTraefik = ({ services }: Platform): readonly Override[] =>
  overridesFor(services.filter(({ mesh }) => mesh?.fromTraefik === true));

/** What a service asks of its callers, if anything. */
export function overrideOf({ name, mesh }: Service): Override | undefined {
  if (mesh === undefined) return undefined;
  const { limits, outlierDetection } = mesh;
  const given = {
    ...(limits.connections !== undefined && { maxConnections: limits.connections }),
    ...(limits.pendingRequests !== undefined && { maxPendingRequests: limits.pendingRequests }),
    ...(limits.requests !== undefined && { maxConcurrentRequests: limits.requests }),
  };
  const hasLimits = Object.keys(given).length > 0;
  if (!hasLimits && outlierDetection === undefined) return undefined;
  return {
    name,
    ...(hasLimits && { limits: given }),
    ...(outlierDetection !== undefined && {
      passiveHealthCheck: {
        interval: outlierDetection.window,
        maxFailures: outlierDetection.failures,
        baseEjectionTime: outlierDetection.window,
        enforcingConsecutive5xx: 100,
        // Envoy leaves out a tenth by itself, which of few pods is one; where all fail it turns to all again
        maxEjectionPercent: 100,
      },
    }),
  };
}

// --- internal ---

const overridesFor = (callees: readonly Service[]): readonly Override[] =>
  callees.map(overrideOf).filter((override) => override !== undefined);
