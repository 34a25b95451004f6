import { isRecord } from "./record";
import type { Rule, Schema } from "./schema";

/** Evaluates one rule over a value; true where the value is accepted. */
type Evaluate = (rule: string, bindings: Readonly<Record<string, unknown>>) => unknown;

let evaluate: Evaluate | undefined;

/**
 * Messages of the rules that a value breaks. The language's implementation is loaded at the first rule, because most
 * objects meet none and it takes longer to load than they take to check.
 */
export function brokenRules(rules: readonly Rule[], value: unknown, schema: Schema): string[] {
  evaluate ??= (require("@bufbuild/cel") as { readonly run: Evaluate }).run;
  const self = withIntegers(value, schema);
  const run = evaluate;
  return rules
    .filter(({ rule }) => run(rule, { self }) !== true)
    .map(({ rule, message }) => message ?? `breaks the rule ${rule}`);
}

/** The language tells integers from other numbers, as the schema does; JavaScript does not. */
function withIntegers(value: unknown, schema: Schema): unknown {
  if (schema.type === "list" && Array.isArray(value)) {
    return value.map((item) => withIntegers(item, schema.items));
  }
  if (schema.type === "object" && isRecord(value)) {
    return mapValues(value, (item, key) => withIntegers(item, schema.fields[key] ?? { type: "any" }));
  }
  if (schema.type === "map" && isRecord(value)) {
    return mapValues(value, (item) => withIntegers(item, schema.values));
  }
  const integral = schema.type === "integer" || schema.type === "int-or-string";
  return integral && Number.isInteger(value) ? BigInt(value as number) : value;
}

const mapValues = (record: Record<string, unknown>, change: (value: unknown, key: string) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
