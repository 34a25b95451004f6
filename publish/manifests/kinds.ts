import { isBuiltInGroup } from "../../verify/structural/built-in";
import type { Identity } from "./layout";

/** What an object is to whoever applies it: what others need comes first. */
export type Stage = "namespace" | "definition" | "access" | "rest" | "custom";

export const stages: readonly Stage[] = ["namespace", "definition", "access", "rest", "custom"];

export function stageOf({ group, kind }: Pick<Identity, "group" | "kind">): Stage {
  if (group === "" && kind === "Namespace") return "namespace";
  if (isDefinition({ group, kind })) return "definition";
  if (!isBuiltInGroup(group)) return "custom";
  return accessKinds.includes(kind) ? "access" : "rest";
}

/** Whether an object defines a kind of others. */
export const isDefinition = ({ group, kind }: Pick<Identity, "group" | "kind">): boolean =>
  group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition";

/** Whether something is lost for good when the object goes, and all that is in it. */
export const holdsOthers = (object: Pick<Identity, "group" | "kind">): boolean =>
  isDefinition(object) ||
  (object.group === "" && ["Namespace", "PersistentVolumeClaim"].includes(object.kind));

// --- internal ---

/** Who may do what, and what programs are told; workloads do not start without them. */
const accessKinds = [
  "ClusterRole",
  "ClusterRoleBinding",
  "ConfigMap",
  "IngressClass",
  "LimitRange",
  "NetworkPolicy",
  "PriorityClass",
  "ResourceQuota",
  "Role",
  "RoleBinding",
  "RuntimeClass",
  "Secret",
  "ServiceAccount",
  "StorageClass",
];
