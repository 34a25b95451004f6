import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mapping, mappings, specOf, string, strings, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { type ServiceReference, serviceReferences } from "../references/service-reference";
import { hostKey, hostOf } from "./hosts";
import { type Mesh, type Mode, setting } from "./mesh";

/** Checks of how Traefik leads into a mesh, and of what it then no longer decides itself. */
export function* traefikChecks(mesh: Mesh): Generator<Draft> {
  const known = namedByMesh(mesh.cluster);
  const own = traefikMode(mesh);
  for (const reference of serviceReferences(mesh.cluster)) {
    if (reference.kind !== "Service") continue;
    yield* oneServer(mesh.cluster, reference);
    const service = mesh.cluster.find("v1/Service", reference.namespace, reference.name);
    if (service === undefined) continue;
    yield* emptyPart(mesh, reference, service);
    const mode = mesh.modeOf(service);
    // without a proxy of its own Traefik calls pods like anybody from outside
    if (mode === undefined || own === "none") continue;
    if (isNative(mesh.cluster, reference)) {
      if (mode === "sidecar" && !known.has(`${reference.namespace}/${reference.name}`))
        yield* hostHeader(mesh.cluster, reference, own);
    } else yield* ownAddress(reference, mode, own);
  }
}

/** The way that Traefik takes part, "none" where its values say so, undefined where they are not known. */
export function traefikMode({ release, modeOfNamespace }: Mesh): Mode | "none" | undefined {
  const traefik = release("traefik");
  if (traefik === undefined) return undefined;
  const labels = mapping(setting(traefik, "deployment.podLabels"));
  const annotations = mapping(setting(traefik, "deployment.podAnnotations"));
  if (`${annotations["consul.hashicorp.com/connect-inject"]}` === "true") return "consul";
  if (`${labels["sidecar.istio.io/inject"]}` === "true") return "sidecar";
  if (labels["istio.io/dataplane-mode"] === "ambient") return "ambient";
  return modeOfNamespace(traefik.namespace ?? "traefik") ?? "none";
}

// --- internal ---

const isNative = ({ traefik }: Cluster, { fields }: ServiceReference): boolean =>
  fields.nativeLB === true ||
  (fields.nativeLB === undefined && traefik?.crdProvider.nativeLbByDefault === true);

const passedBy: Readonly<Record<Mode, string>> = {
  sidecar:
    "Traefik's proxy does not recognise the Service, so the mesh's routes, versions and limits do not apply",
  ambient: "requests do not go through the waypoint, so its routes and policies do not apply",
  consul:
    "Traefik's proxy does not recognise the Service, and where it lets known services through only, requests get 502",
};

function* ownAddress(
  { from, path, name, namespace }: ServiceReference,
  mode: Mode,
  own: Mode | undefined,
): Generator<Draft> {
  yield draft("E98", from, path, {
    ...(own === undefined && { severity: "warning" }),
    happens: `Traefik calls the pods of Service ${namespace}/${name} by their addresses: ${passedBy[mode]}.`,
    fix: "Set nativeLB: true.",
  });
}

/** A sidecar finds the route by Host, which the public host is none of (istio, generateVirtualHostDomains). */
function* hostHeader(cluster: Cluster, reference: ServiceReference, own: Mode | undefined): Generator<Draft> {
  const { from, path, fields, protocol, namespace, name } = reference;
  if (protocol !== "HTTP" || fields.passHostHeader === false || setsHost(cluster, reference)) return;
  yield draft("E99", from, path, {
    ...(own === undefined && { severity: "warning" }),
    happens: `Traefik passes the client's Host on, which its proxy does not know as Service ${namespace}/${name}: requests go out in plain text, past all routes, and are refused where mTLS is strict.`,
    fix: "Set passHostHeader: false; the service finds the client's Host in X-Forwarded-Host.",
  });
}

/** Whether a middleware of the route gives the request another Host. */
function setsHost(cluster: Cluster, { from, path }: ServiceReference): boolean {
  const [, list, index] = path;
  if (from.kind !== "IngressRoute" || list !== "routes" || typeof index !== "number") return false;
  const route = mappings(specOf(from).routes).find((one) => one.index === index)?.item;
  return mappings(route?.middlewares).some(({ item: { name, namespace } }) => {
    const middleware = cluster.find(traefikIo("Middleware"), string(namespace) ?? from.namespace, `${name}`);
    if (middleware === undefined) return false;
    return mapping(mapping(specOf(middleware).headers).customRequestHeaders).Host !== undefined;
  });
}

/** Services whose VirtualService names a public host as its own too. */
function namedByMesh(cluster: Cluster): ReadonlySet<string> {
  const found = new Set<string>();
  for (const virtualService of cluster.all("networking.istio.io/VirtualService")) {
    const hosts = strings(specOf(virtualService).hosts).map((host) => hostOf(host, virtualService.namespace));
    if (hosts.every(({ kind }) => kind === "service")) continue;
    for (const host of hosts) found.add(hostKey(host));
  }
  return found;
}

/** Options by which Traefik chooses among pods; with nativeLB it sees one server (Traefik, kubernetes_http.go). */
function* oneServer(cluster: Cluster, reference: ServiceReference): Generator<Draft> {
  const { from, path, fields, protocol } = reference;
  if (protocol !== "HTTP" || !isNative(cluster, reference)) return;
  for (const option of ["sticky", "strategy", "passiveHealthCheck"]) {
    const value = fields[option];
    if (value === undefined || value === null || value === "wrr") continue;
    yield draft("W100", from, [...path, option], {
      happens: `With nativeLB Traefik has one server, the Service's own address: ${option} has nothing to choose from, and no effect.`,
      fix: "Remove it, and have the mesh do it, or remove nativeLB.",
    });
  }
}

/** A part that has no pods fails the whole unless Traefik allows it (Traefik, kubernetes_http.go). */
function* emptyPart(
  { cluster, pods }: Mesh,
  { from, path }: ServiceReference,
  service: LocatedObject,
): Generator<Draft> {
  const isPart = from.kind === "TraefikService" ? path[1] === "weighted" : isOneOfSeveral(from, path);
  if (!isPart || cluster.traefik?.crdProvider.allowEmptyServices !== false) return;
  const selected = pods.selectedBy(service.namespace, mapping(specOf(service).selector));
  if (selected.length === 0 || selected.some((template) => specOf(template.from).replicas !== 0)) return;
  yield draft("E101", from, path, {
    happens: `Service ${service.namespace}/${service.name} has no pods, as its workload has 0 replicas: Traefik drops the whole weighted service, and all of its requests get 404.`,
    fix: "Set providers.kubernetesCRD.allowEmptyServices, or take the Service out of the list.",
  });
}

function isOneOfSeveral(from: LocatedObject, path: ServiceReference["path"]): boolean {
  const [, list, index] = path;
  if (list !== "routes") return false;
  const route = mappings(specOf(from).routes).find((one) => one.index === index)?.item;
  return mappings(route?.services).length > 1;
}
