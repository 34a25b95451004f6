import { Covered, Unknown, type Value } from "../plan/change";

export type Step = string | number;
export type Path = readonly Step[];

export const isRecord = (value: Value): value is Readonly<Record<string, Value>> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Covered) &&
  !(value instanceof Unknown);

/** Deeply, with secrets by their ordinals; what is unknown equals itself. */
export function equals(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (one instanceof Covered) return other instanceof Covered && one.ordinal === other.ordinal;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((value, i) => equals(value, other[i]))
    );
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equals(one[key], other[key]))
  );
}

/** Equal values have equal texts, whatever the order of their keys; no two different values do. */
export function canonical(value: Value): string {
  if (value instanceof Covered) return `#${value.ordinal}`;
  if (value instanceof Unknown) return "?";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isRecord(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${entries.join(",")}}`;
  }
  return value === undefined ? "-" : JSON.stringify(value);
}

/** By code units, so that the order is the same on every machine. */
export const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
