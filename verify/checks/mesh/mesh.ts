import type { Release } from "../../input/input";
import type { LocatedObject } from "../../input/located-object";
import { valueAt } from "../../input/releases";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, specOf, string } from "../cluster";
import { type Pods, type PodTemplate, podsOf } from "../references/pods";

/** How pods take part in a mesh. */
export type Mode = "sidecar" | "ambient" | "consul";

/** What the input says of meshes. */
export interface Mesh {
  readonly cluster: Cluster;
  readonly pods: Pods;
  /** Every pod template with the ways in which its pods take part, as far as labels and annotations tell. */
  readonly templates: readonly Participant[];
  readonly participantOf: (template: PodTemplate) => Participant | undefined;
  /** Services whose selector takes the pods of a template. */
  readonly servicesOf: (template: PodTemplate) => readonly LocatedObject[];
  /** Namespaces in which pods are described. */
  readonly namespaces: readonly string[];
  /** Namespaces that a selector beside others takes; one that is not given takes the object's own. */
  readonly namespacesIn: (selector: unknown, own: string) => readonly string[];
  /** The way of the pods behind a Service, or of its namespace where no pods are described. */
  readonly modeOf: (service: LocatedObject) => Mode | undefined;
  /** The way that a namespace's labels ask for. */
  readonly modeOfNamespace: (namespace: string) => Mode | undefined;
  /** A release of that chart whose values are all known. */
  readonly release: (chart: string) => Release | undefined;
}

