import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import type { MiddlewareUse } from "./model";

/** What stands behind a router, down to Services of Kubernetes. */
export type ServiceTree =
  | KubernetesService
  | WeightedService
  | MirroredService
  | FailoverService
  | {
      /** `api@internal` and its like. */
      readonly kind: "internal";
      readonly name: string;
    }
  | {
      /** Another provider's, of which nothing is known here. */
      readonly kind: "other-provider";
      readonly name: string;
    };

export interface KubernetesService {
  readonly kind: "kubernetes";
  readonly namespace: string;
  readonly name: string;
  /** As it is written: number or name. */
  readonly port: number | string;
  /** Undefined where the Service is not among the objects. */
  readonly portNumber?: number;
  readonly scheme: string;
  /** The Service, if it is among the objects. */
  readonly object?: LocatedObject;
  readonly middlewares: readonly MiddlewareUse[];
  readonly sticky?: string;
  /** Where it is referred to. */
  readonly reference: { readonly object: LocatedObject; readonly path: Path };
}

export interface WeightedService {
  /** `highest-random-weight`: each client's address always meets the same one. */
  readonly kind: "weighted" | "highest-random-weight";
  /** Name of the TraefikService; undefined for services that a route lists itself. */
  readonly name?: string;
  readonly services: readonly { readonly weight: number; readonly service: ServiceTree }[];
  /** Name of the cookie that keeps a client at its service. */
  readonly sticky?: string;
}

export interface MirroredService {
  readonly kind: "mirroring";
  readonly name: string;
  readonly service: ServiceTree;
  readonly mirrors: readonly { readonly percent: number; readonly service: ServiceTree }[];
}

export interface FailoverService {
  readonly kind: "failover";
  readonly name: string;
  readonly service: ServiceTree;
  readonly fallback: ServiceTree;
  readonly status: readonly string[];
}

/** A service that may answer, and the part of the requests that it gets, from 0 to 1. */
export interface Share {
  readonly service: Exclude<ServiceTree, WeightedService | MirroredService | FailoverService>;
  readonly share: number;
  /** Only in place of another that fails. */
  readonly fallback: boolean;
}

/** Services that may answer a request, by their share; copies to mirrors are none. Empty where all weights are 0. */
export function sharesOf(tree: ServiceTree, share = 1, fallback = false): readonly Share[] {
  switch (tree.kind) {
    case "kubernetes":
    case "internal":
    case "other-provider":
      return [{ service: tree, share, fallback }];
    case "weighted":
    case "highest-random-weight": {
      // a weight of 0 or less is never chosen
      const chosen = tree.services.filter(({ weight }) => weight > 0);
      const sum = chosen.reduce((total, { weight }) => total + weight, 0);
      return chosen.flatMap(({ weight, service }) => sharesOf(service, (share * weight) / sum, fallback));
    }
    case "mirroring":
      return sharesOf(tree.service, share, fallback);
    case "failover":
      return [...sharesOf(tree.service, share, fallback), ...sharesOf(tree.fallback, share, true)];
    default:
      return tree satisfies never;
  }
}

/** Services that get copies of requests, with the part of them from 0 to 1. */
export function mirrorsOf(
  tree: ServiceTree,
): readonly { readonly service: ServiceTree; readonly share: number }[] {
  switch (tree.kind) {
    case "kubernetes":
    case "internal":
    case "other-provider":
      return [];
    case "weighted":
    case "highest-random-weight":
      return tree.services.flatMap(({ service }) => mirrorsOf(service));
    case "mirroring":
      return [
        ...tree.mirrors.map(({ percent, service }) => ({ service, share: percent / 100 })),
        ...mirrorsOf(tree.service),
      ];
    case "failover":
      return [...mirrorsOf(tree.service), ...mirrorsOf(tree.fallback)];
    default:
      return tree satisfies never;
  }
}
