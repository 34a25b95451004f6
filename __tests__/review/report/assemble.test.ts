import { describe, expect, test } from "@jest/globals";
import type { Acknowledgement } from "../../../review/acknowledgements/read";
import { assemble, outcomeOf } from "../../../review/report/assemble";
import type { Level } from "../../../review/report/finding";
import type { EnvironmentReport, ManifestReport, PlanReport } from "../../../review/report/report";
import { environment, finding } from "../finding";

const assembled = (rest: Partial<Parameters<typeof assemble>[0]>) =>
  assemble({ environments: [], foreign: new Map(), acknowledgements: [], today: "2026-11-26", ...rest });

test("sorts environments by name, and findings from the loudest, those of other tools among them", () => {
  const report = assembled({
    environments: [
      environment({ name: "prod" }),
      environment({ findings: [finding({ rule: "B", level: "note" }), finding({ rule: "Z" })] }),
    ],
    foreign: new Map([["dev", [finding({ rule: "A", level: "high", tool: "trivy" })]]]),
  });
  expect(report.version).toBe(1);
  expect(report.environments.map(({ name, findings }) => [name, findings.map(({ rule }) => rule)])).toEqual([
    ["dev", ["Z", "A", "B"]],
    ["prod", []],
  ]);
});

test("tells once of acknowledgements that quiet nothing", () => {
  const old: Acknowledgement = {
    place: { file: "review.yaml", line: 2, column: 5 },
    of: { kind: "fingerprint", fingerprint: "abc" },
    reason: "planned",
    expires: "2026-11-25",
  };
  const { environments } = assembled({
    environments: [environment(), environment({ name: "prod" })],
    acknowledgements: [old],
  });
  expect(environments.map(({ notices }) => notices)).toEqual([
    [
      {
        kind: "acknowledgement",
        text: "review.yaml:2:5: The acknowledgement of finding abc was good until 2026-11-25.",
      },
    ],
    [],
  ]);
});

describe("the outcome", () => {
  const outcome = (rest: Partial<EnvironmentReport>, failOn: Level = "stop") =>
    outcomeOf({ version: 1, environments: [environment(), environment({ name: "prod", ...rest })] }, failOn);
  const plan = (counts: PlanReport["counts"], rest: Partial<PlanReport> = {}): PlanReport => ({
    source: "terraform",
    terraformVersion: "1.11.4",
    planSha256: "",
    changes: [],
    folds: [],
    drift: [],
    outputs: [],
    counts,
    ...rest,
  });
  const manifests = (counts: Partial<ManifestReport["counts"]>): ManifestReport => ({
    changes: [],
    objects: 1,
    counts: { create: 0, update: 0, delete: 0, rename: 0, ...counts },
    folds: [],
  });

  test("is nothing where nothing changes", () => {
    expect(outcome({ plan: plan({ "no-op": 7, read: 1, create: 0 }), manifests: manifests({}) })).toBe(
      "nothing",
    );
  });

  test.each<[string, Partial<EnvironmentReport>]>([
    ["resources", { plan: plan({ update: 1 }) }],
    ["moves in the state", { plan: plan({ move: 1 }) }],
    ["outputs", { plan: plan({}, { outputs: [{ name: "a", action: "create" }] }) }],
    ["objects", { manifests: manifests({ rename: 1 }) }],
    ["routes", { routing: [{ request: "https://a/", middlewares: { added: [], removed: [] } }] }],
    ["what Terraform refuses to plan", { notices: [{ kind: "errored", text: "It refuses." }] }],
    [
      "findings that are not looked for",
      { plan: plan({ update: 1 }), findings: [finding({ level: "high" })] },
    ],
  ])("is changes with %s", (_, rest) => {
    expect(outcome(rest)).toBe("changes");
  });

  test.each<[Level, Level, string]>([
    ["stop", "stop", "findings"],
    ["high", "stop", "nothing"],
    ["high", "high", "findings"],
    ["note", "high", "nothing"],
    ["note", "note", "findings"],
  ])("with a finding of level %s, failing on %s, is %s", (level, failOn, expected) => {
    expect(outcome({ findings: [finding({ level })] }, failOn)).toBe(expected);
  });

  test("does not count what is acknowledged", () => {
    const acknowledged = { reason: "planned", expires: "2026-12-31" };
    expect(outcome({ findings: [finding({ acknowledged })] })).toBe("nothing");
  });
});
