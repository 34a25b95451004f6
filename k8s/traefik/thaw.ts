/** Plain data as the generated bindings take it: the same, but for `readonly`. */
export type Thawed<T> = T extends readonly (infer Item)[]
  ? Thawed<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Thawed<T[Key]> }
    : T;

/** Readonly data for the bindings, which ask for changeable lists and change none. */
export const thaw = <T>(value: T): Thawed<T> => value as Thawed<T>;

/**
 * A value for a field that takes a number or a string. The bindings have a class of the same form for each such field
 * and leave out what is neither.
 */
export function intOrString<T extends string | number>(value: T): { readonly value: T };
export function intOrString<T extends string | number>(
  value: T | undefined,
): { readonly value: T } | undefined;
export function intOrString(value: string | number | undefined): { value: string | number } | undefined {
  return value === undefined ? undefined : { value };
}
