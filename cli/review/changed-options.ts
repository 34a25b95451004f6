/** A difference between two definitions: the option, and what it was. */
export interface ChangedOption {
  readonly path: readonly (string | number)[];
  /** Undefined where it was not set. */
  readonly before: unknown;
}

/**
 * Options that differ between two definitions, each as deep as both have it: of a service that is new the service, of
 * one that is changed the option in it. Lists of different lengths are one option.
 */
export function changedOptions(before: unknown, after: unknown): readonly ChangedOption[] {
  return difference(before, after, []);
}

/** The definition with one option as it was. */
export function withOption<T>(definition: T, { path, before }: ChangedOption): T {
  return put(definition, path, before) as T;
}

// --- internal ---

function difference(
  before: unknown,
  after: unknown,
  path: readonly (string | number)[],
): readonly ChangedOption[] {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return after.flatMap((value, index) => difference(before[index], value, [...path, index]));
  if (isMapping(before) && isMapping(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => difference(before[key], after[key], [...path, key]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before }];
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function put(value: unknown, [step, ...rest]: readonly (string | number)[], wanted: unknown): unknown {
  if (step === undefined) return wanted;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? put(item, rest, wanted) : item));
  const mapping = isMapping(value) ? value : {};
  const inner = put(mapping[step], rest, wanted);
  const { [step]: _, ...others } = mapping;
  return inner === undefined ? others : { ...mapping, [step]: inner };
}
