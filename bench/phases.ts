import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubernetesFiles } from "../k8s/app";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";
import { checkObjects } from "../verify/structural/objects";
import { schemaFolders, schemasIn } from "../verify/structural/schemas";

/** Times the steps of `npm start` once, with everything loaded; prints milliseconds as JSON. */

const root = join(__dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "slipway-phases-"));
// code that asks for stack traces gets them from the sources under this loader, which npm start does not use
process.setSourceMapsEnabled(false);

const phases: Record<string, number> = {};
function phase<T>(name: string, run: () => T): T {
  const begin = performance.now();
  const result = run();
  phases[name] = performance.now() - begin;
  return result;
}

const platforms = phase("definitions", () =>
  readDefinitions(join(root, "environments")).definitions.map(({ definition }) =>
    resolvePlatform(definition),
  ),
);
phase("Terraform", () => terraformApp(platforms, join(folder, "cdktf.out")).synth());
const files = phase("Kubernetes", () => platforms.flatMap(kubernetesFiles));
phase("checks", () => checkObjects(files, schemasIn(...schemaFolders.map((name) => join(root, name)))));
phase("writing", () => writeTree(join(folder, "dist"), files));

rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(phases));
