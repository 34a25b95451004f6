import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file of the output, relative to the folder it belongs in. */
export interface OutputFile {
  /** Relative path with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Writes files below `directory`, which is created. */
export function writeTree(directory: string, files: readonly OutputFile[]): void {
  const folders = new Set(files.map(({ path }) => dirname(join(directory, path))));
  for (const folder of [directory, ...folders]) mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) writeFileSync(join(directory, path), text);
}
