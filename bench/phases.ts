import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectSchemas } from "../cli/project-schemas";
import { kubernetesFiles } from "../k8s/app";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";
import { inputOf } from "../verify/input/load";
import { verify } from "../verify/verify";

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
const environments = phase("Kubernetes", () =>
  platforms.map((platform) => ({ name: platform.name, files: kubernetesFiles(platform) })),
);
const files = environments.flatMap((environment) => environment.files);
const schemas = projectSchemas(root, "own");
phase("verification", () =>
  environments.flatMap(({ name, files: manifests }) => {
    const path = join(folder, "cdktf.out", "stacks", name, "cdk.tf.json");
    const stacks = [{ path, text: readFileSync(path, "utf8") }];
    return verify(inputOf({ manifests, stacks, complete: true }), schemas);
  }),
);
phase("writing", () => writeTree(join(folder, "dist"), files));

rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(phases));
