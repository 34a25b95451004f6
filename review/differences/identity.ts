import type { Value } from "../plan/change";
import { isRecord } from "./value";

/**
 * What tells the elements of a list apart, most telling first; several keys where one alone may stand there twice.
 * Kubernetes calls the same list-map keys.
 */
const identities: readonly (readonly string[])[] = [
  ["kind", "namespace", "name"],
  ["name"],
  ["name", "namespace"],
  ["name", "kind", "namespace"],
  ["key"],
  ["key", "effect"],
  ["id"],
  ["mountPath"],
  ["containerPort"],
  ["containerPort", "protocol"],
  ["port"],
  ["port", "protocol"],
  ["match"],
  ["topologyKey"],
  ["topologyKey", "whenUnsatisfiable"],
  ["ip"],
  ["device_name"],
  ["type"],
];

export interface Identified {
  readonly before: ReadonlyMap<string, Value>;
  readonly after: ReadonlyMap<string, Value>;
  /** Whether another order may mean something; that of whole objects in one text does not. */
  readonly ordered: boolean;
}

/** The elements of both lists by what identifies them; undefined where nothing tells all of them apart. */
export function identified(before: readonly Value[], after: readonly Value[]): Identified | undefined {
  if (before.length + after.length === 0 || ![...before, ...after].every(isRecord)) return undefined;
  for (const keys of identities) {
    const [old, young] = [byIdentity(before, keys), byIdentity(after, keys)];
    if (old !== undefined && young !== undefined) {
      return { before: old, after: young, ordered: keys[0] !== "kind" };
    }
  }
  return undefined;
}

// --- internal ---

function byIdentity(elements: readonly Value[], keys: readonly string[]): Map<string, Value> | undefined {
  const result = new Map<string, Value>();
  for (const element of elements) {
    const identity = identityOf(element as Readonly<Record<string, Value>>, keys);
    if (identity === undefined || result.has(identity)) return undefined;
    result.set(identity, element);
  }
  return result;
}

function identityOf(element: Readonly<Record<string, Value>>, keys: readonly string[]): string | undefined {
  const [first = ""] = keys;
  // whole objects of Kubernetes, as a text of several documents holds them
  const { metadata } = element;
  const source = first === "kind" && isRecord(metadata) ? { ...metadata, kind: element.kind } : element;
  if (
    first === "kind" &&
    (source === element || !isScalar(source.kind) || !isScalar(metadata && source.name))
  )
    return undefined;
  if (!isScalar(source[first])) return undefined;
  return keys
    .map((key) => source[key])
    .filter(isScalar)
    .join("/");
}

const isScalar = (value: Value): value is string | number =>
  (typeof value === "string" && value !== "") || typeof value === "number";
