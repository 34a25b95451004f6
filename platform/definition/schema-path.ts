import type * as z from "zod";

type Schema = z.core.$ZodType;

/**
 * The schemas that a path leads to: several where the schema is a union. `value` is the whole input; it decides
 * between the members of a union that a literal tells apart.
 */
export function schemasAt(schema: Schema, path: readonly PropertyKey[], value?: unknown): Schema[] {
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  return bare(schema, value).flatMap((member) => {
    const inner = child(member, step);
    return inner === undefined ? [] : schemasAt(inner, rest, property(value, step));
  });
}

/** Keys that a schema accepts, or undefined when it accepts any. */
export function knownKeys(schema: Schema, value?: unknown): string[] | undefined {
  const keys = bare(schema, value).flatMap((member) => {
    const { shape, keyType } = definitionOf(member);
    if (shape !== undefined) return Object.keys(shape);
    return keyType === undefined ? [] : literals(keyType).map(String);
  });
  return keys.length === 0 ? undefined : [...new Set(keys)];
}

/** Without optional, default and the like; a union's members one by one. */
export function bare(schema: Schema, value?: unknown): Schema[] {
  const { innerType, type, in: input, getter, options, left, right } = definitionOf(schema);
  if (type === "union" && options !== undefined) {
    const fitting = options.filter((option) => couldBe(option, value));
    return (fitting.length > 0 ? fitting : options).flatMap((option) => bare(option, value));
  }
  if (left !== undefined && right !== undefined) return [...bare(left, value), ...bare(right, value)];
  const inner = innerType ?? (type === "pipe" ? input : undefined) ?? getter?.();
  return inner === undefined ? [schema] : bare(inner, value);
}

// ---

/** The parts of zod's definitions by which schemas contain others. */
interface Parts {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly rest?: Schema | null;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly getter?: () => Schema;
  readonly options?: readonly Schema[];
  readonly left?: Schema;
  readonly right?: Schema;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

function definitionOf(schema: Schema): Parts {
  return schema._zod.def as unknown as Parts;
}

function child(schema: Schema, step: PropertyKey): Schema | undefined {
  const { shape, catchall, element, items, rest, valueType } = definitionOf(schema);
  if (shape !== undefined) return shape[String(step)] ?? catchall;
  if (items !== undefined) return items[Number(step)] ?? rest ?? undefined;
  return element ?? valueType;
}

function property(value: unknown, step: PropertyKey): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<PropertyKey, unknown>)[step]
    : undefined;
}

/** Whether the literals in an object's schema agree with the value. */
function couldBe(schema: Schema, value: unknown): boolean {
  const { shape } = definitionOf(schema);
  return Object.entries(shape ?? {}).every(([key, inner]) => {
    const allowed = literals(inner);
    return allowed.length === 0 || allowed.includes(property(value, key));
  });
}

function literals(schema: Schema): readonly unknown[] {
  const { values, entries } = definitionOf(schema);
  return values ?? Object.values(entries ?? {});
}
