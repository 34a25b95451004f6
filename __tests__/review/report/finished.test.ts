import { expect, test } from "@jest/globals";
import { coveredReport, finishedText, reportJson, SecretError } from "../../../review/report/finished";
import { secretsFrom } from "../../../review/secrets/secrets";
import { environment, finding } from "../finding";

const secrets = secretsFrom(new Set(["hunter2-old", "7654321"]));

test("covers what is secret in every text, name and number of a report", () => {
  const report = {
    version: 1,
    environments: [
      environment({
        notices: [{ kind: "check", text: "password hunter2-old is too short" }],
        findings: [finding({ subject: 'aws_x.y["hunter2-old"]' })],
        pictures: [],
        routing: [],
      }),
    ],
    other: { "hunter2-old": 7654321, kept: 7 },
  };
  const covered = JSON.stringify(coveredReport(report, secrets));
  expect(covered).not.toMatch(/hunter2-old|7654321/);
  expect(covered).toContain("password (sensitive #1) is too short");
  expect(covered).toContain('"kept":7');
});

test("does not take digests and fingerprints for secrets", () => {
  const report = {
    version: 1 as const,
    environments: [environment({ findings: [finding({ fingerprint: "7654321" })] })],
  };
  expect(coveredReport(report, secrets)).toEqual(report);
});

test("covers a finished text once more", () => {
  expect(finishedText("review.md", "it is hunter2-old", secrets)).toBe("it is (sensitive #1)");
});

test("refuses to write what has the form of a credential", () => {
  const key = ["AKIA", "IOSFODNN7", "ABCDEFG"].join("");
  expect(() => finishedText("review.md", `a line\nkey: ${key}\n`, secrets)).toThrow(SecretError);
  expect(() => finishedText("review.md", `a line\nkey: ${key}\n`, secrets)).toThrow(
    /^review\.md:2:6 would hold what looks like an AWS access key/,
  );
});

test("is JSON of two spaces that ends with a line feed", () => {
  expect(reportJson({ version: 1, environments: [] })).toBe('{\n  "version": 1,\n  "environments": []\n}\n');
});
