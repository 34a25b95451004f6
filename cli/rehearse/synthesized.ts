import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readDefinitions } from "../../platform/definition/load";
import { formatProblem } from "../../platform/definition/problem";
import { resolvePlatform } from "../../platform/resolve";
import { RehearsalError } from "../../rehearse/error";
import type { Scratch } from "../../rehearse/scratch";
import { terraformApp } from "../../stacks/app";
import { checkOut, commitOf } from "../revision";

/** Folders of synthesized stacks by name. */
export type Stacks = ReadonlyMap<string, string>;

/**
 * Synthesizes the definitions below a project's folder.
 *
 * @returns the output folder of cdktf
 * @throws RehearsalError with the problems of the definitions, each at its line
 */
export function synthesizeProject(project: string, outdir: string): string {
  const { definitions, problems } = readDefinitions(join(project, "environments"));
  if (problems.length > 0) throw new RehearsalError(problems.map(formatProblem).join("\n"));
  const platforms = definitions.map(({ definition }) => resolvePlatform(definition));
  terraformApp(platforms, outdir).synth();
  return outdir;
}

/** The stacks in an output folder of cdktf. */
export function stacksIn(output: string): Stacks {
  const { stacks } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string }>>;
  };
  return new Map(
    Object.values(stacks).map(({ name, workingDirectory }) => [name, join(output, workingDirectory)]),
  );
}

/** Finds the stack of an environment in an earlier form; undefined where that has none of the name. */
export type Baseline = (environment: string) => string | undefined;

/**
 * Stacks in an earlier form.
 *
 * @param where a folder, or a git revision of the project
 * @throws RehearsalError where there is nothing that can be rehearsed
 */
export function findBaseline(where: string, root: string, scratch: Scratch): Baseline {
  const folder = resolve(where);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const stacks = stacksIn(synthesizeByItself(unpack(where, root, scratch), scratch));
    return (environment) => stacks.get(environment);
  }
  const stacks = stacksOfFolder(folder, scratch);
  return (environment) => (typeof stacks === "string" ? stacks : stacks.get(environment));
}

// --- internal ---

function stacksOfFolder(folder: string, scratch: Scratch): Stacks | string {
  const has = (name: string) => existsSync(join(folder, name));
  if (has("manifest.json") && has("stacks")) return stacksIn(folder);
  if (has("cdktf.json")) return stacksIn(synthesizeByItself(folder, scratch));
  if (has("environments")) return stacksIn(synthesizeProject(folder, scratch.folder("baseline-output")));
  if (readdirSync(folder).some((name) => /\.tf(\.json)?$/.test(name))) return folder;
  throw new RehearsalError(
    `${folder} is no baseline: it has neither cdktf.json nor environments/, and is neither an output folder of cdktf nor a stack's`,
  );
}

/** A project of an earlier form is synthesized by its own code. */
function synthesizeByItself(project: string, scratch: Scratch): string {
  const { app } = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8")) as { readonly app: string };
  const outdir = scratch.folder("baseline-output");
  const { status, stdout, stderr } = spawnSync(app, {
    cwd: project,
    shell: true,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  if (status !== 0) throw new RehearsalError(`the baseline cannot be synthesized:\n${stderr || stdout}`);
  return outdir;
}

/** The project at a git revision, in a scratch folder. */
function unpack(revision: string, root: string, scratch: Scratch): string {
  if (commitOf(revision, root) === undefined) {
    throw new RehearsalError(
      `${revision} is neither a folder nor a revision of the git repository in ${root}`,
    );
  }
  const folder = scratch.folder("baseline");
  checkOut(revision, root, folder);
  return folder;
}
