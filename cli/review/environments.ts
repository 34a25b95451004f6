import { readFileSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../../platform/definition/suggest";
import type { EnvironmentSide } from "../../review/review";
import { readFiles } from "../../verify/input/files";
import { ReviewError } from "./error";
import { type Side, type Sides, stackFile } from "./sides";

/** An environment, or a stack that is deployed once before one, on both sides of the change. */
export interface EnvironmentFolders {
  readonly name: string;
  readonly before: SideFolders;
  readonly after: SideFolders;
  /** Whether both sides were looked at for it; what one lacks is then new or gone. */
  readonly compares: { readonly stacks: boolean; readonly manifests: boolean };
}

export interface SideFolders {
  readonly stack?: string;
  readonly manifests?: string;
}

/**
 * The environments on either side, sorted; those that are named, each with the stack that bootstraps it.
 *
 * @throws ReviewError where one that is named is not there
 */
export function environmentsOf(
  { before, after }: Sides,
  named: readonly string[],
): readonly EnvironmentFolders[] {
  const sides = [before, after].filter((side) => side !== undefined);
  const names = [...new Set(sides.flatMap(namesOf))].sort();
  const missing = named.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new ReviewError(
      `there is no environment ${missing}${didYouMean(missing, names) || `; there are ${names.join(", ")}`}`,
    );
  }
  const isWanted = (name: string) =>
    named.length === 0 || named.some((it) => it === name || name === `${it}-bootstrap`);
  return names.filter(isWanted).map((name) => ({
    name,
    before: foldersOf(before, name),
    after: foldersOf(after, name),
    compares: {
      stacks: before?.stacks !== undefined && after.stacks !== undefined,
      manifests: before?.manifests !== undefined && after.manifests !== undefined,
    },
  }));
}

/** What is in the folders of a side, as text. */
export function readSide(
  folders: SideFolders,
  side: Side | undefined,
): EnvironmentSide & { problems: readonly string[] } {
  const read = folders.manifests === undefined ? undefined : readFiles(folders.manifests, ["."]);
  return {
    ...(folders.stack !== undefined && { stack: readFileSync(join(folders.stack, stackFile), "utf8") }),
    ...(read !== undefined && { manifests: read.files }),
    ...(side?.constructs !== undefined && { constructs: side.constructs }),
    problems: (read?.problems ?? []).map(({ file, message }) => `${file} ${message}.`),
  };
}

// --- internal ---

const namesOf = ({ stacks, manifests }: Side): string[] => [
  ...(stacks?.keys() ?? []),
  ...(manifests?.keys() ?? []),
];

function foldersOf(side: Side | undefined, name: string): SideFolders {
  const [stack, manifests] = [side?.stacks?.get(name), side?.manifests?.get(name)];
  return { ...(stack !== undefined && { stack }), ...(manifests !== undefined && { manifests }) };
}
