import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { planSha256, sha256 } from "../../../review/plan/digest";
import { parsePlan } from "../../../review/plan/parse";
import { checkBinding } from "../../../review/report/binding";

const plan = parsePlan(
  JSON.stringify({ format_version: "1.2", resource_changes: [{ address: "a.b" }], timestamp: "2026-01-01" }),
  "plan.json",
);
const other = { ...plan, resource_changes: [] };
const report = (rest: object = {}) =>
  JSON.stringify({
    version: 1,
    environments: [
      { name: "dev" },
      {
        name: "prod",
        plan: { source: "terraform", planSha256: planSha256(plan), stackSha256: sha256("{}"), ...rest },
      },
    ],
  });

test("a plan is the one that was reviewed, however and whenever it is printed", () => {
  const again = { timestamp: "2026-02-02", ...plan };
  expect(checkBinding({ report: report(), plan: again })).toEqual({ kind: "reviewed", environment: "prod" });
  expect(checkBinding({ report: report(), plan, stack: "{}" })).toEqual({
    kind: "reviewed",
    environment: "prod",
  });
});

test.each([
  [
    "another plan",
    { report: report(), plan: other },
    `The plan is not the one that was reviewed: ${planSha256(other).slice(0, 16)}… is not ${planSha256(plan).slice(0, 16)}… (prod).`,
  ],
  [
    "another stack",
    { report: report(), plan, stack: "{ }" },
    "The plan is the one that was reviewed, but the stack of prod is not the one that the report shows.",
  ],
  [
    "a rehearsal",
    { report: report({ source: "rehearsal" }), plan },
    "The report is about no plan of real providers, but about a rehearsal at most, which cannot be applied.",
  ],
  ["no report", { report: "{}", plan }, "The report is no review.json of version 1."],
  ["no JSON", { report: "{", plan }, "The report is no review.json of version 1."],
])("is told from %s", (_, props, reason) => {
  expect(checkBinding(props)).toEqual({ kind: "other", reason });
});

test("the version that is looked for is the one that reports have", () => {
  const source = readFileSync(join(__dirname, "../../../review/report/assemble.ts"), "utf8");
  expect(source).toContain("version: 1,");
});
