import type { Match, Peer, ServicePort } from "../services/model";

/**
 * How calls to a service are treated by whatever carries them, in the definition's words and units: what the target
 * cannot do and the definition goes without is left out. A target writes its own objects from it.
 */
export interface MeshPolicy {
  /** What the requests are divided among, sorted by name; a single one without a version where there are none. */
  readonly versions: readonly MeshVersion[];
  /** Requests that go to one version whatever the weights, those with most conditions first. */
  readonly routes: readonly { readonly version: string; readonly match: Match }[];
  /** Undefined where nothing is tried again: a target whose default is otherwise says so. */
  readonly retries: MeshRetries | undefined;
  readonly timeouts: MeshTimeouts;
  /** Pods are left out for `window` after so many failures within it. */
  readonly outlierDetection: { readonly failures: number; readonly window: string } | undefined;
  readonly limits: {
    /** Requests at the same time, from each proxy. */
    readonly requests: number | undefined;
    /** Connections at the same time, from each proxy. */
    readonly connections: number | undefined;
    /** Requests that wait for a connection, in each proxy. */
    readonly pendingRequests: number | undefined;
  };
  /** Requests over time that one proxy before the service's pods lets pass. */
  readonly rateLimit:
    | { readonly average: number; readonly period: string; readonly burst: number }
    | undefined;
  readonly faults: MeshFaults | undefined;
  /** A Kubernetes Service that gets copies; with a version if it is this service's own. */
  readonly mirror:
    | {
        readonly percent: number;
        readonly service: string;
        readonly version: string | undefined;
        readonly port: ServicePort;
      }
    | undefined;
  readonly balancing: "round-robin" | "two-random-choices";
  /** Who may call, sorted by name. */
  readonly callers: readonly MeshCaller[];
  /** Whether Traefik sends requests here. */
  readonly fromTraefik: boolean;
  /** Hosts outside of the cluster that the service may reach, sorted. */
  readonly egressHosts: readonly EgressHost[];
}

export interface MeshVersion {
  /** Name of its Kubernetes Service: `whoami-v2`, or the service's own where there are no versions. */
  readonly name: string;
  /** Value of the pods' label `app.kubernetes.io/version`; undefined where there are no versions. */
  readonly version: string | undefined;
  /** Part of the requests, in proportion to the others'. Whole, 0 or more; not all are 0. */
  readonly weight: number;
}

export interface MeshRetries {
  /** Tries after the first. */
  readonly count: number;
  /** Pause before the first of them; undefined for the target's own. */
  readonly interval: string | undefined;
  /** Time for all tries together. */
  readonly within: string | undefined;
  /** Statuses that are tried again besides connections that fail: `503`, `500-504`. */
  readonly on: readonly string[];
  /** Whether statuses are tried again for POST and PATCH too. Connections that fail are, for any method. */
  readonly nonIdempotent: boolean;
}

/** Durations as Traefik writes them, such as `2s` or `1m30s`. */
export interface MeshTimeouts {
  readonly connect: string | undefined;
  /** To the first byte of an answer, for each try. */
  readonly response: string | undefined;
  /** For the whole of a request, all tries together. */
  readonly request: string | undefined;
  /** That an unused connection is kept. */
  readonly idle: string | undefined;
}

export interface MeshFaults {
  readonly delay: { readonly percent: number; readonly time: string } | undefined;
  readonly abort: { readonly percent: number; readonly status: number } | undefined;
}

export interface MeshCaller extends Peer {
  /** What it may ask for; undefined for everything. */
  readonly permission:
    | {
        /** Empty for all of them. */
        readonly methods: readonly string[];
        /** Paths, each with everything below it; empty for all of them. */
        readonly paths: readonly string[];
      }
    | undefined;
}

export interface EgressHost {
  readonly host: string;
  readonly port: number;
  /** What is spoken there; `tls` is passed on as it is. */
  readonly protocol: "tls" | "http" | "tcp";
}
