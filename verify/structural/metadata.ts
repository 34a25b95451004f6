import type { Path } from "./path";
import { isRecord } from "./record";
import type { ObjectSchema, Schema } from "./schema";
import { type StructuralFinding, validate } from "./validate";

type Metadata = Readonly<Record<string, unknown>>;

/** Checks what the API server checks of every object's metadata (apimachinery, ValidateObjectMeta). */
export function checkMetadata(metadata: Metadata, group: string): StructuralFinding[] {
  return [
    ...checkName(metadata, group),
    ...checkNamespace(metadata),
    ...validate(metadata, fields, ["metadata"]),
    ...checkMap(metadata, "labels", labelProblem),
    ...checkMap(metadata, "annotations", annotationProblem),
  ];
}

// --- internal ---

const text: Schema = { type: "string" };
/** Checked by functions below, which know more than types. */
const elsewhere: Schema = { type: "any" };
/** Written by the API server; harmless in a manifest, and generators leave some there. */
const server: Schema = { type: "any" };

const fields: ObjectSchema = {
  type: "object",
  fields: {
    annotations: elsewhere,
    creationTimestamp: server,
    deletionGracePeriodSeconds: server,
    deletionTimestamp: server,
    finalizers: { type: "list", items: text },
    generateName: text,
    generation: server,
    labels: elsewhere,
    managedFields: server,
    name: elsewhere,
    namespace: elsewhere,
    ownerReferences: {
      type: "list",
      items: {
        type: "object",
        required: ["apiVersion", "kind", "name", "uid"],
        fields: {
          apiVersion: text,
          blockOwnerDeletion: { type: "boolean" },
          controller: { type: "boolean" },
          kind: text,
          name: text,
          uid: text,
        },
      },
    },
    resourceVersion: server,
    selfLink: server,
    uid: server,
  },
};

const subdomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const word = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

function checkName({ name, generateName }: Metadata, group: string): StructuralFinding[] {
  const at = (message: string) => [{ path: ["metadata", "name"], message }];
  if (name === undefined && generateName !== undefined) {
    return at("is required: kubectl apply cannot use generateName");
  }
  if (name === undefined) return at("is required");
  if (typeof name !== "string") return at(`must be a string; not ${JSON.stringify(name)}`);
  // `system:aggregate-to-view`: roles need only be one segment of a URL
  if (group === "rbac.authorization.k8s.io") {
    return /^(\.\.?|.*[/%].*|)$/.test(name) ? at(`"${name}" must have no slash and no percent sign`) : [];
  }
  return name.length <= 253 && subdomain.test(name)
    ? []
    : at(
        `"${name}" must be at most 253 lower-case letters, digits, dashes and dots, and begin and end with a letter or digit`,
      );
}

function checkNamespace({ namespace }: Metadata): StructuralFinding[] {
  if (namespace === undefined) return [];
  return typeof namespace === "string" && namespace.length <= 63 && label.test(namespace)
    ? []
    : [
        {
          path: ["metadata", "namespace"],
          message: `${JSON.stringify(namespace)} must be at most 63 lower-case letters, digits and dashes, and begin and end with a letter or digit`,
        },
      ];
}

function checkMap(
  metadata: Metadata,
  field: "labels" | "annotations",
  problemOf: (value: unknown) => string | undefined,
): StructuralFinding[] {
  const map = metadata[field];
  const path: Path = ["metadata", field];
  if (map === undefined) return [];
  if (!isRecord(map)) return [{ path, message: `must be an object; not ${JSON.stringify(map)}` }];
  return Object.entries(map).flatMap(([key, value]) =>
    [keyProblem(key), problemOf(value)]
      .filter((message) => message !== undefined)
      .map((message) => ({ path: [...path, key], message })),
  );
}

/** `name` or `prefix/name`, as of labels so of annotations. */
function keyProblem(key: string): string | undefined {
  const [name = "", prefix, ...more] = key.split("/").reverse();
  const fits =
    more.length === 0 &&
    word.test(name) &&
    (prefix === undefined || (prefix.length <= 253 && subdomain.test(prefix)));
  return fits
    ? undefined
    : "the key must be at most 63 letters, digits, dashes, dots and underscores, after a domain and a slash if it has any";
}

const labelProblem = (value: unknown): string | undefined =>
  value === "" || (typeof value === "string" && word.test(value))
    ? undefined
    : `${JSON.stringify(value)} must be at most 63 letters, digits, dashes, dots and underscores, in quotes`;

const annotationProblem = (value: unknown): string | undefined =>
  typeof value === "string" ? undefined : `${JSON.stringify(value)} must be a string, in quotes`;
