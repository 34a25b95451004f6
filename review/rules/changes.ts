import { attribute, same } from "../plan/attribute";
import { type PlanChange, Unknown, type Value } from "../plan/change";
import type { RuleContext } from "./rule";

/** Resources of these types that something happens to; all types where none is named. */
export function changesOf({ plan }: RuleContext, ...types: readonly string[]): readonly PlanChange[] {
  return (plan?.changes ?? []).filter(
    ({ mode, deposed, action, type }) =>
      mode === "managed" &&
      deposed === undefined &&
      action !== "no-op" &&
      action !== "read" &&
      (types.length === 0 || types.includes(type)),
  );
}

/** Resources of these types that exist afterwards, what does not change included. */
export const resourcesOf = ({ plan }: RuleContext, ...types: readonly string[]): readonly PlanChange[] =>
  (plan?.changes ?? []).filter(
    ({ mode, deposed, type }) => mode === "managed" && deposed === undefined && types.includes(type),
  );

export const isReplaced = ({ action }: PlanChange): boolean =>
  action === "replace-delete-first" || action === "replace-create-first";

/** Whether what is there now goes, be it for good or for a new one. */
export const isDestroyed = (change: PlanChange): boolean => change.action === "delete" || isReplaced(change);

/** Whether the same thing stays, with other attributes. */
export const isUpdated = ({ action }: PlanChange): boolean => action === "update";

/** Whether it is there on both sides, in place or replaced. */
export const isOnBothSides = ({ before, after }: PlanChange): boolean =>
  before !== undefined && before !== null && after !== undefined && after !== null;

export const isCreated = ({ action }: PlanChange): boolean => action === "create" || action === "import";

/** How a change of a thing that goes is said: `is deleted`, `is destroyed first, then created again`, … */
export function fateOf({ action }: PlanChange): string {
  switch (action) {
    case "delete":
      return "is deleted";
    case "replace-delete-first":
      return "is destroyed first and then created again";
    case "replace-create-first":
      return "is replaced by a new one that is created first";
    case "forget":
      return "is no longer managed, and left running";
    case "create":
      return "is created";
    case "import":
      return "is imported";
    case "update":
      return "is changed in place";
    case "move":
      return "is moved";
    case "read":
      return "is read";
    case "no-op":
      return "stays as it is";
    default:
      return action satisfies never;
  }
}

/** What makes Terraform replace a thing, such as `, because of subnet_ids`; empty where it does not say. */
export function becauseOf({ replacePaths, actionReason }: PlanChange): string {
  if (replacePaths.length > 0) {
    return ` because of ${[...new Set(replacePaths.map((path) => path.join(".")))].sort().join(", ")}`;
  }
  switch (actionReason) {
    case "replace_because_tainted":
      return " because it is tainted";
    case "replace_by_request":
      return " because -replace asks for it";
    case "replace_by_triggers":
      return " because replace_triggered_by asks for it";
    default:
      return "";
  }
}

/** One attribute on both sides. */
export interface Edit {
  readonly before: Value;
  readonly after: Value;
}

/** An attribute that differs and is known on both sides; undefined elsewhere. */
export function edit(change: PlanChange, path: string): Edit | undefined {
  const before = attribute(change.before, path);
  const after = attribute(change.after, path);
  if (after instanceof Unknown || before instanceof Unknown || same(before, after)) return undefined;
  return { before, after };
}

/** How a change is named in a finding; a deposed object shares the address of the one that took its place. */
export const subjectOf = ({ address, deposed }: PlanChange): string =>
  deposed === undefined ? address : `${address} (deposed ${deposed})`;

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** `1 release`, `2 releases`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
