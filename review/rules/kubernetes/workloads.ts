import { isRecord } from "../../differences/value";
import type { Value } from "../../plan/change";
import { listed } from "../changes";
import type { Rule, RuleFinding } from "../rule";
import { alike, type Fields, field, number, objectsOf, records, text, texts } from "./objects";

export const immutable: Rule = {
  id: "EKS-K8S-005",
  title: "a field changes that the API server does not let change",
  level: "high",
  why: "whoever applies it gets an error, and what comes after it in the same run may not be applied",
  fix: "Delete the object first, or give the new one another name.",
  find: (context) =>
    objectsOf(context, ...Object.keys(fixed)).flatMap(({ subject, kind, before, after }): RuleFinding[] => {
      if (before === undefined || after === undefined) return [];
      const paths = (fixed[kind] ?? (() => []))(before, after);
      return paths.length === 0
        ? []
        : [
            {
              subject,
              happens: `${listed(paths)} ${paths.length === 1 ? "changes" : "change"}, and cannot be changed in place.`,
              about: paths,
            },
          ];
    }),
};

export const fewerReplicas: Rule = {
  id: "EKS-K8S-012",
  title: "there may be fewer replicas, or a PodDisruptionBudget is removed or weakened",
  level: "high",
  why: "there is less left when a node goes, or while nodes are drained",
  fix: "Check what it has to bear with one replica away.",
  find: (context) => [
    ...objectsOf(context, "Deployment", "StatefulSet", "Rollout").flatMap(({ subject, before, after }) =>
      fewer(subject, before, after, ["spec", "replicas"]),
    ),
    ...objectsOf(context, "HorizontalPodAutoscaler").flatMap(({ subject, before, after }) => [
      ...fewer(subject, before, after, ["spec", "minReplicas"]),
      ...fewer(subject, before, after, ["spec", "maxReplicas"]),
    ]),
    ...objectsOf(context, "PodDisruptionBudget").flatMap(({ subject, before, after }): RuleFinding[] => {
      if (before === undefined) return [];
      if (after === undefined) return [{ subject, happens: "It is removed.", about: "removed" }];
      return [
        ...weaker(subject, before, after, "minAvailable", (one, other) => other < one),
        ...weaker(subject, before, after, "maxUnavailable", (one, other) => other > one),
      ];
    }),
  ],
};

export const privileged: Rule = {
  id: "EKS-K8S-013",
  title: "pods newly reach into their node",
  level: "high",
  why: "whoever takes over such a pod has the node, and every other pod on it",
  fix: "Do without, or keep it to a namespace whose pod security standard allows it on purpose.",
  find: (context) =>
    objectsOf(context, ...Object.keys(templates)).flatMap(
      ({ subject, kind, before, after }): RuleFinding[] => {
        const had = powersOf(podOf(kind, before));
        const gained = powersOf(podOf(kind, after)).filter((power) => !had.includes(power));
        return gained.length === 0 ? [] : [{ subject, happens: `It gets ${listed(gained)}.`, about: gained }];
      },
    ),
};

export const image: Rule = {
  id: "EKS-K8S-017",
  title: "a container gets another image",
  level: "note",
  why: "other code runs",
  fix: "Check that the image is one that was tested.",
  find: (context) =>
    objectsOf(context, ...Object.keys(templates)).flatMap(
      ({ subject, kind, before, after }): RuleFinding[] => {
        const old = containersOf(podOf(kind, before));
        const said = [...containersOf(podOf(kind, after))].flatMap(([name, container]) => {
          const [one, other] = [old.get(name), container].map((it) => text(it, "image"));
          return one === undefined || one === other ? [] : [`${name} goes from ${one} to ${other}`];
        });
        return said.length === 0 ? [] : [{ subject, happens: `${listed(said)}.`, about: said }];
      },
    ),
};

export const resources: Rule = {
  id: "EKS-K8S-018",
  title: "a container's resources or probes change",
  level: "note",
  why: "pods may find no node, or get requests before they are ready",
  fix: "Check requests against what nodes have, and that a readiness probe is left.",
  find: (context) =>
    objectsOf(context, ...Object.keys(templates)).flatMap(
      ({ subject, kind, before, after }): RuleFinding[] => {
        const old = containersOf(podOf(kind, before));
        const said = [...containersOf(podOf(kind, after))].flatMap(([name, container]) => {
          const was = old.get(name);
          if (was === undefined) return [];
          return ["livenessProbe", "readinessProbe", "resources", "startupProbe"].flatMap((path) => {
            const [one, other] = [field(was, path), field(container, path)];
            if (alike(one, other)) return [];
            return [
              `${path} of ${name} ${other === undefined ? "is removed" : one === undefined ? "is new" : "changes"}`,
            ];
          });
        });
        return said.length === 0 ? [] : [{ subject, happens: `${listed(said)}.`, about: said }];
      },
    ),
};

// --- internal ---

