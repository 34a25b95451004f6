import { readFileSync } from "node:fs";
import { join } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";

/** JSON schema of a chart's values, as far as it is looked at. */
export type ChartSchema = Readonly<Record<string, unknown>>;

/** Finds what a chart accepts as values, or undefined where that is not at hand. */
export type FindChartSchema = (chart: string) => ChartSchema | undefined;

/** Schemas in `<chart>.schema.json` below `directory`, each read when it is first asked for. */
export function chartSchemasIn(directory: string): FindChartSchema {
  const read = new Map<string, ChartSchema | undefined>();
  return (chart) => {
    if (!read.has(chart)) read.set(chart, readSchema(directory, chart));
    return read.get(chart);
  };
}

export interface ValueProblem {
  readonly path: Path;
  /** Lower case, no final period. */
  readonly message: string;
}

/**
 * What a chart does not know of values: keys, kinds of value, choices. Keys are also compared where the schema would let
 * others pass, since Helm ignores those without a word. Schemas that allow several forms are not followed.
 */
export function valueProblems(values: unknown, schema: ChartSchema): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  walk(values, schema, [], { schema, problems });
  return problems;
}

// --- internal ---

function readSchema(directory: string, chart: string): ChartSchema | undefined {
  // from manifests; it must not lead out of the folder
  if (!/^[a-z0-9-]+$/.test(chart)) return undefined;
  try {
    return JSON.parse(readFileSync(join(directory, `${chart}.schema.json`), "utf8")) as ChartSchema;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

interface Walk {
  readonly schema: ChartSchema;
  readonly problems: ValueProblem[];
}

function walk(value: unknown, given: unknown, path: Path, root: Walk): void {
  // null takes a default away
  if (value === undefined || value === null || path.length > 20) return;
  const schema = resolved(given, root.schema);
  if (schema === undefined || "anyOf" in schema || "oneOf" in schema || "allOf" in schema) return;
  const problem = (message: string) => root.problems.push({ path, message });
  const types = [schema.type].flat().filter((type) => typeof type === "string");
  if (types.length > 0 && !types.some((type) => isOf(value, type))) {
    problem(`must be ${types.filter((type) => type !== "null").join(" or ")}; not ${shown(value)}`);
    return;
  }
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) {
    problem(`must be one of ${schema.enum.join(", ")}; not ${shown(value)}`);
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, schema.items, [...path, index], root);
  } else if (isRecord(value)) inObject(value, schema, path, root);
}

function inObject(value: ChartSchema, schema: ChartSchema, path: Path, root: Walk): void {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const names = Object.keys(properties);
  for (const [name, item] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) walk(item, properties[name], [...path, name], root);
    else if (isRecord(schema.additionalProperties)) {
      walk(item, schema.additionalProperties, [...path, name], root);
    } else if (
      names.length > 0 &&
      !("patternProperties" in schema) &&
      (schema.additionalProperties === false || !isFree(path))
    ) {
      root.problems.push({
        path: [...path, name],
        message: `is no key of the chart${suggestion(name, names)}`,
      });
    }
  }
}

/** Parts that charts hand on as they are or that have names as keys, of which the schema lists what the chart itself sets. */
const free =
  /^(podSecurityContext|securityContext|resources|affinity|tolerations|nodeSelector|.*[lL]abels|.*[aA]nnotations|env|config|extraObjects|expose|tlsOptions|tlsStore|certificatesResolvers|experimental|hub|strategy|updateStrategy|.*[pP]robe|options|spec|behavior|limits|requests|global|matchLabels)$/;

const isFree = (path: Path): boolean => path.some((part) => typeof part === "string" && free.test(part));

function resolved(given: unknown, root: ChartSchema): ChartSchema | undefined {
  if (!isRecord(given)) return undefined;
  const { $ref: reference } = given;
  if (typeof reference !== "string" || !reference.startsWith("#/")) return given;
  let target: unknown = root;
  for (const part of reference.slice(2).split("/")) target = isRecord(target) ? target[part] : undefined;
  return isRecord(target) ? target : undefined;
}

function isOf(value: unknown, type: unknown): boolean {
  switch (type) {
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function suggestion(name: string, names: readonly string[]): string {
  const near = closest(name, names);
  return distance(name, near) <= Math.min(3, name.length / 2) ? `; did you mean ${near}?` : "";
}
