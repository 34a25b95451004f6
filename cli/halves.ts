import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesFiles } from "../k8s/app";
import type { ManifestFile } from "../k8s/manifest-file";
import type { Loaded } from "../platform/definition/load";
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

/** Both halves of environments, or why they would not work. */
export type Halves =
  | {
      readonly kind: "made";
      readonly environments: readonly MadeEnvironment[];
      readonly stacks: readonly StackSummary[];
      /** Warnings. */
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "findings"; readonly findings: readonly Finding[] }
  /** Requests that would not go where the definitions expect them. */
  | { readonly kind: "unexpected"; readonly problems: readonly Problem[] };

export interface MadeEnvironment {
  readonly name: string;
  /** Name of the stack that must be deployed once before; undefined where none is needed. */
  readonly bootstrapName: string | undefined;
  /** What services go without, as their definitions allow. */
  readonly skipped: readonly Skipped[];
  /** The Kubernetes half. */
  readonly files: readonly ManifestFile[];
}

/**
 * Makes both halves of definitions and checks them: the Terraform half into a folder, the Kubernetes half in memory.
 *
 * @param root folder of the project, with the schemas in it
 * @param terraformDirectory folder that cdktf writes to
 */
export function makeHalves(
  root: string,
  definitions: Loaded["definitions"],
  terraformDirectory: string,
): Halves {
  const platforms = definitions.map(({ definition }) => resolvePlatform(definition));
  withoutStackTraces(() => terraformApp(platforms, terraformDirectory).synth());
  const environments = platforms.map((platform) => ({
    name: platform.name,
    skipped: platform.mesh.skipped,
    bootstrapName: platform.bootstrap?.name,
    files: kubernetesFiles(platform),
  }));

  const stacks = readStacks(terraformDirectory);
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
      text: readFileSync(join(terraformDirectory, path), "utf8"),
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
  return { kind: "made", environments, stacks, findings };
}

/** The stack of a name. @throws Error where cdktf wrote none */
export function stackOf(stacks: readonly StackSummary[], name: string): StackSummary {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (stack === undefined) throw new Error(`cdktf wrote no stack ${name}`);
  return stack;
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
