import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readAcknowledgements } from "../../../review/acknowledgements/read";

const read = (text: string) => readAcknowledgements("review.yaml", text);

test("names a finding by rule and subject, or by its fingerprint, with a reason and a last day", () => {
  const { acknowledgements, problems } = read(`acknowledged:
  - rule: EKS-LIFE-001
    subject: dev/network/vpc
    environment: dev
    reason: moves to the new range in this release
    expires: 2026-12-31
  - { fingerprint: 0123456789012345, reason: known, expires: "2027-01-31" }
`);
  expect(problems).toEqual([]);
  expect(acknowledgements).toEqual([
    {
      place: { file: "review.yaml", line: 2, column: 5 },
      of: { kind: "subject", rule: "EKS-LIFE-001", subject: "dev/network/vpc" },
      environment: "dev",
      reason: "moves to the new range in this release",
      expires: "2026-12-31",
    },
    {
      place: { file: "review.yaml", line: 7, column: 5 },
      // of digits alone, with the zero that a number would lose
      of: { kind: "fingerprint", fingerprint: "0123456789012345" },
      reason: "known",
      expires: "2027-01-31",
    },
  ]);
});

test.each(["", "# nothing yet\n", "acknowledged:\n", "acknowledged: []\n"])("may be empty: %j", (text) => {
  expect(read(text)).toEqual({ acknowledgements: [], problems: [] });
});

describe("says where it is wrong, and what would be right", () => {
  const item = (text: string) => `acknowledged:\n  - ${text}\n`;
  const good = 'rule: A-1, subject: x, reason: why, expires: "2026-12-31"';
  test.each([
    ["- a\n", 1, 1, "must be a mapping with a list below acknowledged"],
    ["acknowledged: 1\n", 1, 15, "acknowledged must be a list"],
    ["ignored: []\n", 1, 1, "ignored is not known; the only key here is acknowledged"],
    [item("text"), 2, 5, "must be a mapping with rule, subject, fingerprint, environment, reason, expires"],
    [
      item(`{ ${good}, until: never }`),
      2,
      66,
      "until is not known; there are rule, subject, fingerprint, environment, reason, expires",
    ],
    [
      item(`{ ${good}, fingerprint: abc }`),
      2,
      5,
      "name the finding by its fingerprint alone, or by rule and subject",
    ],
    [
      item("{ rule: A-1, reason: why, expires: 2026-12-31 }"),
      2,
      5,
      "name the finding by its fingerprint alone, or by rule and subject",
    ],
    [item("{ fingerprint: abc, expires: 2026-12-31 }"), 2, 5, "lacks reason; say why it is taken on"],
    [
      item("{ fingerprint: abc, reason: why }"),
      2,
      5,
      "lacks expires; say until when it holds, as in 2026-12-31",
    ],
    [item("{ fingerprint: abc, reason: 1, expires: 2026-12-31 }"), 2, 33, "reason must be text"],
    [item('{ fingerprint: abc, reason: " ", expires: 2026-12-31 }'), 2, 33, "reason must be text"],
    [
      item("{ fingerprint: abc, reason: why, expires: 2026-02-30 }"),
      2,
      47,
      "expires must be a day such as 2026-12-31, not 2026-02-30",
    ],
    [
      item("{ fingerprint: abc, reason: why, expires: never }"),
      2,
      47,
      "expires must be a day such as 2026-12-31, not never",
    ],
    [
      "acknowledged: [\n",
      2,
      1,
      "Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  ])("%j", (text, line, column, message) => {
    expect(read(text)).toEqual({
      acknowledgements: [],
      problems: [{ file: "review.yaml", line, column, message }],
    });
  });
});

test("reads what the documentation shows", () => {
  const page = readFileSync(join(__dirname, "../../../docs/review.md"), "utf8");
  const [, example = ""] = /^```text\n(acknowledged:[\s\S]*?)^```$/m.exec(page) ?? [];
  const { acknowledgements, problems } = read(example);
  expect({ count: acknowledgements.length, problems }).toEqual({ count: 2, problems: [] });
});
