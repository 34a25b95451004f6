import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { differences } from "../../cli/imports/freshness";

const root = resolve(__dirname, "..", "..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-imports-test-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "tsx/cjs", "cli/imports/main.ts", ...args],
    { cwd: root, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

test("finds no difference where every file is what would be written", () => {
  write("schemas/a.json", "{}");
  expect(differences(folder, [{ path: "schemas/a.json", text: "{}" }])).toEqual([]);
});

test("lists what is missing, what is stale and what is left over", () => {
  write("README.md", "old");
  write("schemas/left.json", "{}");
  const files = [
    { path: "README.md", text: "new" },
    { path: "schemas/a.json", text: "{}" },
  ];
  expect(differences(folder, files)).toEqual([
    { path: "README.md", what: "is stale; npm run imports renews it" },
    { path: "schemas/a.json", what: "is missing; npm run imports makes it" },
    { path: "schemas/left.json", what: "is no longer made; remove it" },
  ]);
});

test("finds every file missing where there is no folder yet", () => {
  expect(differences(join(folder, "none"), [{ path: "a.ts", text: "" }])).toEqual([
    { path: "a.ts", what: "is missing; npm run imports makes it" },
  ]);
});

test("says in one line which definition it cannot read, and writes nothing", () => {
  expect(run("--from", folder, "--to", join(folder, "imports"))).toEqual({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(/^cannot read \S+applications\.yaml: ENOENT[^\n]*\n$/),
  });
});

test("says in one line which option it does not know", () => {
  expect(run("--form", folder)).toEqual({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(/^Unknown option '--form'[^\n]*\n$/),
  });
});
