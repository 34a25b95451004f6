import type { MeshPolicy } from "../../../platform/mesh/policy";
import type { Match, Service, ServicePort } from "../../../platform/services/model";
import { isHttp } from "../../../platform/services/ports";
import { durationSeconds } from "../../../traefik/durations";
import type { NamedRoute } from "../istio/virtual-service";

/**
 * Whether an HTTPRoute cannot say how requests to a service are routed. It has no retries (that there are none is a
 * setting of the control plane), faults and expressions, and goes by its own order of conditions, which is another
 * than Traefik's where several versions have some. A service has one kind of route only: a waypoint would join the two.
 */
export const needsVirtualService = ({ ports }: Service, policy: MeshPolicy): boolean =>
  policy.retries !== undefined ||
  policy.faults !== undefined ||
  policy.routes.length > 1 ||
  policy.routes.some(({ match }) => Object.keys(match.cookies).length > 0) ||
  (policy.versions.length > 1 && ports.some(({ protocol }) => protocol === "tcp"));

/** HTTPRoutes of a service: one for each port that is routed by requests, and none where there is nothing to say. */
export function httpRoutes(service: Service, policy: MeshPolicy): readonly NamedRoute[] {
  const isPlain =
    policy.versions.length === 1 && policy.timeouts.request === undefined && policy.mirror === undefined;
  if (isPlain) return [];
  return service.ports
    .filter(({ protocol }) => isHttp(protocol))
    .map((port, index) => ({
      name: index === 0 ? service.name : `${service.name}.${port.name}`,
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: service.name, port: port.port }],
        rules: [
          ...policy.routes.map(({ version, match }) => ({
            matches: requestMatches(match),
            ...timeouts(policy),
            backendRefs: backends(policy, version, port),
          })),
          { ...timeouts(policy), ...mirror(policy), backendRefs: backends(policy, undefined, port) },
        ],
      },
    }));
}

// --- internal ---

/** What requests a rule is for: any of these. */
function requestMatches({ methods, headers, query }: Match): object[] {
  const rest = {
    ...named("headers", headers),
    ...named("queryParams", query),
  };
  return methods.length === 0 ? [rest] : methods.map((method) => ({ method, ...rest }));
}

const named = (field: string, values: Readonly<Record<string, string>>) => {
  const entries = Object.entries(values).map(([name, value]) => ({ name, value }));
  return entries.length === 0 ? {} : { [field]: entries };
};

const timeouts = ({ timeouts: { request } }: MeshPolicy) =>
  request === undefined ? {} : { timeouts: { request: gatewayDuration(request) } };

const mirror = ({ mirror }: MeshPolicy) =>
  mirror === undefined
    ? {}
    : {
        filters: [
          {
            type: "RequestMirror",
            requestMirror: {
              backendRef: { name: mirror.service, port: mirror.port.port },
              percent: mirror.percent,
            },
          },
        ],
      };

/** One version, or all of them by weight: each is a Service of its own. */
function backends({ versions }: MeshPolicy, version: string | undefined, { port }: ServicePort): object[] {
  const chosen = versions.filter((each) => version === undefined || each.version === version);
  return chosen.map(({ name, weight }) => ({ name, port, ...(chosen.length > 1 && { weight }) }));
}

/** A duration as Gateway API reads it: at most five digits before each unit. */
export function gatewayDuration(text: string): string {
  const milliseconds = Math.round((durationSeconds(text) ?? 0) * 1000);
  const seconds = Math.floor(milliseconds / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [seconds < 100_000 ? 0 : Math.floor(seconds / 3600), "h"],
    [seconds < 100_000 ? seconds : seconds % 3600, "s"],
    [milliseconds % 1000, "ms"],
  ];
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join("");
}
