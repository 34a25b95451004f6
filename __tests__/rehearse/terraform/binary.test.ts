import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findTerraform } from "../../../rehearse/terraform/binary";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-terraform-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that answers as given. */
function program(answer: string): string {
  const file = join(folder, `terraform-${answer.length}`);
  writeFileSync(file, `#!/bin/sh\n${answer}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("finds a Terraform and its version", () => {
  const path = program(`echo '{"terraform_version":"1.12.0"}'`);
  expect(findTerraform(path, process.env)).toEqual({ path, version: "1.12.0" });
});

test("says where to get one when there is none", () => {
  expect(() => findTerraform("no-such-terraform", process.env)).toThrow(
    "cannot run no-such-terraform: there is no such program; a rehearsal runs your own Terraform, 1.11 or newer (https://developer.hashicorp.com/terraform/install)",
  );
});

test.each(["1.10.5", "0.15.5"])("refuses Terraform %s, which is too old", (version) => {
  const path = program(`echo '{"terraform_version":"${version}"}'`);
  expect(() => findTerraform(path, process.env)).toThrow(
    `${path} is Terraform ${version}; a rehearsal needs 1.11 or newer`,
  );
});

test.each([
  ["fails", "echo broken >&2; exit 3"],
  ["says something else", "echo broken"],
])("refuses a program that %s", (_how, answer) => {
  const path = program(answer);
  expect(() => findTerraform(path, process.env)).toThrow(
    `${path} does not say its version as Terraform does: broken`,
  );
});
