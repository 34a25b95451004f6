/** What a plan does, counted from what `terraform show -json` says of it. */
export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  /** New objects in the place of old ones. */
  readonly replace: number;
  readonly delete: number;
}

interface PlanJson {
  readonly resource_changes?: readonly { readonly change: { readonly actions: readonly string[] } }[];
}

export function summarize(plan: PlanJson): PlanSummary {
  const actions = (plan.resource_changes ?? []).map(({ change }) => change.actions.join(" "));
  const count = (...wanted: string[]) => actions.filter((action) => wanted.includes(action)).length;
  return {
    create: count("create"),
    update: count("update"),
    replace: count("create delete", "delete create"),
    delete: count("delete"),
  };
}

export const isEmpty = (summary: PlanSummary): boolean =>
  Object.values(summary).every((count) => count === 0);

/** `78 to create, 1 to replace`, in the order of the summary. */
export const describeSummary = (summary: PlanSummary): string =>
  Object.entries(summary)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} to ${action}`)
    .join(", ") || "no changes";
