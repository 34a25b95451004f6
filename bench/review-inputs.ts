import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesFiles } from "../k8s/app";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";

/**
 * Writes what the review is measured with into the folder that the argument names: a stack of which every resource
 * changes, and as many objects as the second argument says, of which every service changes its image and its route.
 */

const [folder = "", wanted = "5000"] = process.argv.slice(2);
const { definitions } = readDefinitions(join(__dirname, "..", "environments"));
const definition = definitions.map((it) => it.definition).find(({ name }) => name === "prod");
const whoami = definition?.services.whoami;
const exposure = whoami?.expose?.[0];
if (definition === undefined || whoami === undefined || exposure === undefined)
  throw new Error("there is no environment prod that exposes a service whoami, to take as a pattern");

// --- the stack

const platform = resolvePlatform(definition);
const outdir = join(folder, "cdktf.out");
terraformApp([platform], outdir).synth();
const stack = JSON.parse(readFileSync(join(outdir, "stacks", "prod", "cdk.tf.json"), "utf8")) as {
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
};
const resources = Object.entries(stack.resource).flatMap(([type, named]) =>
  Object.entries(named).map(([name, block]) => ({ type, name, block })),
);
const resource: Record<string, Record<string, object>> = {};
for (const [index, { type, name, block }] of resources.entries()) {
  // one in ten is new
  if (index % 10 === 0) continue;
  resource[type] = { ...resource[type], [name]: { ...block, description: `before ${index}` } };
}
put("stack-before", { ...stack, resource });
put("stack-after", stack);

// --- the manifests

/** The manifests of so many services like prod's whoami. */
function manifests(services: number) {
  if (definition === undefined || whoami === undefined || exposure === undefined) return [];
  const named = Array.from({ length: services }, (_, index) => [
    `service-${index}`,
    { ...whoami, callers: [], expose: [{ ...exposure, host: `service-${index}.${definition.domain.name}` }] },
  ]);
  return kubernetesFiles(resolvePlatform({ ...definition, services: Object.fromEntries(named) }));
}

const objectsOf = (services: number): number =>
  manifests(services).reduce((sum, { objects }) => sum + objects.length, 0);

const files = manifests(Math.ceil(Number(wanted) / (objectsOf(2) - objectsOf(1))));
writeTree(join(folder, "before"), files);
writeTree(
  join(folder, "after"),
  files.map(({ path, text }) => ({
    path,
    text: text.replaceAll(/(image: .*):.*/g, "$1:changed").replaceAll(".example.com`)", ".example.org`)"),
  })),
);
process.stdout.write(
  JSON.stringify({
    resources: resources.length,
    objects: files.reduce((sum, { objects }) => sum + objects.length, 0),
  }),
);

function put(name: string, content: object): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "cdk.tf.json"), `${JSON.stringify(content, undefined, 2)}\n`);
}
