import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectSchemas } from "../cli/project-schemas";
import { kubernetesFiles } from "../k8s/app";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";
import { inputOf, loadInput } from "../verify/input/load";
import { verify } from "../verify/verify";

/**
 * Times verification of as many services as the argument says, of objects in memory as `npm start` has them and of
 * files as `npm run verify` does; prints milliseconds and megabytes as JSON.
 */

const root = join(__dirname, "..");
const services = Number(process.argv[2] ?? 1000);
process.setSourceMapsEnabled(false);

const { definitions } = readDefinitions(join(root, "environments"));
const definition = definitions.map(({ definition }) => definition).find(({ name }) => name === "prod");
if (definition === undefined) throw new Error("there is no environment prod to take as a pattern");
const { whoami } = definition.services;
const exposure = whoami?.expose?.[0];
if (whoami === undefined || exposure === undefined) throw new Error("prod exposes no service whoami");
const named = Object.fromEntries(
  Array.from({ length: services }, (_, index) => [
    `service-${index}`,
    {
      ...whoami,
      callers: [],
      expose: [{ ...exposure, host: `service-${index}.${definition.domain.name}` }],
    },
  ]),
);
const platform = resolvePlatform({ ...definition, services: named });
const files = kubernetesFiles(platform);
const folder = mkdtempSync(join(tmpdir(), "slipway-verify-"));
terraformApp([platform], join(folder, "terraform")).synth();
const stack = {
  path: "cdk.tf.json",
  text: readFileSync(join(folder, "terraform", "stacks", "prod", "cdk.tf.json"), "utf8"),
};
const schemas = projectSchemas(root, "own");

function timed<T>(run: () => T): readonly [T, number] {
  const begin = performance.now();
  const result = run();
  return [result, performance.now() - begin];
}

const before = process.memoryUsage().rss;
const [inMemory, memoryTime] = timed(() =>
  verify(inputOf({ manifests: files, stacks: [stack], complete: true }), schemas),
);
const after = process.memoryUsage().rss;

writeTree(join(folder, "both"), [...files, stack]);
const [fromFiles, filesTime] = timed(() =>
  verify(loadInput({ root: join(folder, "both"), paths: ["."], complete: true }), schemas),
);
rmSync(folder, { recursive: true });

process.stdout.write(
  `${JSON.stringify({
    services,
    objects: files.reduce((sum, { objects }) => sum + objects.length, 0),
    findings: [inMemory.length, fromFiles.length],
    inMemory: Math.round(memoryTime),
    fromFiles: Math.round(filesTime),
    more: Math.round((after - before) / 1e6),
    peak: Math.round(process.resourceUsage().maxRSS / 1e3),
  })}\n`,
);
