import { expect, test } from "@jest/globals";
import { planNotices } from "../../../review/plan/notices";
import { type RawPlan, raw, read } from "./changes";

const texts = (plan: RawPlan): string[] => read(plan).notices.map(({ kind, text }) => `${kind}: ${text}`);

test("says nothing of a plan that is whole", () => {
  expect(texts({ changes: [raw("aws_vpc.a", { actions: ["no-op"] })] })).toEqual([]);
});

test("says why a plan failed, from the log of the run, each once", () => {
  const diagnostic = { severity: "error", summary: "Bad", detail: "first\n  second", address: "aws_vpc.a" };
  const line = JSON.stringify({ type: "diagnostic", diagnostic });
  expect(
    texts({ more: { errored: true, applyable: false, complete: false }, log: `no json\n${line}\n${line}\n` }),
  ).toEqual([
    "errored: The plan failed: it cannot be applied, and may not show all that would change.",
    "diagnostic: Error: Bad: first second (aws_vpc.a)",
  ]);
});

test("names the checks that fail and counts those that are open", () => {
  const check = (name: string, status: string, message?: string) => ({
    address: { kind: "check", to_display: `check.${name}` },
    status,
    instances: [{ status, ...(message === undefined ? {} : { problems: [{ message }] }) }],
  });
  expect(
    texts({
      more: {
        checks: [
          check("b", "fail", "two\nlines"),
          check("a", "error"),
          check("c", "unknown"),
          check("d", "pass"),
        ],
      },
    }),
  ).toEqual([
    "check: check.a cannot be evaluated",
    "check: check.b fails: two lines",
    "check: 1 check is only known after apply: check.c.",
  ]);
});

test("tells a plan of everything's end from one that deletes something", () => {
  const change = (reason?: string) =>
    raw("aws_vpc.a", {
      actions: ["delete"],
      before: {},
      resource: reason === undefined ? {} : { action_reason: reason },
    });
  expect(texts({ changes: [change()] })).toEqual(["destroy: The plan destroys everything: 1 resource."]);
  expect(texts({ changes: [change("delete_because_no_resource_config")] })).toEqual([]);
});

test("says what a rehearsal makes up", () => {
  const { plan, secrets } = read({});
  expect(planNotices({ ...plan, rehearsed: true }, { secrets })).toEqual([
    {
      kind: "source",
      text: "The plan was rehearsed without an account: values that the provider computes are made up.",
    },
  ]);
});
