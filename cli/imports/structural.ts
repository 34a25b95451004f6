import { isDeepStrictEqual } from "node:util";
import { numberFormats, stringFormats } from "../../verify/structural/formats";
import type { Condition, KindSchema, ObjectSchema, Rule, Schema } from "../../verify/structural/schema";
import { uncheckable } from "./uncheckable";

/** A CustomResourceDefinition as far as it is read here. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly scope: KindSchema["scope"];
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
    }[];
  };
}

// biome-ignore lint/suspicious/noExplicitAny: JSON schema, each keyword of which is checked when it is read
type OpenApiSchema = Readonly<Record<string, any>>;

/**
 * The compact schema of a kind.
 *
 * @throws Error at what the compact form cannot say or the validator cannot check: leaving it out would accept what
 * the API server refuses.
 */
export function kindSchema({ spec }: CustomResourceDefinition): KindSchema {
  const [version] = spec.versions
    .filter(({ served }) => served)
    .sort((a, b) => stability(b.name).localeCompare(stability(a.name)));
  if (version === undefined) throw new Error(`${spec.names.kind} has no version that is served`);
  const { openAPIV3Schema: whole } = version.schema;
  // checked by the API server for every object alike
  const { apiVersion, kind, metadata, status, ...properties } = whole.properties;
  return {
    group: spec.group,
    version: version.name,
    kind: spec.names.kind,
    plural: spec.names.plural,
    scope: spec.scope,
    schema: schemaOf(
      {
        ...whole,
        properties,
        required: whole.required?.filter((name: string) => name in properties),
      },
      spec.names.kind,
    ) as ObjectSchema,
  };
}

/** Sorts versions as Kubernetes does: stable ones first, then by number. */
function stability(version: string): string {
  const [, major = "0", level, minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const number = (text: string) => text.padStart(4, "0");
  return `${level ?? "stable"} ${number(major)} ${number(minor)}`;
}

/** Keywords that every type may have. */
const common = ["type", "nullable", "default", "x-kubernetes-validations"];

/** Keywords of each type; those that change nothing for a manifest come last. */
const keywords: Readonly<Record<Schema["type"], readonly string[]>> = {
  object: [
    "properties",
    "required",
    "minProperties",
    "maxProperties",
    "x-kubernetes-preserve-unknown-fields",
    "allOf",
    "oneOf",
    "x-kubernetes-map-type",
  ],
  map: ["additionalProperties", "minProperties", "maxProperties", "x-kubernetes-map-type"],
  list: ["items", "minItems", "maxItems", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"],
  string: ["enum", "pattern", "minLength", "maxLength", "format"],
  integer: ["enum", "minimum", "maximum", "format"],
  number: ["enum", "minimum", "maximum", "format"],
  boolean: [],
  "int-or-string": ["x-kubernetes-int-or-string", "anyOf", "pattern"],
  any: ["x-kubernetes-preserve-unknown-fields"],
};

function schemaOf(source: OpenApiSchema, path: string): Schema {
  const type = typeOf(source, path);
  const unknown = Object.keys(source).filter(
    (key) => source[key] !== undefined && ![...common, ...keywords[type]].includes(key),
  );
  if (unknown.length > 0)
    throw new Error(`${path} uses ${unknown.join(", ")}, which the compact form cannot say yet`);
  const schema = compact({ type, ...details(type, source, path), ...commonDetails(source, path) }) as Schema;
  const reason = uncheckable(schema);
  if (reason !== undefined) throw new Error(`${path}: ${reason}`);
  return schema;
}

function typeOf(source: OpenApiSchema, path: string): Schema["type"] {
  if (source["x-kubernetes-int-or-string"] === true) return "int-or-string";
  switch (source.type) {
    case "object":
      return source.additionalProperties === undefined ? "object" : "map";
    case "array":
      return "list";
    case "string":
    case "integer":
    case "number":
    case "boolean":
      return source.type;
    case undefined:
      if (source["x-kubernetes-preserve-unknown-fields"] === true) return "any";
  }
  throw new Error(`${path} has no type that the compact form can say`);
}

const integerOrString = JSON.stringify([{ type: "integer" }, { type: "string" }]);

function details(type: Schema["type"], source: OpenApiSchema, path: string): object {
  switch (type) {
    case "object":
      return {
        fields: Object.fromEntries(
          Object.entries<OpenApiSchema>(source.properties ?? {})
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, field]) => [name, schemaOf(field, `${path}.${name}`)]),
        ),
        required: source.required?.length > 0 ? [...source.required].sort() : undefined,
        open: source["x-kubernetes-preserve-unknown-fields"],
        minFields: source.minProperties,
        maxFields: source.maxProperties,
        ...joined(source, path),
      };
    case "map":
      // `true` allows any value
      return {
        minFields: source.minProperties,
        maxFields: source.maxProperties,
        values:
          source.additionalProperties === true
            ? { type: "any" }
            : schemaOf(source.additionalProperties, `${path}.*`),
      };
    case "list":
      return {
        items: schemaOf(source.items, `${path}[]`),
        minItems: source.minItems,
        maxItems: source.maxItems,
        keys: source["x-kubernetes-list-map-keys"],
        set: source["x-kubernetes-list-type"] === "set" ? true : undefined,
      };
    case "string":
      return {
        enum: source.enum,
        pattern: source.pattern,
        minLength: source.minLength,
        maxLength: source.maxLength,
        format: source.format,
      };
    case "integer":
    case "number":
      if (source.format !== undefined && !numberFormats.includes(source.format)) {
        throw new Error(`${path} has the format ${source.format}, which the validator cannot check yet`);
      }
      return { enum: source.enum, minimum: source.minimum, maximum: source.maximum };
    case "int-or-string":
      if (source.anyOf !== undefined && JSON.stringify(source.anyOf) !== integerOrString) {
        throw new Error(`${path} uses anyOf, which the compact form can say for an integer or a string only`);
      }
      return { pattern: source.pattern };
    case "boolean":
    case "any":
      return {};
    default:
      return type satisfies never;
  }
}