export interface Participant {
  readonly template: PodTemplate;
  /** One that works, and more that contradict each other. */
  readonly modes: readonly Mode[];
  /** Where each is asked for: in the pods' metadata, or undefined for their namespace. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
}

export function meshIn(cluster: Cluster): Mesh {
  const pods = podsOf(cluster);
  const templates = workloads.flatMap((kind) => cluster.all(kind)).map(({ namespace }) => namespace);
  const all = [...new Set([...templates, ...cluster.all("v1/Pod").map(({ namespace }) => namespace)])]
    .flatMap((namespace) => pods.inNamespace(namespace))
    .map((template) => participant(cluster, template));
  const byTemplate = new Map(all.map((each) => [each.template, each]));
  const modeOfNamespace = (namespace: string) => namespaceModes(cluster, namespace)[0];
  const services = servicesBySelector(cluster);
  const namespaces = [...new Set(all.map(({ template }) => template.from.namespace))];
  return {
    cluster,
    pods,
    templates: all,
    namespaces,
    participantOf: (template) => byTemplate.get(template),
    servicesOf: ({ from, labels }) =>
      Object.entries(labels)
        .flatMap(([key, value]) => services.get(`${from.namespace}\n${key}\n${value}`) ?? [])
        .filter((service) =>
          Object.entries(mapping(specOf(service).selector)).every(([key, value]) => labels[key] === value),
        ),
    namespacesIn: (selector, own) => {
      if (selector === undefined || selector === null) return [own];
      const name = mapping(mapping(selector).matchLabels)[nameLabel];
      return (typeof name === "string" ? [name] : namespaces).filter((namespace) =>
        selects(selector, {
          [nameLabel]: namespace,
          ...labelsOf(cluster.find("v1/Namespace", "", namespace)),
        }),
      );
    },
    modeOfNamespace,
    modeOf: (service) => {
      const selector = mapping(specOf(service).selector);
      if (Object.keys(selector).length === 0) return undefined;
      const selected = pods.selectedBy(service.namespace, selector);
      if (selected.length === 0) return modeOfNamespace(service.namespace);
      return selected.flatMap((template) => byTemplate.get(template)?.modes ?? [])[0];
    },
    release: (chart) => {
      const found = cluster.input.releases.filter((release) => release.chart === chart);
      return found.length === 1 && found[0]?.valuesKnown === true ? found[0] : undefined;
    },
  };
}

/** Namespaces' labels of Istio: with both, sidecars are injected and ambient mode leaves the pods alone. */
export function namespaceModes(cluster: Cluster, namespace: string): readonly Mode[] {
  const labels = labelsOf(cluster.find("v1/Namespace", "", namespace));
  return [
    ...(labels["istio-injection"] === "enabled" || string(labels["istio.io/rev"]) !== undefined
      ? (["sidecar"] as const)
      : []),
    ...(labels["istio.io/dataplane-mode"] === "ambient" ? (["ambient"] as const) : []),
  ];
}

export const labelsOf = (object: LocatedObject | undefined): Readonly<Record<string, unknown>> =>
  mapping(mapping(object?.object.metadata).labels);

export const annotationsOf = (object: LocatedObject): Readonly<Record<string, unknown>> =>
  mapping(mapping(object.object.metadata).annotations);

/** `Deployment apps/web` */
export const workloadName = ({ kind, namespace, name }: LocatedObject): string =>
  `${kind} ${namespace}/${name}`;

/** A value of a release below a dotted path. */
export const setting = (release: Release | undefined, path: string): unknown =>
  release === undefined ? undefined : valueAt(release.values, path.split("."));

/** The waypoint that requests to a Service go through: the one that it names, or its namespace. */
export function waypointOf(cluster: Cluster, service: LocatedObject): string | undefined {
  const own = string(labelsOf(service)["istio.io/use-waypoint"]);
  const named =
    own ?? string(labelsOf(cluster.find("v1/Namespace", "", service.namespace))["istio.io/use-waypoint"]);
  return named === "none" ? undefined : named;
}

/** Pods of a namespace that a selector takes, found by the labels that it names. */
export function selectedIn(pods: Pods, namespace: string, selector: unknown): readonly PodTemplate[] {
  const labels = mapping(mapping(selector).matchLabels);
  const found =
    Object.keys(labels).length > 0 ? pods.selectedBy(namespace, labels) : pods.inNamespace(namespace);
  return found.filter((template) => selects(selector, template.labels));
}

/** Whether labels are those that a selector of the form of Deployments and policies takes. */
export function selects(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const { matchLabels, matchExpressions } = mapping(selector);
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.map(mapping) : [];
  return (
    Object.entries(mapping(matchLabels)).every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = labels[`${key}`];
      const listed = Array.isArray(values) && values.includes(value);
      switch (operator) {
        case "In":
          return listed;
        case "NotIn":
          return !listed;
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

// --- internal ---

const workloads = [
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/Job",
  "argoproj.io/Rollout",
];

/** The label by which every namespace can be selected. */
const nameLabel = "kubernetes.io/metadata.name";

/** Services by one of the labels that they select. */
function servicesBySelector(cluster: Cluster): ReadonlyMap<string, readonly LocatedObject[]> {
  const found = new Map<string, LocatedObject[]>();
  for (const service of cluster.all("v1/Service")) {
    // the first is mostly a name, and what follows shared by many
    const [key, value] = Object.entries(mapping(specOf(service).selector))[0] ?? [];
    if (key === undefined) continue;
    const label = `${service.namespace}\n${key}\n${value}`;
    const list = found.get(label);
    if (list === undefined) found.set(label, [service]);
    else list.push(service);
  }
  return found;
}

function participant(cluster: Cluster, template: PodTemplate): Participant {
  const { from, path, labels } = template;
  const { metadata, spec } = mapping(valueAt(from.object, path));
  const annotations = mapping(mapping(metadata).annotations);
  const asked = namespaceModes(cluster, from.namespace);
  const inject = `${labels["sidecar.istio.io/inject"] ?? annotations["sidecar.istio.io/inject"] ?? ""}`;
  const ambient = labels["istio.io/dataplane-mode"];
  const sidecar = inject === "true" || (inject !== "false" && asked.includes("sidecar"));
  const modes: Mode[] = [
    ...(sidecar ? (["sidecar"] as const) : []),
    ...(ambient === "ambient" || (ambient !== "none" && !sidecar && asked.includes("ambient"))
      ? (["ambient"] as const)
      : []),
    ...(`${annotations[consulInjection]}` === "true" ? (["consul"] as const) : []),
  ];
  return { template, modes, spec: mapping(spec), annotations };
}

const consulInjection = "consul.hashicorp.com/connect-inject";

/** Where a pod's own part of a template stands in its object. */
export const inTemplate = ({ path }: PodTemplate, ...rest: Path): Path => [...path, ...rest];
