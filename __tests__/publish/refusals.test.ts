import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { usage } from "../../cli/publish/arguments";
import { refusalCodes } from "../../publish/refusal";

const page = readFileSync(join(resolve(__dirname, "..", ".."), "docs", "publish.md"), "utf8");

test("explains every code, in their order", () => {
  expect([...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)).toEqual(Object.keys(refusalCodes));
});

test("names only options that there are", () => {
  const named = new Set([...page.matchAll(/(?<=[\s`])--[a-z][a-z-]*/g)].map(([option]) => option));
  named.delete("--head");
  expect([...named].filter((option) => !usage.includes(option))).toEqual([]);
  expect(named.size).toBeGreaterThan(15);
});