/** Where the template of pods stands, by kind. */
const templates: Readonly<Record<string, readonly string[]>> = {
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  Deployment: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  Pod: ["spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Rollout: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
};

const podOf = (kind: string, object: Fields | undefined): Value =>
  field(object, ...(templates[kind] ?? ["spec"]));

/** Containers by name, those that only initialise included. */
const containersOf = (pod: Value): ReadonlyMap<string, Fields> =>
  new Map(
    ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
      records(pod, list).map((container) => [text(container, "name") ?? "", container] as const),
    ),
  );

/** What a pod has of its node, in words. */
function powersOf(pod: Value): readonly string[] {
  return [
    ...["hostIPC", "hostNetwork", "hostPID"].filter((name) => field(pod, name) === true),
    ...records(pod, "volumes").flatMap((volume) => {
      const path = text(volume, "hostPath", "path");
      return path === undefined ? [] : [`hostPath ${path}`];
    }),
    ...[...containersOf(pod)].flatMap(([name, container]) => [
      ...(field(container, "securityContext", "privileged") === true ? [`privileged in ${name}`] : []),
      ...texts(container, "securityContext", "capabilities", "add")
        // binding a low port is all that this one allows
        .filter((capability) => capability !== "NET_BIND_SERVICE")
        .map((capability) => `capability ${capability} in ${name}`),
    ]),
  ];
}

function fewer(
  subject: string,
  before: Fields | undefined,
  after: Fields | undefined,
  path: readonly string[],
): readonly RuleFinding[] {
  const [one, other] = [number(before, ...path), number(after, ...path)];
  if (one === undefined || other === undefined || other >= one) return [];
  return [{ subject, happens: `${path.at(-1)} goes from ${one} to ${other}.`, about: [path, other] }];
}

function weaker(
  subject: string,
  before: Fields,
  after: Fields,
  name: string,
  isWeaker: (one: number, other: number) => boolean,
): readonly RuleFinding[] {
  const [one, other] = [field(before, "spec", name), field(after, "spec", name)];
  const [was, is] = [one, other].map((value) => Number(String(value ?? "").replace("%", "")));
  // counts and percentages cannot be compared
  const unlike = String(one).endsWith("%") !== String(other).endsWith("%");
  if (one === undefined || (other !== undefined && (unlike || !isWeaker(was ?? 0, is ?? 0)))) return [];
  if (other === undefined && name === "maxUnavailable") return [];
  return [
    { subject, happens: `${name} goes from ${one} to ${other ?? "nothing"}.`, about: [name, other ?? null] },
  ];
}

type Fixed = (before: Fields, after: Fields) => readonly string[];

/** Fields that differ although nothing may change them once the object exists (Kubernetes, API validation). */
const fixed: Readonly<Record<string, Fixed>> = {
  ClusterRoleBinding: paths("roleRef"),
  ConfigMap: sealed,
  DaemonSet: paths("spec.selector"),
  Deployment: paths("spec.selector"),
  Job: paths("spec.completionMode", "spec.selector", "spec.template"),
  PersistentVolumeClaim: others("spec", "resources", "volumeAttributesClassName"),
  PriorityClass: paths("preemptionPolicy", "value"),
  ReplicaSet: paths("spec.selector"),
  RoleBinding: paths("roleRef"),
  Secret: (before, after) => [...sealed(before, after), ...paths("type")(before, after)],
  Service: (before, after) => {
    const [one, other] = [before, after].map((object) => text(object, "spec", "clusterIP"));
    // turning into a Service of another type gives it up
    return one !== undefined && other !== undefined && one !== "" && other !== "" && one !== other
      ? ["spec.clusterIP"]
      : paths("spec.loadBalancerClass")(before, after).filter(
          () =>
            text(before, "spec", "type") === "LoadBalancer" && text(after, "spec", "type") === "LoadBalancer",
        );
  },
  StatefulSet: others(
    "spec",
    "minReadySeconds",
    "ordinals",
    "persistentVolumeClaimRetentionPolicy",
    "replicas",
    "revisionHistoryLimit",
    "template",
    "updateStrategy",
  ),
  StorageClass: paths("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"),
};

function paths(...dotted: readonly string[]): Fixed {
  return (before, after) =>
    dotted.filter((path) => !alike(field(before, ...path.split(".")), field(after, ...path.split("."))));
}

/** All below `parent` but what is named. */
function others(parent: string, ...free: readonly string[]): Fixed {
  return (before, after) => {
    const [one, other] = [field(before, parent), field(after, parent)];
    if (!isRecord(one) || !isRecord(other)) return [];
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .filter((key) => !free.includes(key) && !alike(one[key], other[key]))
      .sort()
      .map((key) => `${parent}.${key}`);
  };
}

function sealed(before: Fields, after: Fields): readonly string[] {
  return field(before, "immutable") === true ? paths("binaryData", "data", "immutable")(before, after) : [];
}
