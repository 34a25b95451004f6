import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../review/plan/change";
import { planNotices } from "../../review/plan/notices";
import { parsePlan } from "../../review/plan/parse";
import { readPlan } from "../../review/plan/read";
import { planReport } from "../../review/plan/report";
import type { Notice, PlanReport } from "../../review/report/report";
import { collectSecrets } from "../../review/secrets/collect";
import { type Secrets, secretsFrom } from "../../review/secrets/secrets";

const folder = join(__dirname, "plans");

/** Names of plans that Terraform made. */
export const planNames = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(".json", ""))
  .sort();

export const planText = (name: string): string => readFileSync(join(folder, `${name}.json`), "utf8");

export const planLog = (name: string): string => readFileSync(join(folder, `${name}.ndjson`), "utf8");

export interface ReadReport {
  readonly plan: Plan;
  readonly secrets: Secrets;
  readonly report: PlanReport;
  readonly notices: readonly Notice[];
}

/** All that is said about a plan, where nothing is known of constructs. */
export function reportOf(text: string, log?: string, keep?: ReadonlySet<string>): ReadReport {
  const json = parsePlan(text, "plan.json");
  const secrets = secretsFrom(collectSecrets(json));
  const plan = readPlan(json, secrets);
  return {
    plan,
    secrets,
    report: planReport(plan, {
      json,
      originOf: () => ({}),
      secrets,
      ...(keep === undefined ? {} : { keep }),
    }),
    notices: planNotices(plan, { secrets, ...(log === undefined ? {} : { log }) }),
  };
}
