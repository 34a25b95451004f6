import type { Definition } from "../definition/schema";
import { balancingStrategies } from "../definition/schema/service/traffic";
import type { Cookie, ServerOptions, Service, ServicePort, Traffic } from "./model";
import { isH2c } from "./ports";

/** What every reference to a port of a service says, so that none overwrites another in Traefik. */
export function serverOptions(
  name: string,
  { traffic, carried }: Pick<Service, "traffic" | "carried">,
  port: ServicePort,
): ServerOptions {
  if (port.protocol === "udp") return {};
  const address = carried ? { nativeLB: true as const } : {};
  if (port.protocol === "tcp")
    return { ...(needsTcpTransport(traffic) && { serversTransport: name }), ...address };
  const strategy = balancingStrategies[traffic.balancing];
  const { outlierDetection, sticky, flushEvery } = traffic;
  return {
    ...(isH2c(port.protocol) && { scheme: "h2c" as const }),
    ...address,
    ...(needsTransport(traffic) && { serversTransport: name }),
    ...(traffic.keepHost === false && { passHostHeader: false as const }),
    ...(strategy !== "wrr" && { strategy }),
    ...(sticky !== undefined && { sticky: { cookie: cookieOf(sticky, sticky.cookie) } }),
    ...(outlierDetection !== undefined && {
      passiveHealthCheck: {
        failureWindow: outlierDetection.window,
        maxFailedAttempts: outlierDetection.failures,
      },
    }),
    ...(flushEvery !== undefined && { responseForwarding: { flushInterval: flushEvery } }),
  };
}

/** Whether Traefik's own settings of connections do not do. */
export const needsTransport = ({ timeouts: { connect, response, idle }, limits }: Traffic): boolean =>
  [connect, response, idle, limits.idleConnections].some((value) => value !== undefined);

/** The same for connections, of which Traefik only waits for the beginning. */
export const needsTcpTransport = ({ timeouts }: Traffic): boolean => timeouts.connect !== undefined;

/** A cookie that scripts cannot read and plain HTTP does not carry. */
export const cookieOf = (
  { sameSite, maxAgeSeconds }: NonNullable<Definition["services"][string]["traffic"]["sticky"]>,
  name: string,
): Cookie => ({
  name,
  secure: true,
  httpOnly: true,
  sameSite,
  ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
});
