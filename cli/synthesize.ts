import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesFiles } from "../k8s/app";
import { commitStage, discardStage, isForeign, openStage, type Stage } from "../output/stage";
import { keepTerraformFiles } from "../output/terraform-files";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import { type Problem, problemAt, sortProblems } from "../platform/definition/problem";
import type { Skipped } from "../platform/mesh/mesh";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";
import type { Finding } from "../verify/checks/finding";
import { unmetExpectations } from "../verify/explain/expectations";
import { inputOf } from "../verify/input/load";
import { readStacks, type StackSummary } from "../verify/stacks";
import { verify } from "../verify/verify";
import { outputFolders } from "./output-folders";
import { projectSchemas } from "./project-schemas";

/** What a run made, or why it made nothing. */
export type Synthesis =
  | {
      readonly kind: "written";
      readonly environments: readonly EnvironmentSummary[];
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  | { readonly kind: "blocked"; readonly folders: readonly string[] }
  | { readonly kind: "findings"; readonly findings: readonly Finding[] }
  /** Requests that would not go where the definitions expect them. */
  | { readonly kind: "unexpected"; readonly problems: readonly Problem[] };

export interface EnvironmentSummary {
  readonly name: string;
  /** The stack that must be deployed once before; undefined where none is needed. */
  readonly bootstrap: StackSummary | undefined;
  readonly stack: StackSummary;
  /** What services go without, as their definitions allow. */
  readonly skipped: readonly Skipped[];
  readonly files: number;
  readonly objects: number;
}

/**
 * Makes both halves of every environment below `root`, checks them, and puts them in the place of the previous
 * output; until then that stays whole.
 */
export function synthesize(root: string): Synthesis {
  const { definitions, problems } = readDefinitions(join(root, "environments"));
  if (problems.length > 0) return { kind: "problems", problems };
  const platforms = definitions.map(({ definition }) => resolvePlatform(definition));

  const foreign = Object.values(outputFolders).filter((folder) => isForeign(join(root, folder)));
  if (foreign.length > 0) return { kind: "blocked", folders: foreign };
  const terraform = openStage(join(root, outputFolders.terraform), keepTerraformFiles);
  const kubernetes = openStage(join(root, outputFolders.kubernetes));
  return discardUnlessDone([terraform, kubernetes], () => {
    withoutStackTraces(() => terraformApp(platforms, terraform.directory).synth());
    const environments = platforms.map((platform) => ({
      name: platform.name,
      skipped: platform.mesh.skipped,
      bootstrapName: platform.bootstrap?.name,
      files: kubernetesFiles(platform),
    }));
    for (const { name, files } of environments) writeTree(join(kubernetes.directory, name), files);

    const stacks = readStacks(terraform.directory);
    const schemas = projectSchemas(root, "own");
    const inputs = environments.map(({ name, files }) => {
      const { path } = stackOf(stacks, name);
      const manifests = files.map(({ path, text, objects }) => ({
        path: `${outputFolders.kubernetes}/${name}/${path}`,
        text,
        objects,
      }));
      const stack = {
        path: `${outputFolders.terraform}/${path}`,
        text: readFileSync(join(terraform.directory, path), "utf8"),
      };
      return inputOf({ manifests, stacks: [stack], complete: true });
    });
    const findings = inputs.flatMap((input) => verify(input, schemas));
    if (findings.some(({ severity }) => severity === "error")) return { kind: "findings", findings };
    const unexpected = inputs.flatMap((input, index) => {
      const [platform, definition] = [platforms[index], definitions[index]];
      if (platform === undefined || definition === undefined) return [];
      return unmetExpectations(platform.expectations, input).map(({ index: which, part, message }) => {
        const path = ["expect", which, part];
        return problemAt(definition.locate(path), path, message);
      });
    });
    if (unexpected.length > 0) return { kind: "unexpected", problems: sortProblems(unexpected) };

    commitStage(terraform, keepTerraformFiles);
    commitStage(kubernetes);
    return {
      kind: "written",
      warnings: findings,
      environments: environments.map(({ name, bootstrapName, skipped, files }) => ({
        name,
        skipped,
        bootstrap: bootstrapName === undefined ? undefined : stackOf(stacks, bootstrapName),
        stack: stackOf(stacks, name),
        files: files.length,
        objects: files.reduce((sum, { objects }) => sum + objects.length, 0),
      })),
    };
  });
}

/**
 * Does something without the stack traces that libraries ask for: cdktf keeps one of the making of each value, which
 * nobody reads here, and that would be a tenth of all the work. Errors have theirs all the same.
 */
function withoutStackTraces(make: () => void): void {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    make();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

function discardUnlessDone(stages: readonly Stage[], make: () => Synthesis): Synthesis {
  try {
    return make();
  } finally {
    // a committed stage is no longer there
    for (const stage of stages) discardStage(stage);
  }
}

function stackOf(stacks: readonly StackSummary[], name: string): StackSummary {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (stack === undefined) throw new Error(`cdktf wrote no stack ${name}`);
  return stack;
}
