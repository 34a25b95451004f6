import type { MeshPolicy } from "../../../platform/mesh/policy";
import type { Match, Service } from "../../../platform/services/model";
import { seesRequests } from "./protocol";
import { requestTimeout } from "./timeouts";

/**
 * Routes of a ServiceRouter, the first that fits taking a request: those to one version first. There is one for
 * everything even where nothing is asked for, as it alone takes away Envoy's limit of 15 seconds for a request.
 */
export function routesOf(service: Service): readonly object[] | undefined {
  const { name, mesh } = service;
  if (mesh === undefined || !seesRequests(service)) return undefined;
  return [
    ...mesh.routes.flatMap(({ version, match }) =>
      byMethods(mesh, match).map(({ http, retries }) => ({
        match: { http },
        destination: { service: name, serviceSubset: version, ...timeout(mesh), ...retries },
      })),
    ),
    ...byMethods(mesh, anything).map(({ http, retries }) => ({
      match: { http: { ...http, pathPrefix: "/" } },
      destination: { service: name, ...timeout(mesh), ...retries },
    })),
  ];
}

// --- internal ---

const anything: Match = { methods: [], headers: {}, cookies: {}, query: {}, clients: [] };

/** Methods that Traefik does not try again on a status, and Envoy would. */
const nonIdempotent: readonly string[] = ["PATCH", "POST"];

interface Part {
  readonly http: object;
  readonly retries: object;
}

/** A match with its retries; in two where some of its methods are not tried again on a status. */
function byMethods({ retries }: MeshPolicy, match: Match): readonly Part[] {
  const http = (methods: readonly string[]) => ({
    ...(methods.length > 0 && { methods }),
    ...conditions(match),
  });
  const { methods } = match;
  if (retries === undefined) return [{ http: http(methods), retries: {} }];
  const onFailure = { numRetries: retries.count, retryOnConnectFailure: true };
  const statuses = retries.on.flatMap(expanded);
  const onStatus = { ...onFailure, ...(statuses.length > 0 && { retryOnStatusCodes: statuses }) };
  if (statuses.length === 0 || retries.nonIdempotent) return [{ http: http(methods), retries: onStatus }];
  const careful = methods.length === 0 ? nonIdempotent : methods.filter((it) => nonIdempotent.includes(it));
  const others = methods.filter((method) => !nonIdempotent.includes(method));
  return [
    ...(careful.length > 0 ? [{ http: http(careful), retries: onFailure }] : []),
    ...(methods.length === 0 || others.length > 0 ? [{ http: http(others), retries: onStatus }] : []),
  ];
}

/** What is not limited must say so: a negative duration is no limit (Consul, agent/xds, routes.go). */
const timeout = (mesh: MeshPolicy) => ({ requestTimeout: requestTimeout(mesh) ?? "-1s" });

function conditions({ headers, cookies, query }: Match): object {
  const header = [
    ...Object.entries(headers).map(([name, exact]) => ({ name, exact })),
    ...Object.entries(cookies).map(([name, value]) => ({
      name: "Cookie",
      regex: cookiePattern(name, value),
    })),
  ];
  const queryParam = Object.entries(query).map(([name, exact]) => ({ name, exact }));
  return {
    ...(header.length > 0 && { header }),
    ...(queryParam.length > 0 && { queryParam }),
  };
}

/** One cookie among others in a header, all of which Envoy compares with the expression (RFC 6265, 4.2.1). */
const cookiePattern = (name: string, value: string): string =>
  `(.*;\\s*)?${escaped(name)}=${escaped(value)}\\s*(;.*)?`;

/** Text in RE2, where it stands for itself. */
const escaped = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");

/** `503` gives 503, `500-502` gives 500, 501 and 502. */
function expanded(status: string): readonly number[] {
  const [from = 0, to = from] = status.split("-").map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
