import type { AddressRange } from "./ranges";

/** Whom a place lets in, or out to. */
export interface Opening {
  readonly place: Place;
  readonly direction: "ingress" | "egress";
  /** `tcp`, `udp`, `icmp`, …, or `all`. */
  readonly protocol: string;
  /** 0 to 65535 where the protocol has no ports, or all of them are meant. */
  readonly ports: Ports;
  readonly peer: Peer;
}

/** Where traffic passes: a security group, a network ACL, or the endpoint of a cluster. */
export interface Place {
  readonly kind: "group" | "acl" | "endpoint";
  /** Address of the resource, or the id of one that the plan does not have. */
  readonly key: string;
}

export interface Ports {
  readonly first: number;
  readonly last: number;
}

export type Peer =
  | { readonly kind: "range"; readonly range: AddressRange }
  /** Who wears a security group, by its address or id. */
  | { readonly kind: "group"; readonly key: string }
  | { readonly kind: "prefix-list"; readonly id: string };

export const allPorts: Ports = { first: 0, last: 65535 };

/** What a place lets through on one side of a plan, and where nobody can say. */
export interface Openings {
  readonly known: readonly Opening[];
  /** Addresses of resources of which a part is only known after apply, with the attribute. */
  readonly hidden: readonly { readonly address: string; readonly attribute: string }[];
}
