import type { Definition } from "../definition/schema";

type ServiceDefinition = Definition["services"][string];

/**
 * What a service can ask for and some target cannot do, by the option that asks for it. What every target does, such as
 * sending requests to a version by header, is not here.
 */
export const capabilities = [
  "balancing.client-hash",
  "balancing.least-time",
  "breaker",
  "egress.host",
  "expose.version",
  "failover",
  "faults",
  "keepHost",
  "limits.connections",
  "limits.pendingRequests",
  "mirror",
  "permissions",
  "ports",
  "rateLimit.forCallers",
  "retries.interval",
  "retries.on",
  "sticky",
  "timeouts.idle",
  "timeouts.request",
  "timeouts.response",
  "udp",
  "versions.weight",
  "when.clients",
] as const;
export type Capability = (typeof capabilities)[number];

/** That a target cannot do something, and why. */
export interface Lack {
  /**
   * Whether it also cannot be had for requests from outside, which Traefik still handles. What is lacking for callers
   * only is nobody's concern in a service that has none.
   */
  readonly where: "everywhere" | "callers";
  /** What the target does instead, or why it cannot: one clause, lower case. */
  readonly why: string;
  /** Services that it is lacking for. @default all of them */
  readonly when?: (service: ServiceDefinition) => boolean;
}

/** What the capabilities of a target depend on. */
export interface Surroundings {
  readonly ingress?: { readonly forCallers: boolean } | undefined;
}

/** What a target is to the definition. Its objects are the halves' concern. */
export interface TargetCapabilities {
  /** Name for people. */
  readonly title: string;
  /** What it cannot do in an environment. */
  readonly lacks: (surroundings: Surroundings) => Readonly<Partial<Record<Capability, Lack>>>;
  /** Users that no container may run as, because the target's own proxies do and are told apart by that. */
  readonly reservedUsers: readonly number[];
}
