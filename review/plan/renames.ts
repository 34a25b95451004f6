import { byCodeUnits, canonical, isRecord } from "../differences/value";
import { type Plan, Unknown, type Value } from "./change";

/** Something that would be destroyed and made anew, and only has another address. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly type: string;
}

/**
 * Pairs of what is deleted and created that are of one type and have the same values, names aside: whoever renames a
 * construct in CDK for Terraform gets a plan like that, and wants `moved` instead. Sorted by their new addresses; where
 * several could be meant, the one whose address has most in common.
 */
export function suspectedRenames(plan: Plan): readonly Rename[] {
  const left = plan.changes.filter(
    ({ mode, action, deposed }) => mode === "managed" && action === "delete" && deposed === undefined,
  );
  return plan.changes
    .filter(
      ({ mode, action, deferred }) => mode === "managed" && action === "create" && deferred === undefined,
    )
    .flatMap((created) => {
      const partners = left.filter(
        (deleted) => deleted.type === created.type && isSame(deleted.before, created.after),
      );
      const [best] = partners.sort(
        (one, other) =>
          likeness(other.address, created.address) - likeness(one.address, created.address) ||
          byCodeUnits(one.address, other.address),
      );
      if (best === undefined) return [];
      left.splice(left.indexOf(best), 1);
      return [{ from: best.address, to: created.address, type: created.type }];
    })
    .sort((one, other) => byCodeUnits(one.to, other.to));
}

// --- internal ---

const isName = (key: string): boolean =>
  /^(?:name|name_prefix|bucket|bucket_prefix|id|arn|tags|tags_all)$|_name$/.test(key);

/** Everything that is planned is what was; there has to be something besides names and what nobody knows yet. */
function isSame(before: Value, after: Value): boolean {
  if (!isRecord(before) || !isRecord(after)) return false;
  let compared = 0;
  for (const [key, planned] of Object.entries(after)) {
    if (isName(key) || planned === null || holdsUnknown(planned)) continue;
    if (canonical(withoutNulls(before[key])) !== canonical(withoutNulls(planned))) return false;
    if (key !== "region" && !isTrivial(planned)) compared += 1;
  }
  return compared > 0;
}

const isTrivial = (value: Value): boolean =>
  value === false ||
  value === "" ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);

function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

function holdsUnknown(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isRecord(value) && Object.values(value).some(holdsUnknown);
}

/** How many characters two addresses have in common at both ends. */
function likeness(one: string, other: string): number {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < one.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return start + end;
}
