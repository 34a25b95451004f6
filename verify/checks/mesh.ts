import type { LocatedObject } from "../input/located-object";
import { type Cluster, mapping, mappings, specOf } from "./cluster";
import type { Draft } from "./finding";

/**
 * Checks of service meshes, of what watches them, and of how Traefik leads into them. They are loaded where something
 * of the kind occurs: most manifests have nothing of it.
 */
export function* meshChecks(cluster: Cluster): Generator<Draft> {
  const { objects, releases } = cluster.input;
  if (!releases.some(({ chart }) => charts.includes(chart)) && !objects.some(concerns)) return;
  const { allMeshChecks } = require("./mesh/all") as typeof import("./mesh/all");
  yield* allMeshChecks(cluster);
}

// --- internal ---

const charts: readonly string[] = ["consul", "istiod", "kube-prometheus-stack", "ztunnel"];

const groups: readonly string[] = [
  "consul.hashicorp.com",
  "gateway.networking.k8s.io",
  "monitoring.coreos.com",
  "networking.istio.io",
  "security.istio.io",
  "telemetry.istio.io",
];

/** Whether an object belongs to a mesh or says something of one. */
function concerns(object: LocatedObject): boolean {
  const { group, kind } = object;
  if (groups.includes(group)) return true;
  switch (kind) {
    case "Namespace":
      return marks.some((mark) => mapping(mapping(object.object.metadata).labels)[mark] !== undefined);
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet": {
      const { replicas, template } = specOf(object);
      const { labels, annotations } = mapping(mapping(template).metadata);
      return (
        replicas === 0 ||
        marks.some((mark) => mapping(labels)[mark] !== undefined || mapping(annotations)[mark] !== undefined)
      );
    }
    case "IngressRoute":
    case "IngressRouteTCP":
      return mappings(specOf(object).routes).some(({ item }) =>
        mappings(item.services).some(({ item: { nativeLB } }) => nativeLB === true),
      );
    case "TraefikService":
      return mappings(mapping(specOf(object).weighted).services).some(
        ({ item: { nativeLB } }) => nativeLB === true,
      );
    default:
      return false;
  }
}

/** Labels and annotations by which pods and namespaces take part. */
const marks = [
  "consul.hashicorp.com/connect-inject",
  "istio-injection",
  "istio.io/dataplane-mode",
  "istio.io/rev",
  "sidecar.istio.io/inject",
] as const;
