import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf, string, traefikIo } from "../cluster";

type Fields = Readonly<Record<string, unknown>>;

/** Where a route, a TraefikService or a middleware names a service. */
export interface ServiceReference {
  readonly from: LocatedObject;
  readonly path: Path;
  readonly fields: Fields;
  readonly name: string;
  readonly kind: "Service" | "TraefikService";
  /** Where Traefik looks: the named namespace, or that of the object. */
  readonly namespace: string;
  /** Whether a namespace is named that is not the object's own. */
  readonly crosses: boolean;
  readonly protocol: "HTTP" | "TCP" | "UDP";
}

/** Every place of the input where a service of Traefik's own kinds is named. */
export const serviceReferences = (cluster: Cluster): readonly ServiceReference[] => [
  ...(["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"] as const).flatMap((kind) =>
    cluster.all(traefikIo(kind)).flatMap((route) => inRoute(route, protocolOf[kind])),
  ),
  ...cluster.all(traefikIo("TraefikService")).flatMap(inTraefikService),
  ...cluster.all(traefikIo("Middleware")).flatMap(inMiddleware),
];

/** Services that a TraefikService names, with the field that names them. */
export function inTraefikService(from: LocatedObject): ServiceReference[] {
  const spec = specOf(from);
  const { weighted, highestRandomWeight, mirroring, failover } = spec;
  return [
    ...referencesIn(from, mapping(weighted).services, ["spec", "weighted", "services"]),
    ...referencesIn(from, mapping(highestRandomWeight).services, ["spec", "highestRandomWeight", "services"]),
    ...reference(from, mirroring, ["spec", "mirroring"]),
    ...referencesIn(from, mapping(mirroring).mirrors, ["spec", "mirroring", "mirrors"]),
    ...reference(from, mapping(failover).service, ["spec", "failover", "service"]),
    ...reference(from, mapping(failover).fallback, ["spec", "failover", "fallback"]),
  ];
}

// --- internal ---

const protocolOf = { IngressRoute: "HTTP", IngressRouteTCP: "TCP", IngressRouteUDP: "UDP" } as const;

const inRoute = (from: LocatedObject, protocol: ServiceReference["protocol"]): ServiceReference[] =>
  mappings(specOf(from).routes).flatMap(({ item, index }) =>
    referencesIn(from, item.services, ["spec", "routes", index, "services"], protocol),
  );

const inMiddleware = (from: LocatedObject): ServiceReference[] =>
  reference(from, mapping(specOf(from).errors).service, ["spec", "errors", "service"]);

const referencesIn = (
  from: LocatedObject,
  list: unknown,
  path: Path,
  protocol: ServiceReference["protocol"] = "HTTP",
): ServiceReference[] =>
  mappings(list).flatMap(({ item, index }) => reference(from, item, [...path, index], protocol));

function reference(
  from: LocatedObject,
  value: unknown,
  path: Path,
  protocol: ServiceReference["protocol"] = "HTTP",
): ServiceReference[] {
  const fields = mapping(value);
  const name = string(fields.name);
  if (name === undefined) return [];
  const named = string(fields.namespace);
  return [
    {
      from,
      path,
      fields,
      name,
      kind: fields.kind === "TraefikService" ? "TraefikService" : "Service",
      namespace: named ?? from.namespace,
      crosses: named !== undefined && named !== from.namespace,
      protocol,
    },
  ];
}
