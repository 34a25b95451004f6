import { Covered, Unknown, type Value } from "../plan/change";
import type { Shown } from "../report/report";
import { isRecord } from "./value";

/** How a secret reads where it is a part of a text or of a larger value. */
export const coveredText = (ordinal: number): string => `(sensitive #${ordinal})`;

/** How something unknown reads where it is a part of a larger value. */
export const unknownText = "(known after apply)";

/** A value as it stands in a report. */
export function shown(value: Value): Shown {
  if (value instanceof Covered) return { kind: "sensitive", ordinal: value.ordinal };
  if (value instanceof Unknown) return { kind: "unknown" };
  return { kind: "value", value: plain(value) };
}

/** JSON alone, its keys in order; what has no value is left out. */
export function plain(value: Value): unknown {
  if (value instanceof Covered) return coveredText(value.ordinal);
  if (value instanceof Unknown) return unknownText;
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const inner = value[key];
    if (inner === undefined || inner === null) continue;
    Object.defineProperty(result, key, {
      value: plain(inner),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

/** What was covered within a text, once the text is parsed: the opposite of `coveredText`. */
export function uncoveredLeaf(text: string): Value {
  const [, ordinal] = /^\(sensitive #(\d+)\)$/.exec(text) ?? [];
  return ordinal === undefined ? text : new Covered(Number(ordinal));
}
