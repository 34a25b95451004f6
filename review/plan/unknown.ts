import { isRecord } from "../differences/value";
import { Unknown, type Value } from "./change";

/**
 * A value with `Unknown` where `after_unknown` says so. Terraform leaves out of objects what is not known, and writes
 * null for it in lists, where null may as well be null.
 */
export function withUnknown(value: Value, unknown: unknown): Value {
  if (unknown === true) return Unknown.value;
  if (!hasUnknown(unknown)) return value;
  if (Array.isArray(unknown)) {
    const values = Array.isArray(value) ? value : [];
    const length = Math.max(values.length, unknown.length);
    return Array.from({ length }, (_, index) => withUnknown(values[index] ?? null, unknown[index]));
  }
  if (!isRecord(unknown)) return value;
  const values = isRecord(value) ? value : {};
  return Object.fromEntries(
    [...new Set([...Object.keys(values), ...Object.keys(unknown)])]
      .filter((key) => Object.hasOwn(values, key) || hasUnknown(unknown[key]))
      .map((key) => [key, withUnknown(own(values, key), own(unknown, key))]),
  );
}

// --- internal ---

const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function hasUnknown(unknown: unknown): boolean {
  if (unknown === true) return true;
  return typeof unknown === "object" && unknown !== null && Object.values(unknown).some(hasUnknown);
}
