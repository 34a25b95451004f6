import type { Service } from "../../../platform/services/model";
import type { Override } from "./overrides";
import { protocolOf, seesRequests } from "./protocol";
import { milliseconds, requestTimeout } from "./timeouts";

/** ServiceDefaults of a service: how its own proxies hand calls to it, and how they call others. */
export function defaultsOf(service: Service, overrides: readonly Override[]): object {
  const { mesh } = service;
  const connect = mesh?.timeouts.connect;
  const request = mesh === undefined || !seesRequests(service) ? undefined : requestTimeout(mesh);
  return {
    protocol: protocolOf(service),
    ...(connect !== undefined && { localConnectTimeoutMs: milliseconds(connect) }),
    ...(request !== undefined && { localRequestTimeoutMs: milliseconds(request) }),
    ...(overrides.length > 0 && { upstreamConfig: { overrides } }),
  };
}
