import type { Definition } from "../definition/schema";
import { type Capability, capabilities, type Lack, type Surroundings } from "./capabilities";
import { type MeshTarget, meshTargets } from "./targets";

type ServiceDefinition = Definition["services"][string];

/** A capability that a service asks for and its target lacks. */
export interface Beyond {
  readonly capability: Capability;
  readonly lack: Lack;
  /** Where it is asked for, below the service. */
  readonly paths: readonly (readonly (string | number)[])[];
  /** Whether the definition goes without it. */
  readonly isSkipped: boolean;
}

/** What a service asks for and cannot have, in the order of capabilities. */
export function beyond(
  service: ServiceDefinition,
  target: MeshTarget,
  surroundings: Surroundings,
): readonly Beyond[] {
  const lacks = meshTargets[target].lacks(surroundings);
  return capabilities.flatMap((capability) => {
    const lack = lacks[capability];
    if (lack === undefined || lack.when?.(service) === false) return [];
    if (lack.where === "callers" && service.callers.length === 0) return [];
    const paths = asked[capability](service);
    if (paths.length === 0) return [];
    return [{ capability, lack, paths, isSkipped: service.unsupported[capability] === "skip" }];
  });
}

// --- internal ---

type Paths = readonly (readonly (string | number)[])[];

/** The path of an option below `traffic` where it is given. */
const given =
  (...path: readonly [string, ...string[]]) =>
  ({ traffic }: ServiceDefinition): Paths => {
    let value: unknown = traffic;
    for (const step of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
    return value === undefined ? [] : [["traffic", ...path]];
  };

const balancing =
  (strategy: ServiceDefinition["traffic"]["balancing"]) =>
  ({ traffic }: ServiceDefinition): Paths =>
    traffic.balancing === strategy ? [["traffic", "balancing"]] : [];

const asked: Readonly<Record<Capability, (service: ServiceDefinition) => Paths>> = {
  "balancing.client-hash": balancing("client-hash"),
  "balancing.least-time": balancing("least-time"),
  breaker: given("breaker"),
  "egress.host": ({ egress }) =>
    egress.flatMap(({ host }, index) => (host === undefined ? [] : [["egress", index, "host"]])),
  "expose.version": ({ expose }) =>
    expose.flatMap(({ version }, index) => (version === undefined ? [] : [["expose", index, "version"]])),
  failover: given("failover"),
  faults: given("faults"),
  keepHost: ({ traffic }) => (traffic.keepHost === true ? [["traffic", "keepHost"]] : []),
  "limits.connections": given("limits", "connections"),
  "limits.pendingRequests": given("limits", "pendingRequests"),
  mirror: given("mirror"),
  permissions: ({ permissions }) => Object.keys(permissions).map((caller) => ["permissions", caller]),
  ports: ({ ports }) => Object.keys(ports).map((port) => ["ports", port]),
  "rateLimit.forCallers": given("rateLimit", "forCallers"),
  "retries.interval": given("retries", "interval"),
  "retries.on": given("retries", "on"),
  sticky: given("sticky"),
  "timeouts.idle": given("timeouts", "idle"),
  "timeouts.request": given("timeouts", "request"),
  "timeouts.response": given("timeouts", "response"),
  udp: ({ protocol }) => (protocol === "udp" ? [["protocol"]] : []),
  "versions.weight": ({ versions }) => (Object.keys(versions).length === 0 ? [] : [["versions"]]),
  "when.clients": ({ versions }) =>
    Object.entries(versions).flatMap(([version, { when }]) =>
      when !== undefined && when.clients.length > 0 ? [["versions", version, "when", "clients"]] : [],
    ),
};
