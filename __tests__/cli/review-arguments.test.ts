import { describe, expect, test } from "@jest/globals";
import { parseRequest } from "../../cli/review/arguments";

const nothing = {
  base: undefined,
  head: undefined,
  environments: [],
  plan: undefined,
  diagnostics: undefined,
  stack: undefined,
  baseStack: undefined,
  manifests: undefined,
  baseManifests: undefined,
  output: ".slipway/review",
  failOn: "stop",
  acknowledgements: undefined,
  findings: [],
  format: "terminal",
};

test.each([
  [["--base", "main"], { base: "main" }],
  [["--base=main", "--head", "v2"], { base: "main", head: "v2" }],
  [["--base", "main", "--env", "dev", "--env", "prod"], { base: "main", environments: ["dev", "prod"] }],
  [["--plan", "-"], { plan: "-" }],
  [
    ["--plan", "p.json", "--diagnostics", "p.ndjson", "--fail-on", "high"],
    { plan: "p.json", diagnostics: "p.ndjson", failOn: "high" },
  ],
  [
    ["--stack", "a", "--base-stack", "b", "--manifests", "c", "--base-manifests", "d"],
    { stack: "a", baseStack: "b", manifests: "c", baseManifests: "d" },
  ],
  [
    ["--base", "main", "--findings", "a.sarif", "--findings", "b.sarif", "--acknowledgements", "known.yaml"],
    { base: "main", findings: ["a.sarif", "b.sarif"], acknowledgements: "known.yaml" },
  ],
  [
    ["--base", "main", "--output", "out", "--format", "markdown"],
    { base: "main", output: "out", format: "markdown" },
  ],
])("%j ask for a review", (args, rest) => {
  expect(parseRequest(args)).toEqual({ kind: "review", ...nothing, ...rest });
});

test.each([
  [["--check", "review.json", "--plan", "p.json"], { stack: undefined }],
  [["--check", "review.json", "--plan", "p.json", "--stack", "cdk.tf.json"], { stack: "cdk.tf.json" }],
])("%j compare a plan with a report", (args, rest) => {
  expect(parseRequest(args)).toEqual({ kind: "check", report: "review.json", plan: "p.json", ...rest });
});

test("--help asks for help", () => {
  expect(parseRequest(["--base", "main", "-h"])).toEqual({ kind: "help" });
});

describe("are a mistake:", () => {
  test.each([
    [[], "say what to compare with, as in --base main, or what to review, as in --plan plan.json"],
    [["--bsae", "main"], 'unknown option --bsae; did you mean "--base"?'],
    [["--base"], "--base needs a value"],
    [["--base", "--head", "x"], "--base needs a value"],
    [["--base="], "--base needs a value"],
    [["--base", "a", "--base", "b"], "--base is given twice"],
    [["--base", "main", "prod"], "prod belongs to no option; an environment is named by --env"],
    [["--base", "main", "--fail-on", "never"], "--fail-on takes stop, high, note, not never"],
    [
      ["--base", "main", "--format", "html"],
      "there is no format html; there are terminal, markdown, json, sarif",
    ],
    [["--base", "main", "--diagnostics", "x"], "--diagnostics belong to a plan: --plan plan.json"],
    [
      ["--base", "main", "--head", "x", "--stack", "y"],
      "--head is synthesized; it does not go with --stack and --manifests",
    ],
    [
      ["--base", "main", "--base-stack", "x", "--stack", "y"],
      "--base is synthesized; it does not go with --base-stack and --base-manifests",
    ],
    [["--base-stack", "x"], "--base-stack needs --stack beside it"],
    [["--base-manifests", "x"], "--base-manifests needs --manifests beside it"],
    [["--check", "review.json"], "--check needs the plan that is about to be applied: --plan plan.json"],
    [["--check", "review.json", "--plan", "x", "--base", "main"], "--base does not go with --check"],
  ])("%j", (args, message) => {
    expect(parseRequest(args)).toEqual({ kind: "mistake", message });
  });
});
