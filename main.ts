import { readDefinitions } from "./platform/definition/load";
import { formatProblem } from "./platform/definition/problem";
import { resolvePlatform } from "./platform/resolve";
import { terraformApp } from "./stacks/app";

// what `cdktf synth`, `diff` and `deploy` run; `npm start` makes the same stacks
const { definitions, problems } = readDefinitions("environments");
if (problems.length > 0) {
  process.stderr.write(`${problems.map(formatProblem).join("\n")}\n`);
  process.exit(2);
}
const platforms = definitions.map(({ definition }) => resolvePlatform(definition));
terraformApp(platforms, process.env.CDKTF_OUTDIR ?? "cdktf.out").synth();
