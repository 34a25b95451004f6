import { cel, environment, programOf } from "./cel";
import { isRecord } from "./record";
import type { ObjectSchema, Rule, Schema } from "./schema";

/**
 * Messages of the rules that a value breaks. A rule that fails on the value counts as broken, as it does for the API
 * server; then the message says how.
 */
export function brokenRules(rules: readonly Rule[], value: unknown, schema: Schema): string[] {
  const self = seenByRules(value, schema) as never;
  return rules.flatMap(({ rule, message }) => {
    const result = programOf(rule)({ self });
    if (result === true) return [];
    return cel().isCelError(result)
      ? [`the rule ${rule} fails: ${result.message}`]
      : [message ?? `breaks the rule ${rule}`];
  });
}

/** Functions that a rule calls and that cannot be evaluated here; the API server knows some that others do not. */
export function unknownFunctions(rule: string): string[] {
  const { funcs } = environment();
  const called = calls(cel().parse(rule).expr);
  return [...new Set(called)].filter((name) => !operators.includes(name) && funcs.find(name) === undefined);
}

// --- internal ---

/** Part of the language, so not listed with its functions. */
const operators = ["_?_:_", "_&&_", "_||_", "_[_]", "@not_strictly_false"];

function calls(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(calls);
  if (!isRecord(tree)) return [];
  const own = typeof tree.function === "string" && Array.isArray(tree.args) ? [tree.function] : [];
  return [...own, ...Object.values(tree).flatMap(calls)];
}

/**
 * The value as rules see it: with defaults, which the API server fills in before it looks at rules, and with integers
 * apart from other numbers, as the schema has them and JavaScript has not.
 */
function seenByRules(value: unknown, schema: Schema): unknown {
  switch (schema.type) {
    case "list":
      return Array.isArray(value) ? value.map((item) => seenByRules(item, schema.items)) : value;
    case "object":
      return isRecord(value) ? fieldsSeenByRules(value, schema) : value;
    case "map":
      return isRecord(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, item]) => [key, seenByRules(item, schema.values)]),
          )
        : value;
    case "integer":
    case "int-or-string":
      return Number.isInteger(value) ? BigInt(value as number) : value;
    default:
      return value;
  }
}

function fieldsSeenByRules(
  value: Readonly<Record<string, unknown>>,
  { fields }: ObjectSchema,
): Record<string, unknown> {
  const filled = { ...value };
  for (const [name, field] of Object.entries(fields)) {
    const given = value[name] ?? field.default;
    if (given !== undefined) filled[reserved.has(name) ? `__${name}__` : name] = seenByRules(given, field);
  }
  return filled;
}

/** Words of the language, which rules write as `__namespace__` where they are names of fields. */
export const reserved: ReadonlySet<string> = new Set(
  "as break const continue else false for function if import in let loop namespace null package return true var void while".split(
    " ",
  ),
);
