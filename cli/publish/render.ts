import { join } from "node:path";
import { readDefinitions } from "../../platform/definition/load";
import type { Problem } from "../../platform/definition/problem";
import type { Finding } from "../../verify/checks/finding";
import { makeHalves } from "../halves";

/** An environment's Kubernetes half as it was made. */
export interface Rendered {
  readonly name: string;
  /** Paths from the environment's folder. */
  readonly files: readonly RenderedFile[];
}

export interface RenderedFile {
  readonly path: string;
  readonly text: string;
  /** How many objects were put into it. */
  readonly objects: number;
}

export type Rendering =
  | {
      readonly kind: "made";
      readonly environments: readonly Rendered[];
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  | { readonly kind: "findings"; readonly findings: readonly Finding[] };

/**
 * Makes environments as `npm start` does, checked by each other, and writes nothing but the Terraform half.
 *
 * @param root folder of the project
 * @param terraformDirectory folder for the Terraform half, which is checked and not kept
 */
export function render(root: string, environments: readonly string[], terraformDirectory: string): Rendering {
  const { definitions, problems } = readDefinitions(join(root, "environments"), { only: environments });
  if (problems.length > 0) return { kind: "problems", problems };
  const halves = makeHalves(root, definitions, terraformDirectory);
  switch (halves.kind) {
    case "findings":
      return halves;
    case "unexpected":
      return { kind: "problems", problems: halves.problems };
    case "made":
      return {
        kind: "made",
        warnings: halves.findings,
        environments: halves.environments.map(({ name, files }) => ({
          name,
          files: files.map(({ path, text, objects }) => ({ path, text, objects: objects.length })),
        })),
      };
    default:
      return halves satisfies never;
  }
}
