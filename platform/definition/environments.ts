import type * as z from "zod";
import { type Extended, extend, parentOf, type Source, type Sources, stemOf } from "./extend";
import { type Place, type Problem, problemOfFile, sortProblems } from "./problem";
import type { Definition } from "./schema";
import { didYouMean } from "./suggest";
import { locate } from "./tree";
import { locateFinding, type Rules, validate, validatePart } from "./validate";

/** A file of the directory, read. */
export interface SourceFile {
  /** Plain name, `dev.yaml`. */
  readonly name: string;
  /** As shown to the user, `environments/dev.yaml`. */
  readonly file: string;
  readonly source: Source;
  /** Why it could not be read, when it could not. */
  readonly problems: readonly Problem[];
}

export interface LoadedDefinition<T = Definition> {
  /** As shown to the user, `environments/dev.yaml`. */
  readonly file: string;
  readonly definition: T;
  /** Where an option stands, in this file or in one that it extends; or what is nearest to it. */
  readonly locate: (path: readonly (string | number)[]) => Place;
}

export interface Loaded<T = Definition> {
  /** Those without a problem, in the order of their files. */
  readonly definitions: readonly LoadedDefinition<T>[];
  /** All problems of all files, in the order of reading. */
  readonly problems: readonly Problem[];
}

export interface Selection {
  /** Names of the environments to load. @default - every environment of the directory */
  readonly only?: readonly string[];
}

/**
 * Finds the environments among the files of a directory and checks each. A file that others extend and that has
 * no name of its own is a part they share.
 */
export function assemble<S extends z.ZodObject>(
  directory: string,
  files: readonly SourceFile[],
  rules: Rules<S>,
  { only }: Selection = {},
): Loaded<z.output<S>> {
  const sources: Sources = new Map(files.map(({ name, source }) => [name, source]));
  const extendedNames = new Set(files.flatMap(({ source }) => parentName(source)));
  const someUnread = files.some(({ source }) => source.kind !== "document");
  const isEnvironment = ({ name, source }: SourceFile) => {
    if (source.kind === "document" && source.document.root.entries.has("name")) return true;
    if (extendedNames.has(name)) return false;
    // a file that could not be read may be the one that extends this
    return source.kind !== "document" || !someUnread;
  };

  const environments = files.filter(isEnvironment).map(({ name }) => stemOf(name));
  const definitions: (LoadedDefinition<z.output<S>> & { readonly extended: Extended })[] = [];
  const problems: Problem[] = checkSelection(directory, environments, only);
  for (const file of files) {
    const { name, source } = file;
    const selected = !isEnvironment(file) || (only?.includes(stemOf(name)) ?? true);
    if (!selected) continue;
    problems.push(...file.problems);
    if (source.kind !== "document") continue;

    const extended = extend(name, source.document, sources);
    problems.push(...extended.problems);
    if (!isEnvironment(file) || !extended.complete) {
      problems.push(...validatePart(extended, rules));
      continue;
    }
    const validation = validate(extended, stemOf(name), rules);
    if (validation.kind === "invalid") problems.push(...validation.problems);
    else {
      const { definition } = validation;
      definitions.push({
        file: file.file,
        definition,
        locate: (path) => locate(extended.merged, path),
        extended,
      });
    }
  }
  const together = rules.checkTogether?.(definitions.map(({ definition }) => definition)) ?? [];
  for (const failure of together) {
    const extended = definitions[failure.environment]?.extended;
    if (extended !== undefined) problems.push(locateFinding(extended, failure));
  }
  return {
    definitions: definitions.map(({ file, definition, locate }) => ({ file, definition, locate })),
    problems: sortProblems(problems),
  };
}

// ---

function parentName(source: Source): string[] {
  if (source.kind !== "document") return [];
  const parent = parentOf(source.document);
  return parent.kind === "file" ? [parent.name] : [];
}

function checkSelection(
  directory: string,
  known: readonly string[],
  only: readonly string[] = [],
): Problem[] {
  if (known.length === 0) {
    return [
      problemOfFile(directory, "there is no environment here; describe one in a file such as dev.yaml"),
    ];
  }
  return only
    .filter((name) => !known.includes(name))
    .map((name) => {
      const message = `there is no environment ${JSON.stringify(name)}; known: ${known.join(", ")}`;
      return problemOfFile(directory, message + didYouMean(name, known));
    });
}
