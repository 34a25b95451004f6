import { describe, expect, test } from "@jest/globals";
import { Covered, Unknown } from "../../../review/plan/change";
import { readPolicy } from "../../../review/policies/document";
import { includes, overlaps } from "../../../review/policies/pattern";

const reference = `\${aws_sqs_queue.events.arn}`;
const variable = `arn:aws:s3:::home/\${aws:username}/\${*}`;

const text = (Resource: string) =>
  JSON.stringify({ Statement: { Effect: "Allow", Action: "sqs:*", Resource } });

test("reads nothing as a policy that allows nothing", () => {
  expect(readPolicy(undefined)).toEqual({ kind: "statements", statements: [] });
});

test("reads one statement in one form", () => {
  expect(readPolicy(text("a"))).toEqual({
    kind: "statements",
    statements: [
      {
        effect: "Allow",
        actions: { except: false, values: ["sqs:*"] },
        resources: { except: false, values: ["a"] },
        principals: { except: false, values: [] },
        conditions: [],
      },
    ],
  });
});

test.each([
  ["an unknown text", Unknown.value, "is only known after apply"],
  ["a secret text", new Covered(1), "is marked as sensitive"],
  ["a text that is no JSON", "{", "is no JSON object"],
  ["a reference", text(reference), "depends on aws_sqs_queue.events.arn"],
  ["a statement of no effect", `{"Statement":[{"Action":"*"}]}`, "has a statement without Effect"],
])("says why it cannot judge %s", (_, value, because) => {
  expect(readPolicy(value)).toEqual({ kind: "hidden", because });
});

test("takes IAM's own variables for text, and references too where they are names", () => {
  expect(readPolicy(text(variable)).kind).toBe("statements");
  expect(readPolicy(text(reference), "named").kind).toBe("statements");
});

describe("patterns", () => {
  test.each([
    ["*", "s3:GetObject", true],
    ["s3:*", "s3:Get*", true],
    ["s3:Get*", "s3:*", false],
    ["s3:Get?bject", "s3:GetObject", true],
    ["s3:?", "s3:*", false],
    ["a*b*c", "aXbYc", true],
    ["a*b*c", "a*c", false],
    ["*a", "*a*a", true],
    ["ab", "a", false],
  ])("%s includes %s: %s", (outer, inner, expected) => {
    expect(includes(outer, inner)).toBe(expected);
  });

  test.each([
    ["s3:*", "s3:Get*", true],
    ["s3:Get*", "s3:Put*", false],
    ["*Object", "s3:Get*", true],
    ["a?", "a", false],
    ["a*", "*b", true],
  ])("%s overlaps %s: %s", (one, other, expected) => {
    expect(overlaps(one, other)).toBe(expected);
    expect(overlaps(other, one)).toBe(expected);
  });
});
