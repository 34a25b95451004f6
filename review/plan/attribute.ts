import { canonical, isRecord } from "../differences/value";
import { Covered, Unknown, type Value } from "./change";

/**
 * What stands at a dotted path, such as `vpc_config.endpoint_public_access`: a list that a name leads into is a block
 * that may stand once, so its first item is taken. `Unknown` where any step is; undefined where nothing is, or null.
 */
export function attribute(value: Value, path: string): Value {
  let here = value;
  for (const step of path.split(".")) {
    if (Array.isArray(here)) here = here[0];
    if (here instanceof Unknown || here instanceof Covered) return here;
    if (!isRecord(here) || !Object.hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here ?? undefined;
}

/** A text; undefined where it is anything else, also where it is unknown. */
export function textAt(value: Value, path: string): string | undefined {
  const found = attribute(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** A number, also one that a provider writes as text. */
export function numberAt(value: Value, path: string): number | undefined {
  const found = attribute(value, path);
  if (typeof found === "number") return found;
  return typeof found === "string" && /^-?\d+(\.\d+)?$/.test(found) ? Number(found) : undefined;
}

/** Items of a list or set; a single value counts as a list of one, and what is unknown as a whole has none. */
export function itemsAt(value: Value, path: string): readonly Value[] {
  const found = attribute(value, path);
  if (Array.isArray(found)) return found;
  return found === undefined || found instanceof Unknown || found instanceof Covered ? [] : [found];
}

/** The texts among the items of a list or set, sorted. */
export const textsAt = (value: Value, path: string): readonly string[] =>
  itemsAt(value, path)
    .filter((item) => typeof item === "string")
    .sort();

/** Whether a value, or any part of it, is only known after apply. */
export function hasUnknown(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isRecord(value) && Object.values(value).some(hasUnknown);
}

/** Whether two values are alike; what is unknown is like nothing that is known. */
export const same = (one: Value, other: Value): boolean =>
  one === other || canonical(one) === canonical(other);
