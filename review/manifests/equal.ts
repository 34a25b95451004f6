import { isRecord } from "../../verify/structural/record";
import { Covered } from "../plan/change";
import { byCodeUnit } from "./identity";

/** One text for each value: equal ones, whatever the order of their keys, have equal texts. */
export function canonical(value: unknown): string {
  if (value instanceof Covered) return `\u0000${value.ordinal}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const parts = Object.keys(value)
    .filter((key) => !isAbsent(value[key]))
    .sort(byCodeUnit)
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${parts.join(",")}}`;
}

/** Whether two values say the same; null and nothing do (Kubernetes API conventions, optional fields). */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b || (isAbsent(a) && isAbsent(b))) return true;
  if (a instanceof Covered || b instanceof Covered) {
    return a instanceof Covered && b instanceof Covered && a.ordinal === b.ordinal;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  for (const key in a) if (!isEqual(a[key], own(b, key))) return false;
  for (const key in b) if (!Object.hasOwn(a, key) && !isAbsent(b[key])) return false;
  return true;
}

export const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

export const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Whether it has parts of its own to compare. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && !(value instanceof Covered);
