import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkDefinition } from "../../platform/definition/checks";
import { resolvePlatform } from "../../platform/resolve";
import { rehearse } from "../../rehearse/rehearsal";
import { openScratch } from "../../rehearse/scratch";
import { terraformApp } from "../../stacks/app";
import { combinations, definitionOf } from "../stacks/combinations";
import { root } from "./bindings";
import { withTerraform } from "./with-terraform";

withTerraform("plans of every pair of settings", (terraform) => {
  test.each(
    combinations
      .map((combination) => [Object.values(combination).join(", "), definitionOf(combination)] as const)
      .filter(([, definition]) => checkDefinition(definition).length === 0),
  )("Terraform plans %s", async (_settings, definition) => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-combination-"));
    const scratch = openScratch();
    try {
      const platform = resolvePlatform(definition);
      terraformApp([platform], folder).synth();
      let printed = "";
      const verdict = await rehearse({
        stack: join(folder, "stacks", platform.name),
        project: root,
        output: join(folder, "plan"),
        apply: false,
        terraform,
        scratch,
        env: process.env,
        colour: false,
        signal: new AbortController().signal,
        print: (text) => {
          printed += text;
        },
        printError: (text) => {
          printed += text;
        },
      });
      if (verdict.kind === "refused") throw new Error(printed);
      expect(verdict.kind).toBe("rehearsed");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
