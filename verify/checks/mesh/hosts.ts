import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mappings, specOf, string, strings } from "../cluster";

/** Where a host of Istio leads. */
export type Host =
  | { readonly kind: "service"; readonly namespace: string; readonly name: string }
  | { readonly kind: "other"; readonly host: string };

/** Reads a host as Istio does: a name without dots is a Service of the object's own namespace. */
export function hostOf(text: string, namespace: string): Host {
  if (!text.includes(".") && text !== "*") return { kind: "service", namespace, name: text };
  const [, name, own] = /^([^.*]+)\.([^.]+)\.svc\.[^*]+$/.exec(text) ?? [];
  return name === undefined || own === undefined
    ? { kind: "other", host: text }
    : { kind: "service", namespace: own, name };
}

export const hostKey = (host: Host): string =>
  host.kind === "service" ? `${host.namespace}/${host.name}` : host.host;

export const serviceAt = (cluster: Cluster, host: Host): LocatedObject | undefined =>
  host.kind === "service" ? cluster.find("v1/Service", host.namespace, host.name) : undefined;

/** Whether a ServiceEntry tells the mesh of a host. */
export const isEntered = (cluster: Cluster, host: string): boolean =>
  cluster
    .all("networking.istio.io/ServiceEntry")
    .flatMap((entry) => strings(specOf(entry).hosts))
    .some((known) => known === host || (known.startsWith("*.") && host.endsWith(known.slice(1))));

/** Whether a VirtualService is about calls within the mesh, and not at gateways alone. */
export const isForMesh = (virtualService: LocatedObject): boolean => {
  const { gateways } = specOf(virtualService);
  return !Array.isArray(gateways) || gateways.length === 0 || gateways.includes("mesh");
};

/** Services that an HTTPRoute is for when a mesh reads it. */
export const parentServices = (route: LocatedObject): readonly Host[] =>
  mappings(specOf(route).parentRefs).flatMap(({ item: { group, kind, name, namespace } }) =>
    kind === "Service" && (group === "" || group === "core") && string(name) !== undefined
      ? [{ kind: "service", namespace: string(namespace) ?? route.namespace, name: `${name}` }]
      : [],
  );
