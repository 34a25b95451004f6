import { expect, test } from "@jest/globals";
import { describeSummary, isEmpty, summarize } from "../../../rehearse/planning/summary";

const planOf = (...actions: readonly (readonly string[])[]) => ({
  resource_changes: actions.map((names) => ({ change: { actions: names } })),
});

test("counts what a plan does; a replacement is one, in whichever order", () => {
  const summary = summarize(
    planOf(
      ["create"],
      ["update"],
      ["create", "delete"],
      ["delete", "create"],
      ["delete"],
      ["no-op"],
      ["read"],
    ),
  );
  expect(summary).toEqual({ create: 1, update: 1, replace: 2, delete: 1 });
  expect(describeSummary(summary)).toBe("1 to create, 1 to update, 2 to replace, 1 to delete");
});

test("says when there is nothing to do", () => {
  expect(isEmpty(summarize({}))).toBe(true);
  expect(describeSummary(summarize(planOf(["no-op"])))).toBe("no changes");
});
