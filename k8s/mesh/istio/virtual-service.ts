import type { MeshPolicy } from "../../../platform/mesh/policy";
import type { Match, Service, ServicePort } from "../../../platform/services/model";
import { isHttp } from "../../../platform/services/ports";
import { settingSeconds } from "../../../traefik/durations";
import { requestMatch } from "./match";
import { serviceHost } from "./names";
import { triesOf } from "./retries";

/** How requests and connections to a service are routed: a VirtualService by its name and spec. */
export interface NamedRoute {
  readonly name: string;
  readonly spec: object;
}

/**
 * Routes to a service, and to each version that Traefik turns to by the name of its own Service, which is another
 * host to a proxy.
 */
export function virtualServices(service: Service, policy: MeshPolicy): readonly NamedRoute[] {
  const whole = routesTo(service, policy, { name: service.name, version: undefined });
  return [
    ...(whole === undefined ? [] : [whole]),
    ...addressedVersions(service).flatMap(({ name, version }) => {
      const routes = routesTo(service, policy, { name, version });
      return routes === undefined ? [] : [routes];
    }),
  ];
}

/** Versions whose own Services are called. */
export function addressedVersions(
  service: Service,
): readonly { readonly name: string; readonly version: string }[] {
  const exposed = service.exposures.map(({ version }) => version);
  return service.workloads.flatMap(({ name, version }) =>
    version !== undefined && (exposed.includes(version) || service.failover?.target.service === name)
      ? [{ name, version }]
      : [],
  );
}

// --- internal ---

interface Host {
  /** Name of the Kubernetes Service. */
  readonly name: string;
  /** The version that it leads to; undefined for all of them. */
  readonly version: string | undefined;
}

function routesTo(service: Service, policy: MeshPolicy, host: Host): NamedRoute | undefined {
  const tcpPorts = service.ports.filter(({ protocol }) => protocol === "tcp");
  const http = service.ports
    .filter(({ protocol }) => isHttp(protocol))
    .flatMap((port) => httpRoutes(service, policy, host, port));
  // a proxy finds the pods of a single version by itself
  const tcp =
    policy.versions.length === 1
      ? []
      : tcpPorts.map((port) => ({
          ...(service.ports.length > 1 && { match: [{ port: port.port }] }),
          route: destinations(service, policy, host, port),
        }));
  if (http.length === 0 && tcp.length === 0) return undefined;
  return {
    name: host.name,
    spec: {
      hosts: [serviceHost(host.name, service.namespace)],
      ...(http.length > 0 && { http }),
      ...(tcp.length > 0 && { tcp }),
    },
  };
}

/** Routes of a port, of which the first that matches counts. */
function httpRoutes(service: Service, policy: MeshPolicy, host: Host, port: ServicePort): object[] {
  const choices: readonly { readonly match: Omit<Match, "clients">; readonly version: string | undefined }[] =
    [...(host.version === undefined ? policy.routes : []), { match: anything, version: host.version }];
  const shared = {
    ...timeout(policy),
    ...fault(policy),
  };
  return choices.flatMap(({ match, version }) =>
    triesOf(policy).flatMap(({ methods, retries }) => {
      const both = methodsOf(match.methods, methods);
      if (both === undefined) return [];
      const request = {
        ...(service.ports.length > 1 && { port: port.port }),
        ...requestMatch({ ...match, methods: both }),
      };
      return [
        {
          ...(Object.keys(request).length > 0 && { match: [request] }),
          ...shared,
          // as Traefik does, which copies no request that has a version of its own
          ...(version === undefined && mirrors(service, policy)),
          retries,
          route: destinations(service, policy, { name: host.name, version }, port),
        },
      ];
    }),
  );
}

const anything: Match = { methods: [], headers: {}, cookies: {}, query: {}, clients: [] };

/** Methods in both, where an empty list has all; undefined where there are none. */
function methodsOf(
  one: readonly string[],
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (other === undefined) return one;
  if (one.length === 0) return other;
  const both = one.filter((method) => other.includes(method));
  return both.length === 0 ? undefined : both;
}

/** One version, or all of them by weight. */
function destinations(service: Service, policy: MeshPolicy, { version }: Host, port: ServicePort): object[] {
  const versions = policy.versions.filter((each) => version === undefined || each.version === version);
  return versions.map((each) => ({
    destination: destination(service, each.version, service.ports.length > 1 ? port : undefined),
    ...(versions.length > 1 && { weight: each.weight }),
  }));
}

const destination = (
  { name, namespace }: Pick<Service, "name" | "namespace">,
  subset: string | undefined,
  port: ServicePort | undefined,
) => ({
  host: serviceHost(name, namespace),
  ...(subset !== undefined && { subset }),
  ...(port !== undefined && { port: { number: port.port } }),
});

/** The time for all tries: whichever of its two limits is shorter. */
function timeout({ timeouts: { request }, retries }: MeshPolicy): { readonly timeout?: string } {
  const limits = [request, retries?.within].filter((limit) => limit !== undefined);
  const [shortest] = limits.sort((a, b) => (settingSeconds(a) ?? 0) - (settingSeconds(b) ?? 0));
  return shortest === undefined ? {} : { timeout: shortest };
}

const fault = ({ faults }: MeshPolicy) =>
  faults === undefined
    ? {}
    : {
        fault: {
          ...(faults.delay !== undefined && {
            delay: { percentage: { value: faults.delay.percent }, fixedDelay: faults.delay.time },
          }),
          ...(faults.abort !== undefined && {
            abort: { percentage: { value: faults.abort.percent }, httpStatus: faults.abort.status },
          }),
        },
      };

function mirrors(service: Service, { mirror }: MeshPolicy): object {
  if (mirror === undefined) return {};
  const { namespace } = service;
  const target =
    mirror.version === undefined
      ? destination({ name: mirror.service, namespace }, undefined, mirror.port)
      : destination(service, mirror.version, service.ports.length > 1 ? mirror.port : undefined);
  return { mirrors: [{ destination: target, percentage: { value: mirror.percent } }] };
}
