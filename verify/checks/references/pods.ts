import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf } from "../cluster";

/** What a workload makes its pods from. */
export interface PodTemplate {
  readonly from: LocatedObject;
  readonly path: Path;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly ports: readonly { readonly name?: string; readonly number?: number }[];
}

export interface Pods {
  readonly inNamespace: (namespace: string) => readonly PodTemplate[];
  /** Those whose labels have everything that the selector names. */
  readonly selectedBy: (
    namespace: string,
    selector: Readonly<Record<string, unknown>>,
  ) => readonly PodTemplate[];
}

const workloads = [
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/Job",
  "argoproj.io/Rollout",
];

export function podsOf(cluster: Cluster): Pods {
  const byNamespace = new Map<string, PodTemplate[]>();
  const byLabel = new Map<string, PodTemplate[]>();
  const templates = [
    ...workloads.flatMap((kind) =>
      cluster.all(kind).map((from) => template(from, ["spec", "template"], specOf(from).template)),
    ),
    ...cluster.all("v1/Pod").map((from) => template(from, [], from.object)),
  ];
  for (const one of templates) {
    add(byNamespace, one.from.namespace, one);
    for (const [key, value] of Object.entries(one.labels)) {
      add(byLabel, labelKey(one.from.namespace, key, value), one);
    }
  }
  return {
    inNamespace: (namespace) => byNamespace.get(namespace) ?? [],
    selectedBy: (namespace, selector) => {
      const pairs = Object.entries(selector);
      // the rarest label first: all services of a namespace share some
      const fewest = pairs
        .map(([key, value]) => byLabel.get(labelKey(namespace, key, value)) ?? [])
        .sort((a, b) => a.length - b.length)[0];
      return (fewest ?? []).filter(({ labels }) => pairs.every(([key, value]) => labels[key] === value));
    },
  };
}

// --- internal ---

const labelKey = (namespace: string, key: string, value: unknown): string => `${namespace}\n${key}\n${value}`;

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function template(from: LocatedObject, path: Path, value: unknown): PodTemplate {
  const { metadata, spec } = mapping(value);
  const { containers, initContainers } = mapping(spec);
  return {
    from,
    path,
    labels: mapping(mapping(metadata).labels),
    // a sidecar is an init container that goes on
    ports: [...mappings(containers), ...mappings(initContainers)].flatMap(({ item }) =>
      mappings(item.ports).map(({ item: { name, containerPort } }) => ({
        ...(typeof name === "string" && { name }),
        ...(typeof containerPort === "number" && { number: containerPort }),
      })),
    ),
  };
}
