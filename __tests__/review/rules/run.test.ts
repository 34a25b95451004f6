import { expect, test } from "@jest/globals";
import { fingerprintOf, runRules } from "../../../review/rules/run";
import { planNames, planText, reportOf } from "../plans";
import { context, planned, remove, update } from "./context";

const lost = planned([
  remove("aws_ssm_parameter.b"),
  remove("aws_s3_bucket.a"),
  remove("aws_ssm_parameter.a"),
  update("aws_kms_key.a", { enable_key_rotation: true }, { enable_key_rotation: false }),
]);

test("puts the loudest first, then by rule and place, each with where it comes from", () => {
  const findings = runRules(lost, (subject) => ({ construct: `prod/${subject.split(".")[1]}` }));
  expect(
    findings.map(({ level, rule, subject, origin }) => [level, rule, subject, origin.construct]),
  ).toEqual([
    ["stop", "EKS-DATA-001", "aws_kms_key.a", "prod/a"],
    ["stop", "EKS-LIFE-001", "aws_s3_bucket.a", "prod/a"],
    ["high", "EKS-LIFE-004", "plan", "prod/undefined"],
    ["note", "EKS-LIFE-007", "aws_ssm_parameter.a", "prod/a"],
    ["note", "EKS-LIFE-007", "aws_ssm_parameter.b", "prod/b"],
  ]);
});

test("knows a finding again by its construct and what changes, not by its address or wording", () => {
  const prints = (place: string) =>
    runRules(planned([remove(`aws_s3_bucket.${place}`)]), () => ({ construct: "prod/logs" })).map(
      ({ fingerprint }) => fingerprint,
    );
  expect(prints("one")).toEqual(prints("other"));
  expect(prints("one")[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprintOf("EKS-NET-001", "a", { x: 1, y: [2] })).toBe(
    fingerprintOf("EKS-NET-001", "a", { y: [2], x: 1 }),
  );
  expect(fingerprintOf("EKS-NET-001", "a", { x: 1 })).not.toBe(fingerprintOf("EKS-NET-001", "a", { x: 2 }));
});

test("finds nothing where nothing is at hand", () => {
  expect(runRules(context({}), () => ({}))).toEqual([]);
});

test("finds in plans that Terraform made what a reviewer has to read first", () => {
  const found = planNames.flatMap((name) =>
    runRules(context({ plan: reportOf(planText(name)).plan }), () => ({}))
      .filter(({ level }) => level !== "note")
      .map(({ level, rule, subject }) => `${name} ${level} ${rule} ${subject}`),
  );
  expect(found).toEqual([
    "01-mixed high EKS-LIFE-004 plan",
    "01-mixed high EKS-LIFE-005 terraform_data.was_single",
    "01-mixed high EKS-STATE-007 plan",
    "02-edge high EKS-LIFE-004 plan",
    "02-edge high EKS-LIFE-006 terraform_data.to_forget",
    "02-edge high EKS-STATE-003 check.nested_data",
    "02-edge high EKS-STATE-007 plan",
    "03-noop high EKS-STATE-003 check.cluster_version",
    "04-destroy high EKS-LIFE-004 plan",
    "04-destroy high EKS-STATE-007 plan",
    "05-target high EKS-STATE-006 plan",
    "05-target high EKS-STATE-007 plan",
    "06-errored stop EKS-STATE-001 plan",
    "06-errored high EKS-STATE-003 terraform_data.bad",
  ]);
});

test("tells a scaled node group and one changed value of a release apart from what hurts", () => {
  const { plan } = reportOf(planText("10-eks-stub-update"));
  expect(
    runRules(context({ plan }), () => ({})).map(({ level, rule, happens }) => `${level} ${rule}: ${happens}`),
  ).toEqual([
    "note EKS-HELM-011: 1 value of traefik changes: deployment.replicas.",
    "note EKS-NODE-010: desired_size goes from 3 to 5.",
  ]);
});
