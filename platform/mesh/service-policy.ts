import type { Definition } from "../definition/schema";
import { byCodeUnit, sortedByKey } from "../order";
import { conditionsOf, sortedMatch } from "../services/exposures";
import type { Peer, ServicePort, Traffic } from "../services/model";
import { versionName, workloadsOf } from "../services/workloads";
import { type Beyond, beyond } from "./asked";
import type { Surroundings } from "./capabilities";
import type { Skipped } from "./mesh";
import type { EgressHost, MeshPolicy } from "./policy";
import type { MeshTarget } from "./targets";

type ServiceDefinition = Definition["services"][string];

/** A service as its environment's target takes it. */
export interface TargetedService {
  /** What Traefik does for requests from outside. */
  readonly traffic: Traffic;
  /** Whether a mesh chooses the version and the pod, so that Traefik calls the Service's own address. */
  readonly carried: boolean;
  /** The definition as far as calls are treated by the target. */
  readonly called: ServiceDefinition;
  readonly skipped: readonly Skipped[];
}

/** Divides what a service asks for between Traefik and the target, without what it goes without. */
export function targeted(
  name: string,
  service: ServiceDefinition,
  target: MeshTarget,
  surroundings: Surroundings,
): TargetedService {
  const skipped = beyond(service, target, surroundings).filter(({ isSkipped }) => isSkipped);
  const called = without(service, skipped);
  const outside = without(
    service,
    skipped.filter(({ lack }) => lack.where === "everywhere"),
  );
  const carried = target !== "none" && service.protocol !== "udp";
  return {
    traffic: carried ? edgeTraffic(outside.traffic, target) : outside.traffic,
    carried,
    called,
    skipped: skipped.map(({ capability, lack }) => ({
      service: name,
      capability,
      forCallersOnly: lack.where === "callers",
      why: lack.why,
    })),
  };
}

export interface ServicePolicyProps {
  readonly callers: readonly Peer[];
  readonly fromTraefik: boolean;
  /** The port of a service that Traefik or a mesh sends requests to. */
  readonly httpPortOf: (service: string) => ServicePort;
}

/** How calls to a service are treated. */
export function servicePolicy(
  name: string,
  called: ServiceDefinition,
  { callers, fromTraefik, httpPortOf }: ServicePolicyProps,
): MeshPolicy {
  const { traffic, permissions } = called;
  const { retries, timeouts, outlierDetection, limits, faults, mirror, balancing } = traffic;
  const forCallers = traffic.rateLimit?.forCallers;
  return {
    versions: workloadsOf(name, called).map((workload) => ({
      name: workload.name,
      version: workload.version,
      weight: workload.weight,
    })),
    routes: routesOf(called),
    retries:
      retries === undefined
        ? undefined
        : {
            count: retries.count,
            interval: retries.interval,
            within: retries.within,
            on: retries.on,
            nonIdempotent: retries.nonIdempotent,
          },
    timeouts: {
      connect: timeouts.connect,
      response: timeouts.response,
      request: timeouts.request,
      idle: timeouts.idle,
    },
    outlierDetection,
    limits: {
      requests: limits.requests,
      connections: limits.connections,
      pendingRequests: limits.pendingRequests,
    },
    rateLimit:
      forCallers === undefined
        ? undefined
        : { ...forCallers, burst: forCallers.burst ?? 2 * forCallers.average },
    faults: faults === undefined ? undefined : { delay: faults.delay, abort: faults.abort },
    mirror:
      mirror === undefined
        ? undefined
        : {
            percent: mirror.percent,
            service:
              mirror.version === undefined ? (mirror.service ?? name) : versionName(name, mirror.version),
            version: mirror.version,
            port: httpPortOf(mirror.service ?? name),
          },
    balancing: balancing === "two-random-choices" ? balancing : "round-robin",
    callers: callers.map((caller) => ({ ...caller, permission: permissions[caller.name] })),
    fromTraefik,
    egressHosts: called.egress
      .flatMap(({ host, port, protocol }): EgressHost[] =>
        host === undefined || protocol === "udp" ? [] : [{ host, port, protocol }],
      )
      .sort((a, b) => byCodeUnit(`${a.host}:${a.port}`, `${b.host}:${b.port}`)),
  };
}

// --- internal ---

/** Versions that some requests go to whatever the weights, those with most conditions first. */
const routesOf = ({ versions }: ServiceDefinition): MeshPolicy["routes"] =>
  Object.entries(sortedByKey(versions))
    .flatMap(([version, { when }]) =>
      when === undefined || conditionsOf(when) === 0 ? [] : [{ version, match: sortedMatch(when) }],
    )
    .sort((a, b) => conditionsOf(b.match) - conditionsOf(a.match));

/** What is left for Traefik where a mesh chooses versions and pods, and tries again: who may come in, and how much. */
const edgeTraffic = (traffic: Traffic, target: MeshTarget): Traffic => ({
  ...traffic,
  // tries in two places would multiply
  retries: undefined,
  timeouts: { connect: undefined, response: undefined, idle: undefined, request: undefined },
  outlierDetection: undefined,
  mirror: undefined,
  faults: undefined,
  sticky: undefined,
  balancing: "round-robin",
  // a sidecar finds the route by Host, and knows the Service's own address as one (Istio, pilot/pkg/networking/core,
  // generateVirtualHostDomains)
  keepHost: target === "istio" ? false : traffic.keepHost,
});

/** The definition without what it goes without. */
function without(service: ServiceDefinition, skipped: readonly Beyond[]): ServiceDefinition {
  let rest = service;
  for (const { capability } of skipped) {
    // a target leaves out the statuses that it does not know
    if (capability === "retries.on") continue;
    const [section, part, ...none] = capability.split(".");
    if (section === undefined || none.length > 0) throw new Error(`${capability} is no option`);
    rest = withoutOption(rest, section, part);
  }
  return rest;
}

function withoutOption(
  service: ServiceDefinition,
  section: string,
  part: string | undefined,
): ServiceDefinition {
  const { traffic } = service;
  switch (section) {
    case "balancing":
      return { ...service, traffic: { ...traffic, balancing: "round-robin" } };
    case "egress":
      return { ...service, egress: service.egress.filter(({ host }) => host === undefined) };
    case "expose":
      return { ...service, expose: service.expose.filter(({ version }) => version === undefined) };
    case "permissions":
      return { ...service, permissions: {} };
    case "ports":
      return { ...service, ports: {} };
    case "udp":
    case "versions":
      return service;
    case "when":
      return {
        ...service,
        versions: Object.fromEntries(
          Object.entries(service.versions).map(([version, own]) => [
            version,
            own.when === undefined ? own : { ...own, when: { ...own.when, clients: [] } },
          ]),
        ),
      };
    default: {
      const value = (traffic as Readonly<Record<string, unknown>>)[section];
      const left = part === undefined ? undefined : { ...(value as object), [part]: undefined };
      return { ...service, traffic: { ...traffic, [section]: left } };
    }
  }
}
