import { differences } from "../differences/differences";
import { byCodeUnits } from "../differences/value";
import type { AttributeChange, DriftReport } from "../report/report";
import type { Plan, PlanChange } from "./change";
import { byConstruct, type DescribeOptions, differencesOf } from "./describe";
import { collectionOf } from "./sets";

/** What was changed outside of Terraform, and what this plan does about it; sorted by construct, then address. */
export function driftReports(plan: Plan, options: DescribeOptions): readonly DriftReport[] {
  const planned = new Map(
    plan.changes.filter(({ deposed }) => deposed === undefined).map((one) => [one.address, one]),
  );
  return plan.drift
    .flatMap((drift): DriftReport[] => {
      if (drift.action === "move" || drift.action === "no-op") return [];
      const { changes } = differencesOf(drift);
      const isGone = drift.action === "delete";
      if (changes.length === 0) return [];
      return [
        {
          address: drift.address,
          type: drift.type,
          origin: options.originOf(drift.address),
          // of what is gone, that it is gone is enough
          attributes: isGone ? [] : changes,
          fate: fateOf(drift, planned.get(drift.address), changes),
        },
      ];
    })
    .sort((one, other) => byConstruct(one.origin, other.origin) || byCodeUnits(one.address, other.address));
}

// --- internal ---

function fateOf(
  drift: PlanChange,
  planned: PlanChange | undefined,
  changes: readonly AttributeChange[],
): DriftReport["fate"] {
  const isGone = drift.action === "delete";
  if (planned === undefined) return isGone ? "gone" : "kept";
  switch (planned.action) {
    case "create":
      return "recreated";
    case "replace-create-first":
    case "replace-delete-first":
      return "recreated";
    case "delete":
      return "gone";
    case "update":
      return isReverted(drift, planned, changes) ? "reverted" : "kept";
    case "forget":
    case "import":
    case "move":
    case "read":
    case "no-op":
      return isGone ? "gone" : "kept";
    default:
      return planned.action satisfies never;
  }
}

/** Whether the plan changes what was changed, rather than something beside it. */
function isReverted(drift: PlanChange, planned: PlanChange, changes: readonly AttributeChange[]): boolean {
  const { changes: next } = differences(drift.after, planned.after, {
    values: "attributes",
    collection: collectionOf(drift.type),
  });
  return changes.some(({ path }) => next.some((one) => isWithin(path, one.path) || isWithin(one.path, path)));
}

const isWithin = (path: AttributeChange["path"], around: AttributeChange["path"]): boolean =>
  around.length <= path.length && around.every((step, index) => step === path[index]);
