import { shown } from "../differences/shown";
import { actions, type Fold, type OutputReport, type PlanReport } from "../report/report";
import type { Plan } from "./change";
import { type DescribedChange, type DescribeOptions, describeChanges } from "./describe";
import { planSha256, sha256 } from "./digest";
import { driftReports } from "./drift";
import { foldChanges } from "./folds";
import type { PlanJson } from "./parse";

export interface PlanReportOptions extends DescribeOptions {
  /** The plan from which `plan` was read, to which the report is bound. */
  readonly json: PlanJson;
  /** The stack that was planned. @default the report is bound to the plan alone */
  readonly stackText?: string;
  /** Addresses of what has a finding, which is not folded. @default none */
  readonly keep?: ReadonlySet<string>;
  /** From `describeChanges` of the same plan, which rules look at before. @default they are described here */
  readonly described?: readonly DescribedChange[];
}

/** What a reviewer reads of a plan. */
export function planReport(plan: Plan, options: PlanReportOptions): PlanReport {
  const described = options.described ?? describeChanges(plan, options);
  const { changes, folds } = foldChanges(described, options.keep ?? new Set());
  return {
    source: plan.rehearsed ? "rehearsal" : "terraform",
    terraformVersion: plan.terraformVersion,
    planSha256: planSha256(options.json),
    ...(options.stackText === undefined ? {} : { stackSha256: sha256(options.stackText) }),
    changes: changes.map(({ report }) => report),
    folds: [...folds, ...movesInState(plan)],
    drift: driftReports(plan, options),
    outputs: plan.outputs.flatMap(outputReport),
    counts: countsOf(plan),
  };
}

// --- internal ---

function outputReport({ name, action, before, after }: Plan["outputs"][number]): readonly OutputReport[] {
  if (action === "no-op") return [];
  return [
    {
      name,
      action,
      ...(before === undefined ? {} : { before: shown(before) }),
      ...(after === undefined ? {} : { after: shown(after) }),
    },
  ];
}

/** A plan that only refreshes has its moves among what was changed outside. */
function movesInState(plan: Plan): readonly Fold[] {
  const addresses = plan.drift.filter(({ action }) => action === "move").map(({ address }) => address);
  return plan.refreshOnly && addresses.length > 0
    ? [{ kind: "move", text: "moved to another address in the state, without a change", addresses }]
    : [];
}

function countsOf({ changes }: Plan): PlanReport["counts"] {
  const counts = actions.map(
    (action) => [action, changes.filter((change) => change.action === action).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
