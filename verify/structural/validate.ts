import { closest, distance } from "fastest-levenshtein";
import { holds } from "./conditions";
import { stringFormats } from "./formats";
import type { Path } from "./path";
import { matches } from "./pattern";
import { isRecord } from "./record";
import { brokenRules } from "./rules";
import type {
  IntOrStringSchema,
  ListSchema,
  MapSchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from "./schema";

/** Where an object does not fit its schema. */
export interface StructuralFinding {
  readonly path: Path;
  /** What is wrong and what would be right; lower case, no final period. */
  readonly message: string;
}

/** Everything in `value` that `schema` does not allow. Fields that it does not name are refused. */
export function validate(value: unknown, schema: Schema, path: Path = []): StructuralFinding[] {
  if (value === null && schema.nullable === true) return [];
  const findings = byType(value, schema, path);
  // a rule may rely on the types that it was written for
  if (findings.length > 0 || schema.rules === undefined) return findings;
  return brokenRules(schema.rules, value, schema).map((message) => ({ path, message }));
}

// --- internal ---

function byType(value: unknown, schema: Schema, path: Path): StructuralFinding[] {
  switch (schema.type) {
    case "object":
      return isRecord(value) ? inObject(value, schema, path) : [mismatch(value, "an object", path)];
    case "map":
      return isRecord(value) ? inMap(value, schema, path) : [mismatch(value, "an object", path)];
    case "list":
      return Array.isArray(value) ? inList(value, schema, path) : [mismatch(value, "a list", path)];
    case "string":
      return typeof value === "string" ? inString(value, schema, path) : [mismatch(value, "a string", path)];
    case "integer":
      return Number.isInteger(value)
        ? inNumber(value as number, schema, path)
        : [mismatch(value, "a whole number", path)];
    case "number":
      return typeof value === "number" ? inNumber(value, schema, path) : [mismatch(value, "a number", path)];
    case "boolean":
      return typeof value === "boolean" ? [] : [mismatch(value, "true or false", path)];
    case "int-or-string":
      return inIntOrString(value, schema, path);
    case "any":
      return [];
    default:
      return schema satisfies never;
  }
}

function inObject(
  value: Readonly<Record<string, unknown>>,
  schema: ObjectSchema,
  path: Path,
): StructuralFinding[] {
  const names = Object.keys(schema.fields);
  const missing = (schema.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...miscounted(value, schema, `of ${names.join(", ")}`, path),
    ...(schema.exclusive ?? []).flatMap((group) => {
      const given = group.filter((name) => value[name] !== undefined);
      return given.length > 1 ? [{ path, message: `must have only one of ${given.join(", ")}` }] : [];
    }),
    ...(schema.conditions ?? []).flatMap((condition) =>
      holds(withDefaults(value, schema), condition)
        ? []
        : [{ path, message: `is not as ${JSON.stringify(condition)} asks` }],
    ),
    ...missing.map((name) => ({ path: [...path, name], message: "is required" })),
    ...Object.entries(value).flatMap(([name, item]): StructuralFinding[] => {
      if (item === undefined) return [];
      const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
      if (field !== undefined) return validate(item, field, [...path, name]);
      return schema.open === true
        ? []
        : [{ path: [...path, name], message: `is no known field${suggestion(name, names)}` }];
    }),
  ];
}

/** What the API server fills in before it looks at fields together. */
const withDefaults = (
  value: Readonly<Record<string, unknown>>,
  { fields }: ObjectSchema,
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default])),
  ...value,
});

const inMap = (
  value: Readonly<Record<string, unknown>>,
  schema: MapSchema,
  path: Path,
): StructuralFinding[] => [
  ...miscounted(value, schema, "names", path),
  ...Object.entries(value).flatMap(([name, item]) => validate(item, schema.values, [...path, name])),
];

function miscounted(
  value: Readonly<Record<string, unknown>>,
  { minFields = 0, maxFields = Number.POSITIVE_INFINITY }: ObjectSchema | MapSchema,
  what: string,
  path: Path,
): StructuralFinding[] {
  const count = Object.values(value).filter((item) => item !== undefined).length;
  if (count < minFields) return [{ path, message: `must have at least ${minFields} ${what}` }];
  if (count > maxFields) {
    return [{ path, message: `must have at most ${maxFields} ${what}; it has ${count}` }];
  }
  return [];
}

