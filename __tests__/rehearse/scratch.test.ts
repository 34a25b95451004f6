import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { openScratch } from "../../rehearse/scratch";

test("makes folders for one run, and leaves nothing", () => {
  const scratch = openScratch();
  const folder = scratch.folder("stack");
  expect(existsSync(folder)).toBe(true);
  expect(readFileSync(scratch.terraformConfiguration, "utf8")).toBe("");
  scratch.remove();
  expect(existsSync(dirname(folder))).toBe(false);
});

test("removes what a killed run left, and nothing of one that runs", () => {
  const { pid: gone } = spawnSync("true");
  const abandoned = join(tmpdir(), `slipway-rehearsal-${gone}-abcdef`);
  const running = join(tmpdir(), `slipway-rehearsal-${process.ppid}-abcdef`);
  mkdirSync(abandoned);
  mkdirSync(running);
  try {
    openScratch().remove();
    expect([existsSync(abandoned), existsSync(running)]).toEqual([false, true]);
  } finally {
    rmSync(running, { recursive: true, force: true });
    rmSync(abandoned, { recursive: true, force: true });
  }
});
