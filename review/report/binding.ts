import { isRecord } from "../differences/value";
import { planSha256, sha256 } from "../plan/digest";
import type { PlanJson } from "../plan/parse";

export interface BindingProps {
  /** Text of a `review.json`. */
  readonly report: string;
  readonly plan: PlanJson;
  /** Text of the `cdk.tf.json` that is deployed. */
  readonly stack?: string;
}

/** Whether what is about to be applied is what was reviewed. */
export type Binding =
  | { readonly kind: "reviewed"; readonly environment: string }
  /** Why not, in one sentence. */
  | { readonly kind: "other"; readonly reason: string };

/** Compares a plan with the one that a report is about. */
export function checkBinding({ report, plan, stack }: BindingProps): Binding {
  const plans = plansIn(report);
  if (plans === undefined) return { kind: "other", reason: "The report is no review.json of version 1." };
  const digest = planSha256(plan);
  const found = plans.find(({ source, sha256: bound }) => source === "terraform" && bound === digest);
  if (found === undefined) {
    const real = plans.filter(({ source }) => source === "terraform");
    return {
      kind: "other",
      reason:
        real.length === 0
          ? "The report is about no plan of real providers, but about a rehearsal at most, which cannot be applied."
          : `The plan is not the one that was reviewed: ${digest.slice(0, 16)}… is not ${real.map(({ environment, sha256: bound }) => `${bound.slice(0, 16)}… (${environment})`).join(" or ")}.`,
    };
  }
  if (stack !== undefined && found.stackSha256 !== sha256(stack)) {
    return {
      kind: "other",
      reason: `The plan is the one that was reviewed, but the stack of ${found.environment} is not the one that the report shows.`,
    };
  }
  return { kind: "reviewed", environment: found.environment };
}

// --- internal ---

interface BoundPlan {
  readonly environment: string;
  readonly source: unknown;
  readonly sha256: string;
  readonly stackSha256: unknown;
}

function plansIn(text: string): readonly BoundPlan[] | undefined {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(report) || report.version !== 1 || !Array.isArray(report.environments)) return undefined;
  return report.environments.filter(isRecord).flatMap(({ name, plan }) =>
    isRecord(plan) && typeof plan.planSha256 === "string"
      ? [
          {
            environment: String(name),
            source: plan.source,
            sha256: plan.planSha256,
            stackSha256: plan.stackSha256,
          },
        ]
      : [],
  );
}
