import type { Definition } from "./definition/schema";
import type { Middleware as MiddlewareDefinition } from "./definition/schema/middleware";
import type { Mesh } from "./mesh/mesh";
import { servicePolicy, type TargetedService, targeted } from "./mesh/service-policy";
import type { MeshTarget } from "./mesh/targets";
import { resolveMiddleware } from "./middleware";
import { byCodeUnit, sortedByKey } from "./order";
import { exposuresOf, ownMiddleware } from "./services/exposures";
import type { Peer, Service, ServicePort, Target } from "./services/model";
import { isHttp, servicePorts } from "./services/ports";
import { serverOptions } from "./services/servers";
import { configurationOf, probesOf, secretsOf, versionName, workloadsOf } from "./services/workloads";

type Definitions = Definition["services"];
type ServiceDefinition = Definitions[string];

/** What services depend on in their environment. */
export interface ServiceSurroundings {
  readonly domain: { readonly name: string };
  readonly ingress?: { readonly forCallers: boolean };
  /** @default "none" */
  readonly mesh?: MeshTarget;
  /** Middlewares that services share. @default - none */
  readonly middlewares?: Definition["middlewares"];
}

/** Resolves services, sorted by name, and who calls whom. */
export function resolveServices(services: Definitions, sections: ServiceSurroundings): readonly Service[] {
  const { domain, ingress, mesh = "none", middlewares = {} } = sections;
  const all = new Map(
    Object.entries(sortedByKey(services)).map(([name, service]) => {
      const own = targeted(name, service, mesh, sections);
      const ports = servicePorts(own.called);
      // with a mesh it is the mesh that carries calls
      const isProxied = ingress?.forCallers === true && !own.carried && service.callers.length > 0;
      const callersPort = isProxied ? ports.find(({ protocol }) => isHttp(protocol)) : undefined;
      return [name, { name, service: own.called, own, ports, callersPort }];
    }),
  );
  const callees = calleesByCaller(all);
  const ingressPorts = portsByTarget(all, middlewares);
  return [...all.values()].map(({ name, service, own, ports, callersPort }) => {
    const { traffic, carried } = own;
    const { mirror, failover, errorPages, auth } = traffic;
    const callers = [...service.callers].sort(byCodeUnit).map((caller) => peerOf(known(all, caller)));
    const fromTraefik = ports.some(({ name: port }) => ingressPorts.has(`${name} ${port}`));
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
      exposures: exposuresOf(name, service, ports, domain.name, carried),
      traffic,
      middlewares: Object.entries(sortedByKey(service.middlewares)).map(([own, middleware]) =>
        resolveMiddleware({ name: ownMiddleware(name, own), namespace: service.namespace }, middleware),
      ),
      mirror: mirror === undefined ? undefined : { ...mirror, target: target(mirror) },
      failover: failover === undefined ? undefined : { ...failover, target: target(failover) },
      errorPages: errorPages === undefined ? undefined : target(errorPages),
      forwardAuth: auth?.forward === undefined ? undefined : target(auth.forward),
      ingressPorts: ports.filter(({ name: port }) => ingressPorts.has(`${name} ${port}`)),
      callers,
      callees: callees.get(name) ?? [],
      metrics:
        service.metrics === undefined
          ? undefined
          : {
              port: ports.find((port) => port.name === service.metrics?.port) ?? ports[0],
              path: service.metrics.path,
              from: service.metrics.from,
            },
      callersPort,
      carried,
      mesh:
        carried || callersPort !== undefined
          ? servicePolicy(name, service, {
              callers,
              fromTraefik,
              httpPortOf: (other) => httpPortOf(known(all, other)),
            })
          : undefined,
      egress: service.egress.flatMap(({ cidr, port, protocol }) =>
        cidr === undefined
          ? []
          : [{ cidr, port, transport: protocol === "udp" ? ("UDP" as const) : ("TCP" as const) }],
      ),
    };
  });
}

/** What carries calls among services, and what they go without because of it. */
export const resolveMesh = (definition: Definition): Mesh => ({
  target: definition.mesh,
  skipped: Object.entries(sortedByKey(definition.services)).flatMap(
    ([name, service]) => targeted(name, service, definition.mesh, definition).skipped,
  ),
});

/** Services that Traefik turns to on another's behalf. */
export function targetsOf({ traffic, middlewares }: ServiceDefinition): readonly string[] {
  const { mirror, failover, errorPages, auth } = traffic;
  const named = [mirror?.service, failover?.service, errorPages?.service, auth?.forward?.service];
  return [...named.filter((name) => name !== undefined), ...Object.values(middlewares).flatMap(pageServices)];
}

// --- internal ---

interface Named {
  readonly name: string;
  readonly own: TargetedService;
  readonly callersPort: ServicePort | undefined;
  readonly service: ServiceDefinition;
  readonly ports: readonly [ServicePort, ...ServicePort[]];
}
type All = ReadonlyMap<string, Named>;

const peerOf = ({ name, service, ports, callersPort }: Named): Peer => ({
  name,
  namespace: service.namespace,
  ports,
  callersPort,
});

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
    ...[...all.values()].flatMap(({ name, callersPort }) =>
      callersPort === undefined ? [] : [`${name} ${callersPort.name}`],
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
    servers: serverOptions(named.name, named.own, port),
  };
}

function known(all: All, name: string): Named {
  const service = all.get(name);
  if (service === undefined) throw new Error(`no service is named ${name}`);
  return service;
}
