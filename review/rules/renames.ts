import { isRecord } from "../../verify/structural/record";
import { canonical } from "../plan/attribute";
import { Covered, type PlanChange, Unknown, type Value } from "../plan/change";
import { changesOf } from "./changes";
import type { RuleContext } from "./rule";

/** Something that goes, and something that comes with the same configuration. */
export interface Recreated {
  readonly gone: PlanChange;
  readonly made: PlanChange;
}

/**
 * Pairs of a deletion and a creation of one type whose configuration is the same but for names and tags: in cdktf, an
 * address is made of the construct's path, so that moving a construct does this.
 */
export function recreated(context: RuleContext): readonly Recreated[] {
  const changes = changesOf(context);
  const made = changes.filter(({ action }) => action === "create");
  const taken = new Set<string>();
  return changes
    .filter(({ action }) => action === "delete")
    .flatMap((gone) => {
      const twin = made.find(
        (change) =>
          change.type === gone.type && !taken.has(change.address) && isTwin(gone.before, change.after),
      );
      if (twin === undefined) return [];
      taken.add(twin.address);
      return [{ gone, made: twin }];
    });
}

// --- internal ---

/** What a rename changes by itself, and what says nothing about a thing. */
const nameless = /^(name|.*_name|name_prefix|id|arn|tags|tags_all|description)$/;

/** Whether everything that is known of the new one is as it was, and something is. */
function isTwin(before: Value, after: Value): boolean {
  if (!isRecord(before) || !isRecord(after)) return false;
  const known = Object.entries(after).filter(
    ([key, value]) => !nameless.test(key) && says(value) && !(value instanceof Unknown),
  );
  return known.length > 0 && known.every(([key, value]) => isAlike(before[key], value));
}

const says = (value: Value): boolean =>
  value !== null &&
  value !== undefined &&
  value !== "" &&
  value !== false &&
  !(Array.isArray(value) && value.length === 0);

/** Whether the known part of a new value is the old one. */
function isAlike(before: Value, after: Value): boolean {
  if (after instanceof Unknown) return true;
  if (after instanceof Covered) return before instanceof Covered && before.ordinal === after.ordinal;
  if (Array.isArray(after)) {
    return (
      Array.isArray(before) &&
      before.length === after.length &&
      after.every((item, index) => isAlike(before[index], item))
    );
  }
  if (isRecord(after)) {
    return (
      isRecord(before) &&
      Object.entries(after).every(([key, item]) => !says(item) || isAlike(before[key], item))
    );
  }
  return canonical(before) === canonical(after);
}
