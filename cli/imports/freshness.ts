import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { OutputFile } from "../../output/tree";

/** Where a folder of imports is not what would be written. */
export interface Difference {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** What is wrong with it and what to do, to be read behind the path. */
  readonly what: string;
}

/** Compares everything below `directory` with the files that belong there. */
export function differences(directory: string, files: readonly OutputFile[]): Difference[] {
  const there = new Set(filesBelow(directory));
  const expected = new Set(files.map(({ path }) => path));
  return [
    ...files.flatMap(({ path, text }) => {
      if (!there.has(path)) return [{ path, what: "is missing; npm run imports makes it" }];
      return readFileSync(join(directory, path), "utf8") === text
        ? []
        : [{ path, what: "is stale; npm run imports renews it" }];
    }),
    ...[...there]
      .filter((path) => !expected.has(path))
      .sort()
      .map((path) => ({ path, what: "is no longer made; remove it" })),
  ];
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => name.split(sep).join("/"));
}
