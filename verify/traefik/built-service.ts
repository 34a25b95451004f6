import { isRecord } from "../structural/record";
import { textOf } from "./ingress-object";
import type { Middlewares } from "./middlewares";
import type { Reason } from "./model";
import type { SeenObjects } from "./objects";
import type { ServiceTree } from "./service-tree";
import type { StaticConfiguration } from "./static-configuration";

/** A service, or why the route that names it is dropped (at the provider) or disabled (when it is built). */
export type BuiltService =
  | { readonly kind: "service"; readonly service: ServiceTree }
  | { readonly kind: "dropped" | "disabled"; readonly reason: Reason };

export interface ServicesProps {
  readonly objects: SeenObjects;
  readonly configuration: StaticConfiguration;
  readonly middlewares: Middlewares;
}

/** A service as a route or a TraefikService refers to it. */
export type ServiceReference = Readonly<Record<string, unknown>>;

/** Its weight, percent and the like. */
export const numberOr = (item: unknown, key: string, fallback: number): number => {
  const value = isRecord(item) ? item[key] : undefined;
  return typeof value === "number" ? value : fallback;
};

/** Name of the cookie; Traefik makes one of a hash of the service's name where none is given. */
export function cookieOf(sticky: unknown, service: string): string | undefined {
  if (!isRecord(sticky) || !isRecord(sticky.cookie)) return undefined;
  return textOf(sticky.cookie.name) || `a name made from ${service}`;
}
