import { entryPoints } from "../names";
import type { HttpExposure, Service, TcpExposure, UdpExposure } from "../services/model";
import { type Backend, backendOf } from "./balancers";
import { middlewaresFor } from "./middlewares";
import { httpPriority, httpRule } from "./rule";

/** One IngressRoute: what shares an entry point and its TLS. */
export interface HttpRouter {
  readonly name: string;
  readonly entryPoint: string;
  readonly tlsOptions: string | undefined;
  readonly routes: readonly HttpRoute[];
}

export interface HttpRoute {
  readonly match: string;
  /** Undefined where the length of the match decides. */
  readonly priority: number | undefined;
  readonly middlewares: readonly string[];
  readonly backend: Backend;
}

/** One IngressRouteTCP. */
export interface TcpRouter {
  readonly name: string;
  readonly entryPoint: string;
  readonly tls: TcpExposure["tls"];
  readonly exposures: readonly TcpExposure[];
}

/** One IngressRouteUDP: UDP has no rules, so everything of an entry point has one destination. */
export interface UdpRouter {
  readonly name: string;
  readonly exposure: UdpExposure;
}

/** The IngressRoutes of a service, in the order of its exposures. */
export function httpRouters(service: Service): readonly HttpRouter[] {
  const exposures = service.exposures.filter((exposure) => exposure.kind === "http");
  return [...grouped(exposures, ({ entryPoint, tlsOptions }) => [entryPoint, tlsOptions])].map((group) => {
    const [{ entryPoint, tlsOptions }] = group;
    return {
      name: routerName(service.name, entryPoint, tlsOptions),
      entryPoint,
      tlsOptions,
      routes: group.map((exposure) => routeOf(service, exposure)),
    };
  });
}

export function tcpRouters(service: Service): readonly TcpRouter[] {
  const exposures = service.exposures.filter((exposure) => exposure.kind === "tcp");
  return [...grouped(exposures, ({ entryPoint, tls }) => [entryPoint, tls?.passthrough, tls?.options])].map(
    (group) => {
      const [{ entryPoint, tls }] = group;
      const name = routerName(service.name, entryPoint, tlsName(tls, entryPoint));
      return { name, entryPoint, tls, exposures: group };
    },
  );
}

export function udpRouters({ name, exposures }: Service): readonly UdpRouter[] {
  const udp = exposures.filter((exposure) => exposure.kind === "udp");
  return udp.map((exposure) => ({
    name: udp.length === 1 ? name : `${name}-${exposure.entryPoint}`,
    exposure,
  }));
}

// --- internal ---

/** A service's only IngressRoute bears its name; others say what is different about them. */
const routerName = (service: string, entryPoint: string, tls: string | undefined): string =>
  [
    service,
    ...(entryPoint === entryPoints.websecure.name ? [] : [entryPoint]),
    ...(tls === undefined ? [] : [tls]),
  ].join("-");

/** What is different about the TLS of connections: websecure speaks it anyway, other entry points by no means. */
function tlsName(tls: TcpExposure["tls"], entryPoint: string): string | undefined {
  if (tls === undefined) return undefined;
  if (tls.passthrough) return "passthrough";
  return tls.options ?? (entryPoint === entryPoints.websecure.name ? undefined : "tls");
}

const routeOf = (service: Service, exposure: HttpExposure): HttpRoute => ({
  match: httpRule(exposure.address),
  priority: exposure.priority ?? httpPriority(exposure.address),
  middlewares: middlewaresFor(service, exposure),
  backend: backendOf(service, exposure),
});

/** Groups of equal keys, in the order of their first items. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => readonly unknown[]): Iterable<[T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item).map((part) => part ?? null));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups.values();
}
