import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { describeSummary } from "../rehearse/planning/summary";
import { rehearse } from "../rehearse/rehearsal";
import { findTerraform } from "../rehearse/terraform/binary";
import { terraformApp } from "../stacks/app";

async function main(): Promise<number> {
  const root = dirname(__dirname);
  const [name = "", ...rest] = process.argv.slice(2);
  const out = mkdtempSync(join(tmpdir(), "slipway-synth-"));
  try {
    const { definitions } = readDefinitions(join(root, "environments"));
    terraformApp(
      definitions.map(({ definition }) => resolvePlatform(definition)),
      out,
    ).synth();
    const verdict = await rehearse({
      stack: join(out, "stacks", name),
      project: root,
      output: join(root, "rehearsal", name),
      apply: rest.includes("--apply"),
      terraform: findTerraform("terraform", process.env),
      env: process.env,
      colour: process.stdout.isTTY === true,
      signal: new AbortController().signal,
      print: (text) => process.stdout.write(text),
      printError: (text) => process.stderr.write(text),
    });
    process.stdout.write(
      verdict.kind === "rehearsed"
        ? `${name}: ${describeSummary(verdict.plan)}\n`
        : `${name}: refused by ${verdict.step}\n`,
    );
    return verdict.kind === "rehearsed" ? 0 : 1;
  } finally {
    rmSync(out, { recursive: true });
  }
}
main().then((s) => {
  process.exitCode = s;
});
