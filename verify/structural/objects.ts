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

interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Checks that objects are whole, different from each other, and fit the schema of their kind. */
export function checkObjects(files: readonly ObjectFile[], findSchema: FindSchema): readonly ObjectFinding[] {
  const first = new Map<string, string>();
  return files.flatMap(({ path: file, objects }) =>
    objects.flatMap((object) =>
      [...checkObject(object, findSchema), ...checkUnique(object, file, first)].map(({ path, message }) => ({
        file,
        object: nameOf(object),
        path: dotted(path),
        message,
      })),
    ),
  );
}

// --- internal ---

function checkObject(object: unknown, findSchema: FindSchema): StructuralFinding[] {
  if (!isRecord(object)) return [{ path: [], message: "must be an object" }];
  const { apiVersion, kind, metadata, ...rest } = object;
  if (typeof apiVersion !== "string") return [{ path: ["apiVersion"], message: "is required" }];
  if (typeof kind !== "string") return [{ path: ["kind"], message: "is required" }];
  // what kustomize reads is no object of the cluster
  if (apiVersion.startsWith("kustomize.config.k8s.io/")) return [];
  if (!isRecord(metadata)) return [{ path: ["metadata"], message: "is required" }];
  const schema = findSchema(apiVersion, kind);
  return [
    ...checkMetadata(metadata),
    ...(schema?.scope === "Cluster" && metadata.namespace !== undefined
      ? [
          {
            path: ["metadata", "namespace"],
            message: `must be left out: ${kind} belongs to the whole cluster`,
          },
        ]
      : []),
    ...(schema?.scope === "Namespaced" && metadata.namespace === undefined
      ? [
          {
            path: ["metadata", "namespace"],
            message: "is required, or the object lands in whatever namespace is current",
          },
        ]
      : []),
    ...(schema === undefined ? checkBuiltIn(apiVersion, kind) : validate(rest, schema.schema)),
  ];
}

/** Groups that the API server itself serves (Kubernetes API reference); what their kinds hold is its to check. */
const builtInGroup =
  /^(apps|autoscaling|batch|policy|(admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage)\.k8s\.io)$/;

/** Another project's kind without a schema would go unchecked, which a reader of the summary could not know. */
function checkBuiltIn(apiVersion: string, kind: string): StructuralFinding[] {
  const [group = "", version] = apiVersion.split("/");
  if (version === undefined || builtInGroup.test(group)) return [];
  return [
    {
      path: ["apiVersion"],
      message: `there is no schema of ${apiVersion} ${kind} to check it by; name its definition in cli/imports/sources.ts and run npm run imports`,
    },
  ];
}

const nameForm = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const labelValueForm = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;

function checkMetadata(metadata: Readonly<Record<string, unknown>>): StructuralFinding[] {
  const { name, labels } = metadata;
  if (typeof name !== "string") return [{ path: ["metadata", "name"], message: "is required" }];
  return [
    ...(nameForm.test(name) && name.length <= 253
      ? []
      : [
          {
            path: ["metadata", "name"],
            message: `"${name}" must be at most 253 lower-case letters, digits, dashes and dots, and begin and end with a letter or digit`,
          },
        ]),
    ...Object.entries(isRecord(labels) ? labels : {}).flatMap(([key, value]) =>
      typeof value === "string" && labelValueForm.test(value)
        ? []
        : [
            {
              path: ["metadata", "labels", key],
              message: `${JSON.stringify(value)} must be at most 63 letters, digits, dashes, dots and underscores, in quotes`,
            },
          ],
    ),
  ];
}

function checkUnique(object: unknown, file: string, first: Map<string, string>): StructuralFinding[] {
  if (!isIdentified(object)) return [];
  const { apiVersion, kind, metadata } = object;
  const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  const identity = [group, kind, metadata.namespace ?? "", metadata.name].join("\n");
  const other = first.get(identity);
  if (other === undefined) first.set(identity, file);
  return other === undefined
    ? []
    : [{ path: ["metadata", "name"], message: `is defined in ${other} already` }];
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

/** `["spec", "routes", 0, "match"]` gives `spec.routes[0].match`. */
const dotted = (path: readonly (string | number)[]): string =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
