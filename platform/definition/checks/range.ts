import type { CheckFailure, IsWritten } from "../checks";

/** A range that goes from a smaller to a larger number. Either end may be a default: the fault is the other's then. */
export function checkRange(
  path: readonly (string | number)[],
  { min, max }: { readonly min: number; readonly max: number },
  isWritten: IsWritten,
): CheckFailure[] {
  if (min <= max) return [];
  if (!isWritten([...path, "min"])) {
    return [{ path: [...path, "max"], message: `is ${max}, less than min, which is ${min} by default` }];
  }
  const byDefault = isWritten([...path, "max"]) ? "" : " by default";
  return [{ path: [...path, "min"], message: `is ${min}, more than max, which is ${max}${byDefault}` }];
}
