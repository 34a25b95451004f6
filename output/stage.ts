import { randomUUID } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * A folder beside an output folder, in which the next output is made. It takes the output's place by two renames,
 * between which there is none for an instant; whoever reads it finds the old one or the new one, never a mixture. A
 * run that is killed between the two leaves the old one under another name, from which the next run puts it back.
 */
export interface Stage {
  /** Where to write. */
  readonly directory: string;
  /** The output folder that it is to become. */
  readonly target: string;
}

/**
 * Opens a stage for `target`, after mending what a killed run left.
 *
 * @param carryOver moves what the old output holds besides Slipway's files into the new one; called again after a
 * kill, so it must bear being interrupted. By default nothing is kept.
 */
export function openStage(target: string, carryOver: CarryOver = () => {}): Stage {
  recover(target, carryOver);
  const directory = sibling(target, "next");
  mkdirSync(directory, { recursive: true });
  return { directory, target };
}

/** Whether something stands at an output folder's place that is no folder of ours to replace: a file, or a link. */
export const isForeign = (target: string): boolean =>
  lstatSync(target, { throwIfNoEntry: false })?.isDirectory() === false;

/** Moves files from the old output folder into the new one. */
export type CarryOver = (previous: string, current: string) => void;

/** Runs that put their output into one place at the same time give way to each other this often. */
const mostAttempts = 5;

/** Puts the stage in the output's place. */
export function commitStage(stage: Stage, carryOver: CarryOver = () => {}): void {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    if (takePlace(stage, carryOver)) return;
  }
  throw new Error(`other runs keep writing to ${stage.target}; run again when they have ended`);
}

/** One attempt; false where another run's output came in between the two renames. */
function takePlace({ directory, target }: Stage, carryOver: CarryOver): boolean {
  const previous = sibling(target, "previous");
  const moved = renameIfThere(target, previous);
  let placed = true;
  try {
    renameSync(directory, target);
  } catch (error) {
    if (!isTaken(error)) {
      if (moved) renameSync(previous, target);
      throw error;
    }
    placed = false;
  }
  if (moved) {
    carryOver(previous, target);
    rmSync(previous, { recursive: true, force: true });
  }
  return placed;
}

/** Removes the stage; the output stays as it was. */
export function discardStage({ directory }: Stage): void {
  rmSync(directory, { recursive: true, force: true });
}

// --- internal ---

type Role = "next" | "previous";

/** `dist` gives `.dist.next-<process>-<unique>`. */
const sibling = (target: string, role: Role): string =>
  join(dirname(target), `${prefix(target, role)}${process.pid}-${randomUUID().slice(0, 8)}`);

const prefix = (target: string, role: Role): string => `.${basename(target)}.${role}-`;

/** Finishes or undoes what runs that are gone have left beside `target`. */
function recover(target: string, carryOver: CarryOver): void {
  const folder = dirname(target);
  if (!existsSync(folder)) return;
  const abandoned = (role: Role): string[] =>
    readdirSync(folder)
      .filter(
        (name) => name.startsWith(prefix(target, role)) && !isRunning(processOf(name, prefix(target, role))),
      )
      .map((name) => join(folder, name));
  for (const previous of abandoned("previous")) {
    if (existsSync(target)) {
      carryOver(previous, target);
      rmSync(previous, { recursive: true, force: true });
    } else {
      renameSync(previous, target);
    }
  }
  for (const next of abandoned("next")) rmSync(next, { recursive: true, force: true });
}

const processOf = (name: string, start: string): number => Number.parseInt(name.slice(start.length), 10);

function isRunning(process_: number): boolean {
  if (process_ === process.pid) return false;
  try {
    // signal 0 only asks whether the process is there
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function renameIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

const isTaken = (error: unknown): boolean => ["ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "");

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;
