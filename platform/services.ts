import type { Definition } from "./definition/schema";
import type { Middleware as MiddlewareDefinition } from "./definition/schema/middleware";
import { resolveMiddleware } from "./middleware";
import { byCodeUnit, sortedByKey } from "./order";
import { exposuresOf, ownMiddleware } from "./services/exposures";
import type { Peer, Service, ServicePort, Target } from "./services/model";
import { isHttp, servicePorts } from "./services/ports";
import { serverOptions } from "./services/servers";
import { configurationOf, probesOf, secretsOf, versionName, workloadsOf } from "./services/workloads";

type Definitions = Definition["services"];
type ServiceDefinition = Definitions[string];

/** Resolves services, sorted by name, and who calls whom. */
export function resolveServices(
  services: Definitions,
  { domain, middlewares = {} }: { readonly domain: string; readonly middlewares?: Definition["middlewares"] },
): readonly Service[] {
  const all = new Map(
    Object.entries(sortedByKey(services)).map(([name, service]) => [
      name,
      { name, service, ports: servicePorts(service) },
    ]),
  );
  const callees = calleesByCaller(all);
  const ingressPorts = portsByTarget(all, middlewares);
  return [...all.values()].map(({ name, service, ports }) => {
    const { mirror, failover, errorPages, auth } = service.traffic;
    const target = (to: { version?: string | undefined; service?: string | undefined }) =>
      targetOf(to, name, all);
    return {
      name,
      namespace: service.namespace,
      ports,
      workloads: workloadsOf(name, service),
      resources: service.resources,
      probes: probesOf(service, ports),
      configuration: configurationOf(name, service),
      secrets: secretsOf(service),
      writablePaths: service.writablePaths,
      user: service.user,
      serviceAccountToken: service.serviceAccountToken,
      shutdown: service.shutdown,
      exposures: exposuresOf(name, service, ports, domain),
      traffic: service.traffic,
      middlewares: Object.entries(sortedByKey(service.middlewares)).map(([own, middleware]) =>
        resolveMiddleware({ name: ownMiddleware(name, own), namespace: service.namespace }, middleware),
      ),
      mirror: mirror === undefined ? undefined : { ...mirror, target: target(mirror) },
      failover: failover === undefined ? undefined : { ...failover, target: target(failover) },
      errorPages: errorPages === undefined ? undefined : target(errorPages),
      forwardAuth: auth?.forward === undefined ? undefined : target(auth.forward),
      ingressPorts: ports.filter(({ name: port }) => ingressPorts.has(`${name} ${port}`)),
      callers: [...service.callers].sort(byCodeUnit).map((caller) => peerOf(known(all, caller))),
      callees: callees.get(name) ?? [],
      metrics:
        service.metrics === undefined
          ? undefined
          : {
              port: ports.find((port) => port.name === service.metrics?.port) ?? ports[0],
              path: service.metrics.path,
              from: service.metrics.from,
            },
      egress: service.egress.map(({ cidr, port, protocol }) => ({
        cidr,
        port,
        transport: protocol === "udp" ? ("UDP" as const) : ("TCP" as const),
      })),
    };
  });
}

/** Services that Traefik turns to on another's behalf. */
export function targetsOf({ traffic, middlewares }: ServiceDefinition): readonly string[] {
  const { mirror, failover, errorPages, auth } = traffic;
  const named = [mirror?.service, failover?.service, errorPages?.service, auth?.forward?.service];
  return [...named.filter((name) => name !== undefined), ...Object.values(middlewares).flatMap(pageServices)];
}

// --- internal ---

interface Named {
  readonly name: string;
  readonly service: ServiceDefinition;
  readonly ports: readonly [ServicePort, ...ServicePort[]];
}
type All = ReadonlyMap<string, Named>;

const peerOf = ({ name, service, ports }: Named): Peer => ({ name, namespace: service.namespace, ports });

function calleesByCaller(all: All): ReadonlyMap<string, readonly Peer[]> {
  const callees = new Map<string, Peer[]>();
  for (const callee of all.values()) {
    for (const caller of callee.service.callers) {
      const list = callees.get(caller);
      if (list === undefined) callees.set(caller, [peerOf(callee)]);
      else list.push(peerOf(callee));
    }
  }
  return callees;
}

/** `service port` of every port that Traefik connects to. */
function portsByTarget(all: All, middlewares: Definition["middlewares"]): ReadonlySet<string> {
  const shared = Object.values(middlewares).flatMap(pageServices);
  const targets = [...[...all.values()].flatMap(({ service }) => targetsOf(service)), ...shared];
  return new Set([
    ...[...all.values()].flatMap(({ name, service, ports }) =>
      service.expose.map(({ port }) => `${name} ${port ?? ports[0].name}`),
    ),
    ...targets.flatMap((name) => {
      const target = all.get(name);
      return target === undefined ? [] : [`${name} ${httpPortOf(target).name}`];
    }),
  ]);
}

/** The Service that a Middleware gets pages from. */
const pageServices = ({ errors }: Pick<MiddlewareDefinition, "errors">): readonly string[] =>
  errors?.service.kind === "Service" ? [errors.service.name] : [];

/** The port of a service that Traefik sends requests to. */
const httpPortOf = ({ ports }: Named): ServicePort =>
  ports.find(({ protocol }) => isHttp(protocol)) ?? ports[0];

/** A version of a service itself, or another service. */
function targetOf(
  { version, service: other }: { version?: string | undefined; service?: string | undefined },
  name: string,
  all: All,
): Target {
  const named = known(all, other ?? name);
  const port = httpPortOf(named);
  return {
    service: version === undefined ? named.name : versionName(named.name, version),
    port,
    servers: serverOptions(named.name, named.service.traffic, port),
  };
}

function known(all: All, name: string): Named {
  const service = all.get(name);
  if (service === undefined) throw new Error(`no service is named ${name}`);
  return service;
}