function inList(value: readonly unknown[], schema: ListSchema, path: Path): StructuralFinding[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  return [
    ...(value.length < minItems
      ? [{ path, message: `must have at least ${minItems} items; it has ${value.length}` }]
      : []),
    ...(value.length > maxItems
      ? [{ path, message: `must have at most ${maxItems} items; it has ${value.length}` }]
      : []),
    ...value.flatMap((item, index) => validate(item, schema.items, [...path, index])),
    ...repeatedItems(value, schema, path),
  ];
}

function repeatedItems(
  value: readonly unknown[],
  { keys, set }: ListSchema,
  path: Path,
): StructuralFinding[] {
  if (keys === undefined && set !== true) return [];
  const first = new Map<string, number>();
  return value.flatMap((item, index) => {
    const identity = JSON.stringify(
      keys === undefined ? item : keys.map((key) => (isRecord(item) ? item[key] : item)),
    );
    const other = first.get(identity);
    if (other === undefined) first.set(identity, index);
    const what = keys === undefined ? "repeats" : `has the same ${keys.join(" and ")} as`;
    return other === undefined ? [] : [{ path: [...path, index], message: `${what} item ${other}` }];
  });
}

function inString(value: string, schema: StringSchema, path: Path): StructuralFinding[] {
  const { enum: allowed, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  // Kubernetes counts characters, not UTF-16 units
  const length = [...value].length;
  const format = schema.format === undefined ? undefined : stringFormats[schema.format];
  return [
    ...(allowed !== undefined && !allowed.includes(value)
      ? [
          {
            path,
            message: `must be one of ${allowed.join(", ")}; not "${value}"${suggestion(value, allowed)}`,
          },
        ]
      : []),
    ...notMatching(value, pattern, path),
    ...(length < minLength ? [{ path, message: `must have at least ${minLength} characters` }] : []),
    ...(length > maxLength
      ? [{ path, message: `must have at most ${maxLength} characters; it has ${length}` }]
      : []),
    ...(format === undefined || format.accepts(value)
      ? []
      : [{ path, message: `must be ${format.expected}; not "${value}"` }]),
  ];
}

function inNumber(value: number, schema: NumberSchema, path: Path): StructuralFinding[] {
  const { enum: allowed, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  return [
    ...(allowed !== undefined && !allowed.includes(value)
      ? [{ path, message: `must be one of ${allowed.join(", ")}; not ${value}` }]
      : []),
    ...(value < minimum ? [{ path, message: `must be at least ${minimum}; not ${value}` }] : []),
    ...(value > maximum ? [{ path, message: `must be at most ${maximum}; not ${value}` }] : []),
  ];
}

function inIntOrString(value: unknown, { pattern }: IntOrStringSchema, path: Path): StructuralFinding[] {
  if (typeof value === "string") return notMatching(value, pattern, path);
  return Number.isInteger(value) ? [] : [mismatch(value, "a whole number or a string", path)];
}

const notMatching = (value: string, pattern: string | undefined, path: Path): StructuralFinding[] =>
  pattern === undefined || matches(value, pattern)
    ? []
    : [{ path, message: `"${value}" does not match ${pattern}` }];

function mismatch(value: unknown, expected: string, path: Path): StructuralFinding {
  const text = value === undefined ? "undefined" : JSON.stringify(value);
  return { path, message: `must be ${expected}; not ${text.length > 60 ? `${text.slice(0, 57)}…` : text}` };
}

/** Names at most this many edits apart are taken for each other. */
const furthest = 3;

function suggestion(name: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const nearest = closest(
    name.toLowerCase(),
    names.map((known) => known.toLowerCase()),
  );
  const known = names.find((candidate) => candidate.toLowerCase() === nearest);
  if (known === undefined || distance(name.toLowerCase(), nearest) > Math.min(furthest, name.length / 2))
    return "";
  return `; did you mean ${known}?`;
}
