import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import Ajv from "ajv";
import { parse } from "yaml";
import { editorSchema } from "../../../platform/definition/json-schema";

const root = resolve(__dirname, "../../..");
const environments = join(root, "environments");
const definitions = readdirSync(environments).filter((name) => name.endsWith(".yaml"));

test("is committed as the code prints it", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", "tsx/cjs", "cli/generate.ts", "--check"],
    { cwd: root, encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.each(definitions)("is named in the first line of %s", (name) => {
  expect(readFileSync(join(environments, name), "utf8").split("\n", 1)).toEqual([
    "# yaml-language-server: $schema=./platform.schema.json",
  ]);
});

const validate = new Ajv({ strict: false, validateFormats: false }).compile(editorSchema());

test.each(definitions)("accepts %s, although each file alone is not everything", (name) => {
  validate(parse(readFileSync(join(environments, name), "utf8")));
  expect(validate.errors).toBeNull();
});

test.each([
  ["an unknown key", { cluster: { versoin: "1.35" } }, "/cluster must NOT have additional properties"],
  ["an unknown section", { kernel: 1 }, " must NOT have additional properties"],
  ["a wrong type", { name: 5 }, "/name must be string"],
  ["another directory", { extends: "../base.yaml" }, '/extends must match pattern "^\\w[^/\\\\]*\\.yaml$"'],
])("marks %s", (_name, definition, expected) => {
  validate(definition);
  expect(validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`)).toContain(
    expected,
  );
});
