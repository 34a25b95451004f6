import { traefikId } from "../../../../traefik/ids";
import { defaultDenyPolicy, traefikService, waypoint } from "../../../names";
import { balancersOf } from "../../../routing/balancers";
import { callersRouter } from "../../../routing/callers";
import { middlewaresOf, tcpMiddlewaresOf } from "../../../routing/middlewares";
import { httpRouters, tcpRouters, udpRouters } from "../../../routing/routes";
import { resolveServices } from "../../../services";
import type { Service } from "../../../services/model";
import { needsTransport } from "../../../services/servers";
import type { CheckFailure } from "../../checks";
import type { Definition } from "../../schema";

import { unknownDomain } from "./routes";

type Services = Definition["services"];

/** Checks names that the namespace has already. */
export function checkReserved(services: Services, mesh: Definition["mesh"] | undefined): CheckFailure[] {
  const reserved: readonly (readonly [string, string])[] = [
    [defaultDenyPolicy, "the network policy of every namespace"],
    ...(mesh === "istio-ambient" ? [[waypoint, "the proxy of every namespace"] as const] : []),
    ...(mesh === "consul" ? consulsOwn : []),
  ];
  return reserved
    .filter(([name]) => Object.hasOwn(services, name))
    .map(([name, what]) => {
      const message = `"${name}" is ${what}; call the service something else`;
      return { path: ["services", name], key: true, message };
    });
}

/** Names that Consul, to which all namespaces are one, knows others by. */
const consulsOwn = [
  ["consul", "Consul's own service"],
  ["terminating-gateway", "Consul's gateway to hosts outside"],
  [traefikService, "Traefik to Consul, which knows no namespaces"],
] as const;

/**
 * Checks that Traefik can tell apart what is made for services, and what the definition names itself. Only for
 * services in which nothing else is wrong: names follow from what refers to what.
 */
export function checkObjectNames({
  services = {},
  middlewares = {},
  domain,
  ingress,
  mesh,
}: Partial<Definition>): CheckFailure[] {
  if (!mayClash({ services, middlewares }) || !isWhole(services)) return [];
  const first = new Map<string, string>();
  for (const [name, { namespace }] of Object.entries(middlewares))
    first.set(`Middleware ${traefikId(namespace, name)}`, `middlewares.${name}`);
  return resolveServices(services, { domain: domain ?? { name: unknownDomain }, ingress, mesh }).flatMap(
    (service): CheckFailure[] => {
      const clashes = objectNames(service).flatMap(([kind, name]) => {
        const id = traefikId(service.namespace, name);
        const key = `${kind} ${id}`;
        const other = first.get(key);
        if (other === undefined) first.set(key, `services.${service.name}`);
        return other === undefined ? [] : [{ kind, name, id, other }];
      });
      const [clash] = clashes;
      if (clash === undefined) return [];
      const { kind, name, id, other } = clash;
      const message = `has ${kind} ${service.namespace}/${name}, which is ${id} to Traefik, and so is one of ${other}; rename one of them or its namespace`;
      return [{ path: ["services", service.name], key: true, message }];
    },
  );
}

// --- internal ---

/**
 * Whether anything could be taken for anything else: what belongs to a service has its name, or begins with it and a
 * dash, so that one of two ids would have to begin with the other.
 */
function mayClash({ services, middlewares }: Pick<Definition, "services" | "middlewares">): boolean {
  const shared = Object.entries(middlewares).map(([name, { namespace }]) => traefikId(namespace, name));
  const own = Object.entries(services).map(([name, { namespace }]) => traefikId(namespace, name));
  const ids = new Set([...own, ...shared]);
  const isBelow = (id: string): boolean => {
    for (let dash = id.indexOf("-"); dash !== -1; dash = id.indexOf("-", dash + 1))
      if (ids.has(id.slice(0, dash))) return true;
    return false;
  };
  return ids.size < own.length + shared.length || [...ids].some(isBelow);
}

/** Whether every service that another names is there: one that is not well formed is left out of a check. */
const isWhole = (services: Services): boolean =>
  Object.values(services).every(({ callers, traffic: { mirror, failover, errorPages, auth } }) =>
    [...callers, mirror?.service, failover?.service, errorPages?.service, auth?.forward?.service].every(
      (name) => name === undefined || Object.hasOwn(services, name),
    ),
  );

/** Kind and name of every object of a service that Traefik reads. */
function objectNames(service: Service): readonly (readonly [string, string])[] {
  const all = (kind: string, items: readonly { readonly name: string }[]) =>
    items.map(({ name }) => [kind, name] as const);
  return [
    ...all("Middleware", middlewaresOf(service)),
    ...all("Middleware", service.middlewares),
    ...all("MiddlewareTCP", tcpMiddlewaresOf(service)),
    ...all("TraefikService", balancersOf(service)),
    ...all("IngressRoute", httpRouters(service)),
    ...all(
      "IngressRoute",
      [callersRouter(service)].filter((router) => router !== undefined),
    ),
    ...all("IngressRouteTCP", tcpRouters(service)),
    ...all("IngressRouteUDP", udpRouters(service)),
    ...(needsTransport(service.traffic) ? all("ServersTransport", [service]) : []),
  ];
}
