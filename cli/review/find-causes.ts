import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDefinitions } from "../../platform/definition/load";
import { dottedPath } from "../../platform/definition/problem";
import type { DefinitionLine } from "../../review/origins/origins";
import { findCauses, outputMaker } from "./causes";

/**
 * A program of its own, since it loads both halves and keeps them busy while Terraform runs: finds the options that
 * cause changes, and prints them as JSON. Its arguments are the project's folder before, the names of environments, and
 * how many milliseconds it may take; it runs in the project's folder as it is proposed.
 */
export interface PrintedCauses {
  /** By environment. */
  readonly environments: Readonly<Record<string, EnvironmentCauses>>;
}

export interface EnvironmentCauses {
  /** By stack, then address. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, DefinitionLine>>>>;
  readonly objects: Readonly<Record<string, DefinitionLine>>;
  readonly told?: string;
}

function main([beforeProject = "", names = "", milliseconds = "0"]: readonly string[]): PrintedCauses {
  const end = performance.now() + Number(milliseconds);
  // nobody reads the traces that libraries ask for
  Error.stackTraceLimit = 0;
  const [before, after] = [join(beforeProject, "environments"), "environments"].map((folder) =>
    readDefinitions(folder),
  );
  const folder = mkdtempSync(join(tmpdir(), "slipway-causes-"));
  try {
    const make = outputMaker(folder);
    const environments = names.split(",").flatMap((name) => {
      const [old, proposed] = [before, after].map((side) =>
        side?.definitions.find(({ definition }) => definition.name === name),
      );
      if (proposed === undefined) return [];
      if (old === undefined) {
        const told =
          before?.problems.length === 0
            ? undefined
            : "The definition of before is not one that the proposed code reads, so that no option can be named as the cause of a change.";
        return [[name, { resources: {}, objects: {}, ...(told !== undefined && { told }) }]];
      }
      const { resources, objects, told } = findCauses({
        before: old.definition,
        after: proposed.definition,
        make,
        hasTime: () => performance.now() < end,
      });
      const lines = (paths: ReadonlyMap<string, readonly (string | number)[]>) =>
        Object.fromEntries(
          [...paths].map(([key, path]) => {
            const { file, line, column } = proposed.locate(path);
            return [key, { file, line, column, option: dottedPath(path) }];
          }),
        );
      const causes: EnvironmentCauses = {
        resources: Object.fromEntries([...resources].map(([stack, paths]) => [stack, lines(paths)])),
        objects: lines(objects),
        ...(told !== undefined && { told }),
      };
      return [[name, causes]];
    });
    return { environments: Object.fromEntries(environments) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) process.stdout.write(JSON.stringify(main(process.argv.slice(2))));
