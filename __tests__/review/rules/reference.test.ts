import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ruleReference } from "../../../cli/rule-reference";

test("prints the reference of rules as it is committed", () => {
  const file = join(__dirname, "..", "..", "..", "docs", "review-rules.md");
  expect(readFileSync(file, "utf8")).toBe(ruleReference());
});
