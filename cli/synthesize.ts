import { join } from "node:path";
import { commitStage, discardStage, isForeign, openStage, type Stage } from "../output/stage";
import { keepTerraformFiles } from "../output/terraform-files";
import { writeTree } from "../output/tree";
import { readDefinitions } from "../platform/definition/load";
import type { Problem } from "../platform/definition/problem";
import type { Skipped } from "../platform/mesh/mesh";
import type { Finding } from "../verify/checks/finding";
import type { StackSummary } from "../verify/stacks";
import { makeHalves, stackOf } from "./halves";
import { outputFolders } from "./output-folders";

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

  const foreign = Object.values(outputFolders).filter((folder) => isForeign(join(root, folder)));
  if (foreign.length > 0) return { kind: "blocked", folders: foreign };
  const terraform = openStage(join(root, outputFolders.terraform), keepTerraformFiles);
  const kubernetes = openStage(join(root, outputFolders.kubernetes));
  return discardUnlessDone([terraform, kubernetes], () => {
    const halves = makeHalves(root, definitions, terraform.directory);
    if (halves.kind !== "made") return halves;
    const { environments, stacks, findings } = halves;
    for (const { name, files } of environments) writeTree(join(kubernetes.directory, name), files);

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

function discardUnlessDone(stages: readonly Stage[], make: () => Synthesis): Synthesis {
  try {
    return make();
  } finally {
    // a committed stage is no longer there
    for (const stage of stages) discardStage(stage);
  }
}
