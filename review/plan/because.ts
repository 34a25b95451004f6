import type { PlanChange } from "./change";

/** Why Terraform does it, in words; undefined where it says nothing. */
export function because(change: PlanChange): string | undefined {
  const parts = [
    reason(change),
    change.forgetsReplaced === true ? "the former one is left running, no longer managed" : undefined,
    change.deferred === undefined ? undefined : `put off to a later plan: ${deferral(change.deferred)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join("; ");
}

// --- internal ---

function reason({ actionReason, replacePaths, index }: PlanChange): string | undefined {
  switch (actionReason) {
    case undefined:
      return undefined;
    case "replace_because_cannot_update":
      return replacePaths.length === 0
        ? "it cannot be changed in place"
        : `${listed([...new Set(replacePaths.map(dotted))])} cannot be changed in place`;
    case "replace_because_tainted":
      return "it is tainted: making it failed, or somebody marked it";
    case "replace_by_request":
      return "the plan was made with -replace";
    case "replace_by_triggers":
      return "something in its replace_triggered_by changes";
    case "delete_because_no_resource_config":
      return "it is no longer in the configuration";
    case "delete_because_no_module":
      return "its module is no longer in the configuration";
    case "delete_because_wrong_repetition":
      return "count or for_each came, went or changed into the other";
    case "delete_because_count_index":
      return `count is not that large any more: there is no ${index ?? "such index"}`;
    case "delete_because_each_key":
      return `for_each has no ${typeof index === "string" ? JSON.stringify(index) : "such key"} any more`;
    case "delete_because_no_move_target":
      return "it was moved to a resource that is not in the configuration";
    case "read_because_config_unknown":
      return "what it is read by is only known after apply";
    case "read_because_dependency_pending":
      return "it depends on something that changes";
    case "read_because_check_nested":
      return "it is read for a check";
    default:
      // newer than what is known here
      return actionReason.replaceAll("_", " ");
  }
}

const dotted = (path: readonly (string | number)[]): string => path.join(".");

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

function deferral(why: string): string {
  switch (why) {
    case "instance_count_unknown":
      return "how many there are is only known after apply";
    case "resource_config_unknown":
      return "its configuration is only known after apply";
    case "provider_config_unknown":
      return "its provider's configuration is only known after apply";
    case "absent_prereq":
      return "something that it needs does not exist yet";
    case "deferred_prereq":
      return "it depends on something that is put off";
    default:
      return why.replaceAll("_", " ");
  }
}
