import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { optionReference } from "../cli/option-reference";

test("prints the reference of options as it is committed", () => {
  expect(readFileSync(join(__dirname, "..", "docs", "definition.md"), "utf8")).toBe(optionReference());
});
