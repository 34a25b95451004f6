import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { gain, loss } from "../../../review/policies/describe";
import { policyDifference } from "../../../review/policies/difference";
import { readPolicy, type Statement } from "../../../review/policies/document";

type Given = Readonly<Record<string, unknown>>;

function statements(...given: readonly Given[]): readonly Statement[] {
  const policy = readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: given }));
  if (policy.kind === "hidden") throw new Error(policy.because);
  return policy.statements;
}

const allow = (Action: unknown, Resource: unknown = "*", rest: Given = {}): Given => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});

const deny = (Action: unknown, Resource: unknown = "*", rest: Given = {}): Given => ({
  ...allow(Action, Resource, rest),
  Effect: "Deny",
});

const trust = (Principal: unknown, Condition?: Given): Given => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal,
  ...(Condition === undefined ? {} : { Condition }),
});

function difference(before: readonly Given[], after: readonly Given[]) {
  const { broadened, narrowed } = policyDifference(statements(...before), statements(...after));
  return { broadened: broadened.map(gain), narrowed: narrowed.map(loss) };
}

const nothing = { broadened: [], narrowed: [] };

describe("what is the same", () => {
  test("order, Sid, spelling and spread over statements", () => {
    expect(
      difference(
        [allow(["s3:GetObject", "s3:PutObject"], "a", { Sid: "One" }), allow("sqs:*", "q")],
        [allow("sqs:*", ["q"]), allow("S3:PutObject", ["a"], { Sid: "" }), allow("s3:getobject", "a")],
      ),
    ).toEqual(nothing);
  });

  test("what a wider statement already allows", () => {
    expect(difference([allow("s3:*")], [allow("s3:*"), allow("s3:Get*", "arn:aws:s3:::a/*")])).toEqual(
      nothing,
    );
  });

  test("an account's number and its root", () => {
    expect(
      difference([trust({ AWS: "arn:aws:iam::111122223333:root" })], [trust({ AWS: "111122223333" })]),
    ).toEqual(nothing);
  });

  test("everybody, however it is written", () => {
    expect(difference([trust("*")], [trust({ AWS: "*" })])).toEqual(nothing);
  });

  test("any shuffle of any statements", () => {
    const action = fc.constantFrom("s3:*", "s3:Get*", "s3:GetObject", "*", "iam:PassRole");
    const statement = fc.record({
      Effect: fc.constantFrom("Allow", "Deny"),
      Action: fc.array(action, { minLength: 1, maxLength: 3 }),
      Resource: fc.constantFrom("*", "a", ["a", "b"]),
      Condition: fc.constantFrom({}, { StringEquals: { "aws:SourceAccount": "1" } }),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), (given) => {
        expect(difference(given, given.toReversed())).toEqual(nothing);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is broadened", () => {
  test.each<[string, readonly Given[], readonly Given[], readonly string[]]>([
    ["a statement is added", [], [allow("s3:GetObject", "a")], ["allows s3:GetObject on a"]],
    [
      "an action is added",
      [allow("s3:GetObject", "a")],
      [allow(["s3:GetObject", "s3:PutObject"], "a")],
      ["allows s3:PutObject on a"],
    ],
    ["a pattern grows", [allow("s3:Get*", "a")], [allow("s3:*", "a")], ["allows s3:* on a"]],
    [
      "a resource grows",
      [allow("s3:GetObject", "a/b")],
      [allow("s3:GetObject", "a/*")],
      ["allows s3:GetObject on a/*"],
    ],
    [
      "a denial goes",
      [allow("s3:*"), deny("s3:Delete*")],
      [allow("s3:*")],
      ["no longer denies s3:Delete* on *"],
    ],
    [
      "a denial gets a condition",
      [deny("s3:Delete*")],
      [deny("s3:Delete*", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      ["no longer denies s3:Delete* on *"],
    ],
    [
      "an exception shrinks",
      [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" }],
      [{ Effect: "Allow", NotAction: "sts:*", Resource: "*" }],
      ["allows every action but sts:* on *"],
    ],
    [
      "an exception of resources appears in the place of one resource",
      [allow("s3:GetObject", "a")],
      [{ Effect: "Allow", Action: "s3:GetObject", NotResource: "b" }],
      ["allows s3:GetObject on every resource but b"],
    ],
    [
      "a condition goes",
      [trust({ Service: "eks.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": "1" } })],
      [trust({ Service: "eks.amazonaws.com" })],
      ["allows sts:AssumeRole to Service:eks.amazonaws.com where StringEquals aws:sourceaccount forbade it"],
    ],
    [
      "a subject becomes a pattern",
      [
        trust(
          { Federated: "oidc" },
          { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main" } },
        ),
      ],
      [
        trust(
          { Federated: "oidc" },
          { StringLike: { "token.actions.githubusercontent.com:sub": "repo:a/b:*" } },
        ),
      ],
      [
        "allows sts:AssumeRole to Federated:oidc where StringEquals token.actions.githubusercontent.com:sub forbade it",
      ],
    ],
    [
      "a principal is added",
      [trust({ AWS: "111122223333" })],
      [trust({ AWS: ["111122223333", "444455556666"] })],
      ["allows sts:AssumeRole to AWS:444455556666"],
    ],
    [
      "addresses grow",
      [allow("s3:*", "*", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/16" } } })],
      [allow("s3:*", "*", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } })],
      ["allows s3:* on * where IpAddress aws:sourceip forbade it"],
    ],
  ])("%s", (_, before, after, broadened) => {
    expect(difference(before, after).broadened).toEqual(broadened);
  });
});

describe("what is narrowed", () => {
  test.each<[string, readonly Given[], readonly Given[], readonly string[]]>([
    ["a pattern shrinks", [allow("s3:*", "a")], [allow("s3:Get*", "a")], ["no longer allows s3:* on a"]],
    [
      "a subject gets exact",
      [trust({ Federated: "oidc" }, { StringLike: { "o:sub": "a:*" } })],
      [trust({ Federated: "oidc" }, { StringEquals: { "o:sub": "a:b" } })],
      ["allows sts:AssumeRole to Federated:oidc only where StringEquals o:sub is met"],
    ],
    [
      "addresses shrink",
      [allow("s3:*", "*", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } })],
      [allow("s3:*", "*", { Condition: { IpAddress: { "aws:SourceIp": ["10.1.0.0/16", "10.2.0.0/16"] } } })],
      ["allows s3:* on * only where IpAddress aws:sourceip is met"],
    ],
    ["something is denied", [allow("s3:*")], [allow("s3:*"), deny("s3:Delete*")], ["denies s3:Delete* on *"]],
  ])("%s", (_, before, after, narrowed) => {
    expect(difference(before, after)).toEqual({ broadened: [], narrowed });
  });
});
