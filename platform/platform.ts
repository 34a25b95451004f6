import type { Account } from "./account";
import type { Bootstrap } from "./bootstrap";
import type { Certificates } from "./certificates";
import type { AddOn } from "./cluster/add-ons";
import type { Cluster, ControlPlanePort } from "./cluster/cluster";
import type { Definition } from "./definition/schema";
import type { Domain } from "./domain";
import type { Expectation } from "./expectations";
import type { Gitops } from "./gitops";
import type { Identities } from "./identities";
import type { Ingress } from "./ingress";
import type { Mesh } from "./mesh/mesh";
import type { Middleware } from "./middleware";
import type { Network } from "./network/network";
import type { NodeGroup } from "./nodes";
import type { Observability } from "./observability";
import type { Releases } from "./releases";
import type { Scaling } from "./scaling";
import type { Service } from "./services/model";
import type { ServersTransport, ServersTransportTcp, TlsOption } from "./tls";

export type { Certificates } from "./certificates";
export type { Service } from "./services/model";

/**
 * The resolved model of one environment: plain, readonly data, everything derived and every default filled in.
 * Both halves are written from it, so whatever they must agree on is in here.
 */
export interface Platform {
  /** What it was resolved from, for code that adds to it. */
  readonly definition: Definition;
  /** Name of the environment, its stack, its cluster and its folder in `dist/`. */
  readonly name: string;
  readonly aws: Account;
  /** What the environment needs before its own stack; undefined where all of it is there. */
  readonly bootstrap?: Bootstrap;
  readonly domain: Domain;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly addOns: readonly AddOn[];
  readonly nodeGroups: readonly NodeGroup[];
  readonly scaling: Scaling;
  readonly identities: Identities;
  /** Pods of each controller: two where there are two nodes for them. */
  readonly controllerReplicas: number;
  readonly ingress: Ingress;
  readonly mesh: Mesh;
  readonly observability: Observability;
  readonly dns: Dns;
  readonly releases: Releases;
  /** Ports that the control plane calls on nodes and pods. */
  readonly controlPlanePorts: readonly ControlPlanePort[];
  readonly certificates: Certificates;
  /** Namespaces of the services, sorted. */
  readonly namespaces: readonly string[];
  /** Middlewares that services share, sorted by namespace and name. */
  readonly middlewares: readonly Middleware[];
  /** How Traefik speaks TLS: the option named `default` first, then others by namespace and name. */
  readonly tlsOptions: readonly TlsOption[];
  /** How Traefik speaks to services that name one, sorted by namespace and name. */
  readonly serversTransports: readonly ServersTransport[];
  readonly serversTransportsTcp: readonly ServersTransportTcp[];
  /** Services, sorted by name. */
  readonly services: readonly Service[];
  /** Where requests are expected to go, in the order of the definition. */
  readonly expectations: readonly Expectation[];
  /** Who applies the Kubernetes half from a repository; undefined where nobody does. */
  readonly gitops?: Gitops;
}

/** Records that external-dns writes into the domain's zone. */
export interface Dns {
  readonly externalDns: boolean;
  readonly policy: "upsert-only" | "sync";
  readonly sources: readonly ("service" | "ingress" | "traefik-proxy")[];
}