/** What holds of fields together. */
function joined(
  { allOf, oneOf }: OpenApiSchema,
  path: string,
): Pick<ObjectSchema, "exclusive" | "conditions"> {
  const parts: readonly Condition[] = [...(allOf ?? []), ...(oneOf === undefined ? [] : [{ oneOf }])];
  const exclusive = parts.flatMap((part) => exclusiveFields(part) ?? []);
  const others = parts.filter((part) => exclusiveFields(part) === undefined);
  for (const part of others) assertSayable(part, path);
  return {
    ...(exclusive.length > 0 && { exclusive }),
    ...(others.length > 0 && { conditions: others }),
  };
}

/** The fields of "none of them, or one": a `oneof` of protocol buffers, as Istio's definitions are made from. */
function exclusiveFields(condition: Condition): readonly (readonly string[])[] | undefined {
  const [none, ...each] = condition.oneOf ?? [];
  const names = each.flatMap(({ required = [] }) => required);
  const single = names.map((name) => ({ required: [name] }));
  const expected: Condition = { oneOf: [{ not: { anyOf: single } }, ...single] };
  if (none === undefined || !isDeepStrictEqual(condition, expected)) return undefined;
  // a single one excludes nothing
  return names.length > 1 ? [names] : [];
}

const sayable = ["allOf", "anyOf", "oneOf", "not", "required", "properties", "enum", "pattern", "format"];

function assertSayable(condition: Condition, path: string): void {
  const unknown = Object.keys(condition).filter((key) => !sayable.includes(key));
  if (unknown.length > 0) {
    throw new Error(`${path} joins ${unknown.join(", ")}, which the compact form cannot say yet`);
  }
  const { allOf = [], anyOf = [], oneOf = [], not, properties = {}, format } = condition;
  if (format !== undefined && !(format in stringFormats)) {
    throw new Error(`${path}: the format ${format} is missing in verify/structural/formats.ts`);
  }
  const parts = [...allOf, ...anyOf, ...oneOf, ...(not === undefined ? [] : [not])];
  for (const part of [...parts, ...Object.values(properties)]) assertSayable(part, path);
}

function commonDetails(source: OpenApiSchema, path: string): object {
  return {
    nullable: source.nullable === true ? true : undefined,
    default: source.default,
    rules: source["x-kubernetes-validations"]?.map(({ rule, message, ...rest }: OpenApiSchema): Rule => {
      // neither changes whether an object is accepted
      const { reason, fieldPath, ...unknown } = rest;
      if (Object.keys(unknown).length > 0) {
        throw new Error(
          `a rule of ${path} uses ${Object.keys(unknown).join(", ")}, which the compact form cannot say yet`,
        );
      }
      return compact({ rule, message }) as Rule;
    }),
  };
}

const compact = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
