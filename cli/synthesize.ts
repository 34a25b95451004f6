import { join } from "node:path";
import { kubernetesFiles } from "../k8s/app";
import { commitStage, discardStage, isForeign, openStage, type Stage } from "../output/stage";
import { keepTerraformFiles } from "../output/terraform-files";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import type { Problem } from "../platform/definition/problem";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";
import { readStacks, type StackSummary } from "../verify/stacks";
import { checkObjects, type ObjectFinding } from "../verify/structural/objects";
import { schemaFolders, schemasIn } from "../verify/structural/schemas";

/** What a run made, or why it made nothing. */
export type Synthesis =
  | { readonly kind: "written"; readonly environments: readonly EnvironmentSummary[] }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  | { readonly kind: "blocked"; readonly folders: readonly string[] }
  | { readonly kind: "findings"; readonly findings: readonly ObjectFinding[] };

export interface EnvironmentSummary {
  readonly name: string;
  /** The stack that must be deployed once before; undefined where none is needed. */
  readonly bootstrap: StackSummary | undefined;
  readonly stack: StackSummary;
  readonly files: number;
  readonly objects: number;
}

/** Folders of the two halves, relative to the project, where cdktf and cdk8s also write. */
export const outputFolders = { terraform: "cdktf.out", kubernetes: "dist" } as const;

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
    terraformApp(platforms, terraform.directory).synth();
    const environments = platforms.map((platform) => ({
      name: platform.name,
      bootstrapName: platform.bootstrap?.name,
      files: kubernetesFiles(platform),
    }));
    for (const { name, files } of environments) writeTree(join(kubernetes.directory, name), files);

    const findSchema = schemasIn(...schemaFolders.map((folder) => join(root, folder)));
    const findings = environments.flatMap(({ name, files }) =>
      checkObjects(
        files.map(({ path, objects }) => ({ path: `${outputFolders.kubernetes}/${name}/${path}`, objects })),
        findSchema,
      ),
    );
    if (findings.length > 0) return { kind: "findings", findings };
    const stacks = readStacks(terraform.directory);

    commitStage(terraform, keepTerraformFiles);
    commitStage(kubernetes);
    return {
      kind: "written",
      environments: environments.map(({ name, bootstrapName, files }) => ({
        name,
        bootstrap: bootstrapName === undefined ? undefined : stackOf(stacks, bootstrapName),
        stack: stackOf(stacks, name),
        files: files.length,
        objects: files.reduce((sum, { objects }) => sum + objects.length, 0),
      })),
    };
  });
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
