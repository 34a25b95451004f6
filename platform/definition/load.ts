import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type * as z from "zod";
import { checkDefinition } from "./checks";
import { checkEnvironments } from "./checks/environments";
import { readDocument } from "./document";
import { assemble, type Loaded, type Selection, type SourceFile } from "./environments";
import { type Problem, problemOfFile, sortProblems } from "./problem";
import { Definition } from "./schema";
import { checkSize } from "./text";
import type { Rules } from "./validate";

export type { Loaded, LoadedDefinition } from "./environments";

/**
 * Reads the environments of a directory: each `*.yaml` file, except the parts that others extend. Whatever is
 * wrong becomes a problem; nothing is thrown.
 */
export function readDefinitions(directory: string, selection: Selection = {}): Loaded {
  return readDefinitionsBy(
    { schema: Definition, check: checkDefinition, checkTogether: checkEnvironments },
    directory,
    selection,
  );
}

/** `readDefinitions` with a schema and checks of one's own. */
export function readDefinitionsBy<S extends z.ZodObject>(
  rules: Rules<S>,
  directory: string,
  selection: Selection = {},
): Loaded<z.output<S>> {
  const shown = shownPath(directory);
  const listing = attempt(() => readdirSync(directory));
  if (listing.kind === "failed") return { definitions: [], problems: [problemOfFile(shown, listing.reason)] };

  // editors leave hidden files beside those they edit
  const names = listing.value.filter((name) => !name.startsWith(".")).sort();
  const misnamed = names.filter((name) => /\.ya?ml$/i.test(name) && !name.endsWith(".yaml"));
  const files = names
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => readFile(join(directory, name), name));
  const loaded = assemble(shown, files, rules, selection);
  const problems = [...misnamed.map((name) => describeMisnamed(directory, name)), ...loaded.problems];
  return { ...loaded, problems: sortProblems(problems) };
}

// ---

function readFile(path: string, name: string): SourceFile {
  const file = shownPath(path);
  const unread = (problems: readonly Problem[]): SourceFile => ({
    name,
    file,
    source: { kind: "unreadable" },
    problems,
  });

  // before reading: a device or a pipe has no end
  const stats = attempt(() => statSync(path));
  if (stats.kind === "failed") {
    // it was just listed
    const dangling = stats.reason === reasons.ENOENT;
    const reason = dangling ? "this is a link to a file that does not exist" : stats.reason;
    return unread([problemOfFile(file, reason)]);
  }
  if (!stats.value.isFile()) {
    const found = stats.value.isDirectory() ? "a directory" : "a device or a pipe";
    return unread([problemOfFile(file, `this is ${found}, not a file`)]);
  }
  const oversize = checkSize(file, stats.value.size);
  if (oversize.length > 0) return unread(oversize);

  const content = attempt(() => readFileSync(path));
  if (content.kind === "failed") return unread([problemOfFile(file, content.reason)]);
  const reading = readDocument(file, content.value);
  return reading.kind === "document"
    ? { name, file, source: reading, problems: [] }
    : { name, file, source: { kind: "broken" }, problems: reading.problems };
}

function describeMisnamed(directory: string, name: string): Problem {
  const right = name.replace(/\.ya?ml$/i, ".yaml");
  return problemOfFile(
    shownPath(join(directory, name)),
    `only .yaml files are read; rename it to ${right}, or move it elsewhere`,
  );
}

/** Relative to where the command runs, so that a terminal or an editor can open it. */
function shownPath(path: string): string {
  return relative("", path).replaceAll("\\", "/") || ".";
}

type Attempt<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly reason: string };

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { kind: "done", value: action() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // anything else is a mistake of ours
    if (code === undefined) throw error;
    return { kind: "failed", reason: reasons[code] ?? `cannot be read: ${message}` };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "is not a directory",
  EACCES: "cannot be read: permission is denied",
  EPERM: "cannot be read: permission is denied",
  ELOOP: "cannot be read: its symbolic links go in a circle",
};
