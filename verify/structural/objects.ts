import { groupOf, isBuiltInGroup, isClusterScoped } from "./built-in";
import { checkMetadata } from "./metadata";
import { dotted, type Path } from "./path";
import { isRecord } from "./record";
import type { FindSchema } from "./schemas";
import { type StructuralFinding, validate } from "./validate";

/** A file of manifests, as the objects in it. */
export interface ObjectFile {
  /** Path as it is shown in findings. */
  readonly path: string;
  readonly objects: readonly unknown[];
}

/** Something in an object that Kubernetes would refuse or drop. */
export interface ObjectFinding {
  readonly file: string;
  /** `Kind namespace/name`, as far as the object says. */
  readonly object: string;
  /** Dotted path in the object; empty for the whole of it. */
  readonly path: string;
  readonly message: string;
}

/** What a finding is about, for those who tell them apart. */
export type Concern =
  /** The object does not say what it is, or its metadata is not valid. */
  | "identity"
  /** A namespaced object names no namespace. */
  | "no namespace"
  /** An object of the whole cluster names one. */
  | "needless namespace"
  | "no schema"
  /** A custom resource does not fit its schema. */
  | "schema"
  /** Another object has the same identity. */
  | "twice";

/** The same, by position: which object of which file, and where in it. */
export interface PlacedFinding {
  readonly concern: Concern;
  readonly file: number;
  readonly object: number;
  readonly path: Path;
  readonly message: string;
}

interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Checks that objects are whole, different from each other, and fit the schema of their kind. */
export const checkObjects = (
  files: readonly ObjectFile[],
  findSchema: FindSchema,
): readonly ObjectFinding[] => placedFindings(files, findSchema).map((finding) => describe(finding, files));

/** Findings of `checkObjects`, for callers that know where each object stands. */
export function placedFindings(files: readonly ObjectFile[], findSchema: FindSchema): PlacedFinding[] {
  const first = new Map<string, string>();
  return files.flatMap(({ path: name, objects }, file) =>
    objects.flatMap((value, object) =>
      [...checkObject(value, findSchema), ...checkUnique(value, name, first)].map(
        ({ concern, path, message }) => ({
          concern,
          file,
          object,
          path,
          message,
        }),
      ),
    ),
  );
}

/** A finding in words. */
export function describe(
  { file, object, path, message }: PlacedFinding,
  files: readonly ObjectFile[],
): ObjectFinding {
  const { path: name = "", objects = [] } = files[file] ?? {};
  return { file: name, object: nameOf(objects[object]), path: dotted(path), message };
}

// --- internal ---

interface Concerned extends StructuralFinding {
  readonly concern: Concern;
}

const about = (concern: Concern, findings: readonly StructuralFinding[]): Concerned[] =>
  findings.map((finding) => ({ concern, ...finding }));

function checkObject(object: unknown, findSchema: FindSchema): Concerned[] {
  if (!isRecord(object)) return about("identity", [{ path: [], message: "must be an object" }]);
  const { apiVersion, kind, metadata, ...rest } = object;
  if (typeof apiVersion !== "string") {
    return about("identity", [{ path: ["apiVersion"], message: "is required" }]);
  }
  if (typeof kind !== "string") return about("identity", [{ path: ["kind"], message: "is required" }]);
  const group = groupOf(apiVersion);
  // what kustomize reads is no object of the cluster
  if (group === "kustomize.config.k8s.io") return [];
  if (!isRecord(metadata)) return about("identity", [{ path: ["metadata"], message: "is required" }]);
  const schema = findSchema(apiVersion, kind);
  const clusterScoped = schema === undefined ? isClusterScoped(group, kind) : schema.scope === "Cluster";
  const namespace = ["metadata", "namespace"];
  return [
    ...about("identity", checkMetadata(metadata, group)),
    ...(clusterScoped && metadata.namespace !== undefined
      ? about("needless namespace", [
          { path: namespace, message: `must be left out: ${kind} belongs to the whole cluster` },
        ])
      : []),
    ...(schema?.scope === "Namespaced" && metadata.namespace === undefined
      ? about("no namespace", [
          {
            path: namespace,
            message: "is required, or the object lands in whatever namespace is current",
          },
        ])
      : []),
    ...(schema === undefined
      ? about("no schema", checkBuiltIn(apiVersion, kind))
      : about("schema", validate(rest, schema.schema))),
  ];
}

/** Another project's kind without a schema would go unchecked, which a reader of the summary could not know. */
const checkBuiltIn = (apiVersion: string, kind: string): StructuralFinding[] =>
  isBuiltInGroup(groupOf(apiVersion))
    ? []
    : [
        {
          path: ["apiVersion"],
          message: `there is no schema of ${apiVersion} ${kind} to check it by; name its definition in cli/imports/sources.ts and run npm run imports`,
        },
      ];

function checkUnique(object: unknown, file: string, first: Map<string, string>): Concerned[] {
  if (!isIdentified(object)) return [];
  const { apiVersion, kind, metadata } = object;
  const identity = [groupOf(apiVersion), kind, metadata.namespace ?? "", metadata.name].join("\n");
  const other = first.get(identity);
  if (other === undefined) first.set(identity, file);
  return other === undefined
    ? []
    : about("twice", [{ path: ["metadata", "name"], message: `is defined in ${other} already` }]);
}

const isIdentified = (object: unknown): object is Identity =>
  isRecord(object) &&
  typeof object.apiVersion === "string" &&
  typeof object.kind === "string" &&
  isRecord(object.metadata) &&
  typeof object.metadata.name === "string";

function nameOf(object: unknown): string {
  if (!isRecord(object)) return "";
  const { namespace, name } = isRecord(object.metadata)
    ? object.metadata
    : { namespace: undefined, name: undefined };
  const qualified = [namespace, name].filter((part) => typeof part === "string").join("/");
  return [object.kind, qualified].filter((part) => typeof part === "string" && part !== "").join(" ");
}
