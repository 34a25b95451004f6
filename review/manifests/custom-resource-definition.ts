import { isRecord } from "../differences/value";
import type { AttributeChange } from "../report/report";
import { attributeChanges, changed, isEqual } from "./attributes";

type Fields = Readonly<Record<string, unknown>>;

/** Whether an object is a CustomResourceDefinition, whose schemas are too long for anybody to read. */
export const isDefinition = (object: Fields | undefined): boolean =>
  object?.kind === "CustomResourceDefinition";

/** Its versions, and in how many fields the schema of each differs. */
export function definitionChanges(
  before: Fields | undefined,
  after: Fields | undefined,
): readonly AttributeChange[] {
  const [left, right] = [versionsOf(before), versionsOf(after)];
  const versions = changed(shownVersions(left), shownVersions(right), ["spec", "versions"]);
  if (before === undefined || after === undefined) return [versions];
  const schemas = [...right].flatMap(([name, version]): AttributeChange[] => {
    const other = left.get(name);
    if (other === undefined || isEqual(other.schema, version.schema)) return [];
    const different = attributeChanges(other.schema, version.schema).length;
    const after = `${fieldsIn(version.schema)}, ${different} ${different === 1 ? "place differs" : "places differ"}`;
    return [changed(fieldsIn(other.schema), after, ["spec", "versions", name, "schema"])];
  });
  const rest = attributeChanges(withoutVersions(before), withoutVersions(after));
  return [...(isEqual(shownVersions(left), shownVersions(right)) ? [] : [versions]), ...schemas, ...rest];
}

// --- internal ---

interface Version {
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: unknown;
}

function versionsOf(object: Fields | undefined): ReadonlyMap<string, Version> {
  const spec = object === undefined ? undefined : object.spec;
  const versions = isRecord(spec) ? spec.versions : undefined;
  return new Map(
    (Array.isArray(versions) ? versions : [])
      .filter(isRecord)
      .map((version) => [
        String(version.name),
        { served: version.served !== false, storage: version.storage === true, schema: version.schema },
      ]),
  );
}

/** How large a schema is: `120 fields`. */
function fieldsIn(schema: unknown): string {
  const count = (value: unknown): number => {
    if (!isRecord(value)) return 0;
    const properties = value.properties;
    const fields = isRecord(properties) ? Object.values(properties) : [];
    const below = [...fields, value.items, value.additionalProperties, value.openAPIV3Schema];
    return fields.length + below.reduce<number>((sum, one) => sum + count(one), 0);
  };
  const fields = count(schema);
  return `${fields} ${fields === 1 ? "field" : "fields"}`;
}

/** `v1 (stored), v1beta1 (not served)` */
const shownVersions = (versions: ReadonlyMap<string, Version>): string | undefined =>
  versions.size === 0
    ? undefined
    : [...versions]
        .map(([name, { served, storage }]) => {
          const notes = [
            ...(storage && versions.size > 1 ? ["stored"] : []),
            ...(served ? [] : ["not served"]),
          ];
          return notes.length === 0 ? name : `${name} (${notes.join(", ")})`;
        })
        .join(", ");

function withoutVersions(object: Fields): Fields {
  const spec = object.spec;
  if (!isRecord(spec)) return object;
  const { versions: _, ...others } = spec;
  return { ...object, spec: others };
}
