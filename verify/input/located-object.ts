import { groupOf, isBuiltInGroup, isClusterScoped } from "../structural/built-in";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";

/** A spot in a file as an editor counts: lines and columns from 1, columns in UTF-16 code units. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** A Kubernetes object and where it is written. */
export interface LocatedObject {
  /** Path as it is shown in findings, with forward slashes. */
  readonly file: string;
  readonly apiVersion: string;
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty where the object has none. */
  readonly name: string;
  /**
   * Where a namespaced object names none: that of its kustomization, or `default`, as kubectl has it without further
   * settings. Empty for what belongs to the whole cluster.
   */
  readonly namespace: string;
  /** The object itself, as Kubernetes reads it. Nothing in it has been checked. */
  readonly object: Readonly<Record<string, unknown>>;
  /**
   * Where the last part of `path` that exists begins. The file is read again for it, so ask only for what is
   * shown.
   */
  readonly locate: (path: Path) => Location;
}

/** A value that may be an object of Kubernetes: it says of what kind it is. */
export const isKubernetesObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && typeof value.apiVersion === "string" && typeof value.kind === "string";

/** Reads the identity of `object`. Of a field that is no text, the identity says nothing. */
export function locatedObject(
  file: string,
  object: Readonly<Record<string, unknown>>,
  locate: LocatedObject["locate"],
  defaultNamespace = "default",
): LocatedObject {
  const apiVersion = text(object.apiVersion);
  const group = groupOf(apiVersion);
  const kind = text(object.kind);
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  const namespace = isWholeCluster(group, kind) ? "" : text(metadata.namespace) || defaultNamespace;
  return { file, apiVersion, group, kind, name: text(metadata.name), namespace, object, locate };
}

/** The objects in one document: those of a list one by one, each with the path to it. */
export function flattened(
  object: Readonly<Record<string, unknown>>,
  at: Path = [],
): readonly { readonly object: Readonly<Record<string, unknown>>; readonly at: Path }[] {
  const { kind, items } = object;
  const isList = typeof kind === "string" && kind.endsWith("List") && Array.isArray(items);
  if (!isList) return [{ object, at }];
  return items.flatMap((item: unknown, index) =>
    isRecord(item) ? flattened(item, [...at, "items", index]) : [],
  );
}

// --- internal ---

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Kinds of the projects that Slipway knows, beside Kubernetes' own, that have no namespace. */
const clusterKinds = ["ClusterIssuer", "GatewayClass", "ClusterSecretStore", "ClusterExternalSecret"];

const isWholeCluster = (group: string, kind: string): boolean =>
  isBuiltInGroup(group) ? isClusterScoped(group, kind) : clusterKinds.includes(kind);
