import { join } from "node:path";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import { formatProblem } from "../platform/definition/problem";
import { resolvePlatform } from "../platform/resolve";
import { kubernetesFiles } from "./app";

// what `cdk8s synth` runs; `npm start` makes the same files
const { definitions, problems } = readDefinitions("environments");
if (problems.length > 0) {
  process.stderr.write(`${problems.map(formatProblem).join("\n")}\n`);
  process.exit(2);
}
const directory = process.env.CDK8S_OUTDIR ?? "dist";
for (const { definition } of definitions) {
  const platform = resolvePlatform(definition);
  writeTree(join(directory, platform.name), kubernetesFiles(platform));
}
