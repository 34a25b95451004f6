import { decode, ExtData, encode } from "@msgpack/msgpack";

/**
 * A value as core sends it. Lists and sets are arrays, maps and objects are records; a value that carries its own
 * type is a pair of the type's bytes and the value.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | ExtData
  | readonly Value[]
  | { readonly [name: string]: Value };

export type ObjectValue = { readonly [name: string]: Value };

/** A value that is known after apply. Core marks it by an extension of MessagePack, whose code is 0. */
export const unknown: Value = new ExtData(0, new Uint8Array([0]));

// one of core's own may tell more, that it is not null for instance; it has the code 12 and goes back as it came
export const isUnknown = (value: Value | undefined): boolean => value instanceof ExtData;

export const isObject = (value: Value | undefined): value is ObjectValue =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof ExtData) &&
  !(value instanceof Uint8Array);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** How the protocol wraps a value. */
export interface DynamicValue {
  readonly msgpack: Uint8Array;
}

export const decodeValue = ({ msgpack }: DynamicValue): Value =>
  decode(msgpack, { useBigInt64: true }) as Value;

export const encodeValue = (value: Value): DynamicValue => ({
  msgpack: encode(value, { useBigInt64: true }),
});

/** Whether two values are the same; core sends the elements of a set in an order of its own, always the same. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((element, index) => equal(element, b[index]));
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every((name) => equal(a[name], b[name]));
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  // one unknown value may turn out to differ from another
  if (isUnknown(a) || isUnknown(b)) return false;
  return a === b || (isNumber(a) && isNumber(b) && Number(a) === Number(b));
}

const isNumber = (value: Value | undefined): boolean =>
  typeof value === "number" || typeof value === "bigint";

/** The same text for the same value, whatever the order of its members. */
export const canonical = (value: Value): string =>
  JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === "bigint") return String(member);
    if (!isObject(member as Value)) return member;
    return Object.fromEntries(Object.entries(member as ObjectValue).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
