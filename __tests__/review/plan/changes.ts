import type { Plan } from "../../../review/plan/change";
import type { PlanReport } from "../../../review/report/report";
import { type ReadReport, reportOf } from "../plans";

export interface RawChange {
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly sensitive?: readonly [unknown, unknown];
  readonly change?: object;
  readonly resource?: object;
}

/** A resource of a plan as Terraform prints it, of a managed resource in the root module. */
export function raw(
  address: string,
  { actions = ["update"], before = null, after = null, unknown = {}, sensitive, change, resource }: RawChange,
) {
  const [type = "", name = ""] = address.split(".");
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions,
      before,
      after,
      after_unknown: unknown,
      before_sensitive: sensitive?.[0] ?? {},
      after_sensitive: sensitive?.[1] ?? {},
      ...change,
    },
    ...resource,
  };
}

/** What the configuration says of a resource: attributes by name, with what each refers to. */
export function configured(
  address: string,
  attributes: Readonly<Record<string, readonly string[]>> = {},
  more: object = {},
) {
  const [type = "", name = ""] = address.split(".");
  const expressions = Object.fromEntries(
    Object.entries(attributes).map(([attribute, references]) => [
      attribute,
      references.length === 0 ? { constant_value: "x" } : { references },
    ]),
  );
  return { address, mode: "managed", type, name, expressions, ...more };
}

export interface RawPlan {
  readonly changes?: readonly unknown[];
  readonly drift?: readonly unknown[];
  readonly resources?: readonly unknown[];
  readonly more?: object;
  readonly keep?: readonly string[];
  readonly log?: string;
}

export function read({ changes = [], drift = [], resources = [], more, keep, log }: RawPlan): ReadReport {
  const plan = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: changes,
    ...(drift.length === 0 ? {} : { resource_drift: drift }),
    configuration: { root_module: { resources } },
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  };
  return reportOf(JSON.stringify(plan), log, keep === undefined ? undefined : new Set(keep));
}

export const planOf = (plan: RawPlan): Plan => read(plan).plan;
export const foldsOf = (plan: RawPlan): PlanReport["folds"] => read(plan).report.folds;
