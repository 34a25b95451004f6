import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { hostOf, isForMesh, parentServices, serviceAt } from "./hosts";
import { type Mesh, waypointOf } from "./mesh";

/** Checks of Istio's ambient mode, in which ztunnel sees connections and waypoints see requests. */
export function* ambientChecks(mesh: Mesh): Generator<Draft> {
  const { cluster } = mesh;
  for (const virtualService of cluster.all("networking.istio.io/VirtualService")) {
    if (isForMesh(virtualService)) yield* routes(mesh, virtualService);
  }
  for (const route of cluster.all("gateway.networking.k8s.io/HTTPRoute")) {
    for (const host of parentServices(route)) {
      const service = serviceAt(cluster, host);
      if (service !== undefined && mesh.modeOf(service) === "ambient")
        yield* atWaypoint(cluster, service, route, ["spec", "parentRefs"]);
    }
  }
  for (const policy of cluster.all("security.istio.io/AuthorizationPolicy"))
    yield* authorization(mesh, policy);
}

// --- internal ---

function* routes(mesh: Mesh, virtualService: LocatedObject): Generator<Draft> {
  for (const [index, host] of strings(specOf(virtualService).hosts).entries()) {
    const service = serviceAt(mesh.cluster, hostOf(host, virtualService.namespace));
    if (service === undefined || mesh.modeOf(service) !== "ambient") continue;
    const path = ["spec", "hosts", index];
    const { namespace } = service;
    if (namespace !== virtualService.namespace) {
      // a waypoint reads those of its own namespace and of the Service's (istio, listener_waypoint.go)
      yield draft("E93", virtualService, path, {
        happens: `Service ${namespace}/${service.name} is in another namespace, whose waypoint does not read this object: its routes are not used.`,
        fix: `Move the VirtualService to ${namespace}.`,
      });
    } else yield* atWaypoint(mesh.cluster, service, virtualService, path);
  }
}

function* atWaypoint(
  cluster: Cluster,
  service: LocatedObject,
  about: LocatedObject,
  path: Path,
): Generator<Draft> {
  const waypoint = waypointOf(cluster, service);
  if (waypoint === undefined) {
    yield draft("E94", about, path, {
      happens: `Nothing looks at requests to Service ${service.namespace}/${service.name}, which uses no waypoint: the object has no effect.`,
      fix: "Label the Service or its namespace istio.io/use-waypoint, and make the waypoint's Gateway.",
    });
  }
}

function* authorization(
  { cluster, modeOfNamespace, modeOf, templates }: Mesh,
  policy: LocatedObject,
): Generator<Draft> {
  const { targetRef, targetRefs, rules, selector, action } = specOf(policy);
  const targets = [...mappings(targetRefs).map(({ item }) => item), mapping(targetRef)];
  for (const { kind, name, group } of targets) {
    if (kind !== "Service" || (group !== "" && group !== undefined) || string(name) === undefined) continue;
    const service = cluster.find("v1/Service", policy.namespace, `${name}`);
    if (service !== undefined && modeOf(service) !== "sidecar")
      yield* atWaypoint(cluster, service, policy, [
        "spec",
        targetRefs === undefined ? "targetRef" : "targetRefs",
      ]);
  }
  if (targets.some(({ kind }) => kind !== undefined)) return;
  const labels = mapping(mapping(selector).matchLabels);
  // pods of a waypoint look at requests themselves
  if (Object.keys(labels).some((label) => label.startsWith("gateway.networking.k8s.io/"))) return;
  const selected = templates.filter(
    ({ template }) =>
      template.from.namespace === policy.namespace &&
      Object.entries(labels).every(([key, value]) => template.labels[key] === value),
  );
  const isAmbient =
    selected.length > 0
      ? selected.some(({ modes }) => modes.includes("ambient"))
      : modeOfNamespace(policy.namespace) === "ambient";
  if (!isAmbient) return;
  for (const { item, index } of mappings(rules)) {
    const path = requestField(item);
    if (path === undefined) continue;
    yield draft("E94", policy, ["spec", "rules", index, ...path], {
      happens: `ztunnel sees no requests, only connections: ${action === "DENY" ? "what the rest of the rule names is denied whole" : "the rule is left out, and what it would allow is denied"}.`,
      fix: "Name the Service under targetRefs instead of selecting pods, so that its waypoint applies it.",
    });
  }
}

/** Where a rule first looks at a request. */
function requestField(rule: Readonly<Record<string, unknown>>): Path | undefined {
  for (const { item, index } of mappings(rule.to)) {
    const field = Object.keys(mapping(item.operation)).find((key) =>
      /^(not)?(methods|paths|hosts)$/i.test(key),
    );
    if (field !== undefined) return ["to", index, "operation", field];
  }
  for (const { item, index } of mappings(rule.from)) {
    const field = Object.keys(mapping(item.source)).find((key) =>
      /requestPrincipals|remoteIpBlocks/i.test(key),
    );
    if (field !== undefined) return ["from", index, "source", field];
  }
  for (const { item, index } of mappings(rule.when)) {
    if (typeof item.key === "string" && item.key.startsWith("request.")) return ["when", index, "key"];
  }
  return undefined;
}
