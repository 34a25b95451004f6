import type { Cookie, ServerOptions, Service, ServicePort, Target } from "../services/model";
import { cookieOf, serverOptions } from "../services/servers";
import { versionName } from "../services/workloads";

/** What a route leads to: a port of a Kubernetes Service, or a TraefikService. */
export type Backend = { readonly kind: "Service"; readonly target: Target } | TraefikServiceBackend;

export interface TraefikServiceBackend {
  readonly kind: "TraefikService";
  readonly name: string;
}

/** A TraefikService: how requests are divided, copied or sent elsewhere. */
export type Balancer = { readonly name: string } & (
  | {
      readonly kind: "weighted";
      readonly members: readonly { readonly target: Target; readonly weight: number }[];
      readonly cookie: Cookie | undefined;
    }
  | {
      readonly kind: "mirroring";
      readonly main: Backend;
      readonly mirror: NonNullable<Service["mirror"]>;
    }
  | {
      readonly kind: "failover";
      readonly main: Backend;
      readonly failover: NonNullable<Service["failover"]>;
    }
);

/** Every TraefikService of a service, for each port that is exposed over HTTP without naming a version. */
export const balancersOf = (service: Service): readonly Balancer[] =>
  balancedPorts(service).flatMap((port) => layersOf(service, port).balancers);

/** What an exposure over HTTP leads to. */
export const backendOf = (
  service: Service,
  { port, version }: { readonly port: ServicePort; readonly version: string | undefined },
): Backend =>
  version === undefined
    ? layersOf(service, port).backend
    : { kind: "Service", target: targetAt(service, port, versionName(service.name, version)) };

/** The Kubernetes Services that connections of an exposure are divided among. */
export function shares(
  service: Service,
  { port, version }: { readonly port: ServicePort; readonly version: string | undefined },
): readonly { readonly target: Target; readonly weight: number }[] {
  if (service.carried && version === undefined)
    return [{ target: targetAt(service, port, service.name), weight: 1 }];
  return service.workloads
    .filter((workload) => version === undefined || workload.version === version)
    .map(({ name, weight }) => ({ target: targetAt(service, port, name), weight }));
}

// --- internal ---

interface Layers {
  readonly backend: Backend;
  readonly balancers: readonly Balancer[];
}

function balancedPorts(service: Service): readonly ServicePort[] {
  const ports = service.exposures.flatMap((exposure) =>
    exposure.kind === "http" && exposure.version === undefined ? [exposure.port] : [],
  );
  return [...new Set([...ports, ...(service.callersPort === undefined ? [] : [service.callersPort])])];
}

/** Requests are divided by weight, then copied, then sent elsewhere when the answer is an error. */
function layersOf(service: Service, port: ServicePort): Layers {
  const { mirror, failover } = service;
  const name = port === service.ports[0] ? service.name : `${service.name}-${port.name}`;
  let { backend, balancers } = weighted(service, port, name);
  if (mirror !== undefined) {
    const layer: Balancer = { kind: "mirroring", name: `${name}-mirroring`, main: backend, mirror };
    balancers = [...balancers, layer];
    backend = { kind: "TraefikService", name: layer.name };
  }
  if (failover !== undefined) {
    const layer: Balancer = { kind: "failover", name: `${name}-failover`, main: backend, failover };
    balancers = [...balancers, layer];
    backend = { kind: "TraefikService", name: layer.name };
  }
  return { backend, balancers };
}

function weighted(service: Service, port: ServicePort, name: string): Layers {
  const members = shares(service, { port, version: undefined });
  const [only] = members;
  if (members.length === 1 && only !== undefined)
    return { backend: { kind: "Service", target: only.target }, balancers: [] };
  const { sticky } = service.traffic;
  const balancer: Balancer = {
    kind: "weighted",
    name: `${name}-weighted`,
    members,
    // another cookie than the one for pods: a client is to stay at its version and at its pod
    cookie: sticky === undefined ? undefined : cookieOf(sticky, `${sticky.cookie}-version`),
  };
  return { backend: { kind: "TraefikService", name: balancer.name }, balancers: [balancer] };
}

const targetAt = (service: Service, port: ServicePort, name: string): Target => ({
  service: name,
  port,
  servers: serversAt(service, port),
});

const serversAt = (service: Service, port: ServicePort): ServerOptions =>
  serverOptions(service.name, service, port);
