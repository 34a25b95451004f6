import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { readDefinitions } from "../../../platform/definition/load";
import { type DefinitionInput, small } from "../../outputs";

// biome-ignore lint/suspicious/noExplicitAny: a change reaches into parts that the input type leaves optional
export type Change = (definition: any) => void;

/** A problem of a changed definition, and the line of the file that it points at. */
export interface Refusal {
  /** `path  message` */
  readonly problem: string;
  readonly line: string | undefined;
}

/** What is wrong with the small definition after a change, read from a file as a user's would be. */
export function refusalsOf(change: Change): readonly Refusal[] {
  const definition: DefinitionInput = structuredClone(small);
  change(definition);
  return refusalsOfFiles({ test: definition });
}

/** What is wrong with several environments together. */
export function refusalsOfFiles(definitions: Readonly<Record<string, object>>): readonly Refusal[] {
  const directory = join(mkdtempSync(join(tmpdir(), "slipway-definition-")), "environments");
  try {
    mkdirSync(directory);
    for (const [name, definition] of Object.entries(definitions)) {
      writeFileSync(join(directory, `${name}.yaml`), stringify(definition));
    }
    return readDefinitions(directory).problems.map(({ file, path, message, line }) => ({
      problem: `${path}  ${message}`,
      line: readFileSync(resolve(file), "utf8").split("\n")[line - 1]?.trim(),
    }));
  } finally {
    rmSync(resolve(directory, ".."), { recursive: true });
  }
}
