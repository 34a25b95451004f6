import { numberFormats } from "../../verify/structural/formats";
import type { KindSchema, ObjectSchema, Rule, Schema } from "../../verify/structural/schema";
import { uncheckable } from "./uncheckable";

/** A CustomResourceDefinition as far as it is read here. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly scope: KindSchema["scope"];
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
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
  const version = spec.versions.find(({ storage }) => storage);
  if (version === undefined) throw new Error(`${spec.names.kind} has no stored version`);
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
    "x-kubernetes-map-type",
  ],
  map: ["additionalProperties", "x-kubernetes-map-type"],
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
      };
    case "map":
      // `true` allows any value
      return {
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
