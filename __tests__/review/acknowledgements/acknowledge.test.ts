import { describe, expect, test } from "@jest/globals";
import { acknowledge } from "../../../review/acknowledgements/acknowledge";
import type { Acknowledgement } from "../../../review/acknowledgements/read";
import { finding } from "../finding";

const place = { file: "review.yaml", line: 3, column: 5 };
const acknowledgement = (rest: Partial<Acknowledgement> = {}): Acknowledgement => ({
  place,
  of: { kind: "subject", rule: "EKS-LIFE-001", subject: "aws_vpc.main" },
  reason: "planned",
  expires: "2026-12-31",
  ...rest,
});
const marked = { ...finding(), acknowledged: { reason: "planned", expires: "2026-12-31" } };

const run = (it: Acknowledgement, today = "2026-12-31") => {
  const { findings, idle } = acknowledge({
    findings: new Map([["dev", [finding(), finding({ rule: "EKS-LIFE-002", fingerprint: "f" })]]]),
    acknowledgements: [it],
    today,
  });
  return { findings: findings.get("dev"), idle };
};

describe("an acknowledgement quiets what it names, which stays in its place", () => {
  test.each<[string, Acknowledgement["of"]]>([
    ["by the subject", { kind: "subject", rule: "EKS-LIFE-001", subject: "aws_vpc.main" }],
    ["by the construct", { kind: "subject", rule: "EKS-LIFE-001", subject: "dev/network/vpc" }],
    ["by the fingerprint", { kind: "fingerprint", fingerprint: "0123456789abcdef" }],
  ])("%s", (_, of) => {
    expect(run(acknowledgement({ of }))).toEqual({
      findings: [marked, finding({ rule: "EKS-LIFE-002", fingerprint: "f" })],
      idle: [],
    });
  });
});

test("holds on its last day, and is told after it", () => {
  expect(run(acknowledgement(), "2026-12-31").findings?.[0]).toEqual(marked);
  expect(run(acknowledgement(), "2027-01-01")).toEqual({
    findings: [finding(), finding({ rule: "EKS-LIFE-002", fingerprint: "f" })],
    idle: [
      {
        place,
        text: "The acknowledgement of EKS-LIFE-001 at aws_vpc.main was good until 2026-12-31, and the finding is still there.",
      },
    ],
  });
});

test("is told where it quiets nothing", () => {
  expect(run(acknowledgement({ of: { kind: "fingerprint", fingerprint: "gone" } })).idle).toEqual([
    { place, text: "The acknowledgement of finding gone quiets nothing: that is no longer found." },
  ]);
});

test("of another environment changes nothing, and is not judged", () => {
  expect(run(acknowledgement({ environment: "prod" }))).toEqual({
    findings: [finding(), finding({ rule: "EKS-LIFE-002", fingerprint: "f" })],
    idle: [],
  });
});
