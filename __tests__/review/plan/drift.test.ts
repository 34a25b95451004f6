import { expect, test } from "@jest/globals";
import type { DriftReport } from "../../../review/report/report";
import { type RawPlan, raw, read } from "./changes";

const drifted = raw("aws_group.a", { before: { size: 3, x: 1 }, after: { size: 9, x: 1 } });
const gone = raw("aws_group.a", { actions: ["delete"], before: { size: 3 } });

const fate = (plan: RawPlan): DriftReport["fate"] | undefined => read(plan).report.drift[0]?.fate;

const planned = (actions: readonly string[], size: number) =>
  raw("aws_group.a", {
    actions,
    before: { size: 9, x: 1 },
    after: actions[0] === "delete" ? null : { size, x: 1 },
  });

test("is reverted where the plan sets it back", () => {
  expect(fate({ drift: [drifted], changes: [planned(["update"], 3)] })).toBe("reverted");
});

test("is kept where the plan leaves it alone, or changes something else", () => {
  expect(fate({ drift: [drifted], changes: [planned(["no-op"], 9)] })).toBe("kept");
  expect(
    fate({
      drift: [drifted],
      changes: [raw("aws_group.a", { before: { size: 9, x: 1 }, after: { size: 9, x: 2 } })],
    }),
  ).toBe("kept");
});

test("is told apart from what the plan changes beside it", () => {
  const tags = (before: object, after: object) =>
    raw("aws_group.a", { before: { tags: before }, after: { tags: after } });
  const byHand = tags({ a: "1", b: "1" }, { a: "2", b: "1" });
  expect(fate({ drift: [byHand], changes: [tags({ a: "2", b: "1" }, { a: "2", b: "2" })] })).toBe("kept");
  expect(fate({ drift: [byHand], changes: [tags({ a: "2", b: "1" }, { a: "1", b: "1" })] })).toBe("reverted");
});

test("is recreated where it was deleted by hand, and gone where nobody wants it back", () => {
  expect(
    fate({ drift: [gone], changes: [raw("aws_group.a", { actions: ["create"], after: { size: 3 } })] }),
  ).toBe("recreated");
  expect(fate({ drift: [gone] })).toBe("gone");
});

test("is gone with what is deleted", () => {
  expect(fate({ drift: [drifted], changes: [planned(["delete"], 0)] })).toBe("gone");
});

test("shows what was changed outside, also where Terraform's own plan says nothing of it", () => {
  const { report } = read({ drift: [drifted], changes: [planned(["no-op"], 9)] });
  expect(report.drift).toEqual([
    {
      address: "aws_group.a",
      type: "aws_group",
      origin: {},
      fate: "kept",
      attributes: [
        {
          path: ["size"],
          kind: "changed",
          before: { kind: "value", value: 3 },
          after: { kind: "value", value: 9 },
          forcesReplacement: false,
        },
      ],
    },
  ]);
});

test("leaves out what a provider reads back in other words", () => {
  const { report } = read({
    drift: [raw("aws_group.a", { before: { list: null, size: 1 }, after: { list: [], size: "1" } })],
  });
  expect(report.drift).toEqual([]);
});

test("shows moves of a plan that only refreshes among the folds", () => {
  const state = { values: { root_module: { resources: [{ mode: "managed", address: "aws_group.a" }] } } };
  const { report, notices } = read({
    drift: [
      raw("aws_group.a", {
        actions: ["no-op"],
        before: {},
        after: {},
        resource: { previous_address: "aws_group.b" },
      }),
    ],
    more: { prior_state: state },
  });
  expect(report.drift).toEqual([]);
  expect(report.folds).toMatchObject([{ kind: "move", addresses: ["aws_group.a"] }]);
  expect(notices.map(({ kind }) => kind)).toEqual(["refresh-only"]);
});
