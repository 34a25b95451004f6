import type { Account } from "./account";
import type { Bootstrap } from "./bootstrap";
import type { AddOn } from "./cluster/add-ons";
import type { Cluster, ControlPlanePort } from "./cluster/cluster";
import type { Definition } from "./definition/schema";
import type { Domain } from "./domain";
import type { Identities } from "./identities";
import type { Ingress } from "./ingress";
import type { Middleware } from "./middleware";
import type { IssuerName } from "./names";
import type { Network } from "./network/network";
import type { NodeGroup } from "./nodes";
import type { Releases } from "./releases";
import type { Scaling } from "./scaling";
import type { Service } from "./services/model";

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
  readonly dns: Dns;
  readonly releases: Releases;
  /** Ports that the control plane calls on nodes and pods. */
  readonly controlPlanePorts: readonly ControlPlanePort[];
  readonly certificates: Certificates;
  /** Namespaces of the services, sorted. */
  readonly namespaces: readonly string[];
  /** Middlewares that services share, sorted by namespace and name. */
  readonly middlewares: readonly Middleware[];
  /** Services, sorted by name. */
  readonly services: readonly Service[];
}

/** Records that external-dns writes into the domain's zone. */
export interface Dns {
  readonly externalDns: boolean;
  readonly policy: "upsert-only" | "sync";
  readonly sources: readonly ("service" | "ingress" | "traefik-proxy")[];
}

export interface Certificates {
  readonly email: string;
  readonly issuers: readonly { readonly name: IssuerName; readonly server: string }[];
  /** The one certificate, served for every host from Traefik's default store. */
  readonly wildcard: {
    readonly name: string;
    readonly namespace: string;
    readonly secret: string;
    readonly issuer: IssuerName;
    readonly hosts: readonly string[];
  };
}
