import { byCodeUnit } from "./code-unit";
import type { Consent } from "./publication";
import { type Refusal, refusal } from "./refusal";

/** Something that is in the folder now. */
export interface Entry {
  readonly kind: "file" | "executable" | "link" | "module";
  /** Id of its content. */
  readonly id: string;
}

export interface Change {
  readonly action: "add" | "change" | "remove";
  /** Path from the folder. */
  readonly path: string;
  /** Id of what is there now; undefined where nothing is. */
  readonly before?: string;
}

export interface ComparisonProps {
  /** Folder in the repository, for messages. */
  readonly prefix: string;
  /** What was published last, by path; undefined where nothing was. */
  readonly recorded: ReadonlyMap<string, string> | undefined;
  /** What is in the folder now, by path from it. */
  readonly present: ReadonlyMap<string, Entry>;
  /** What is to be there, by path from it. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly consent: Consent;
}

export interface Comparison {
  /** Sorted by path. */
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
}

/** Fewer may always go. */
const fewRemovals = 3;

/**
 * What to change, from three sides: what was published last, what is there now, and what is to be there. Only what is
 * there as it was published is ours to change.
 */
export function compare({ prefix, recorded, present, wanted, consent }: ComparisonProps): Comparison {
  const changes: Change[] = [];
  const refusals: Refusal[] = [];
  const refuse = (code: "UNOWNED" | "DRIFT" | "PATH", path: string, message: string) =>
    refusals.push(refusal(code, join(prefix, path), message));
  for (const [path, id] of wanted) {
    const now = present.get(path);
    const before = recorded?.get(path);
    if (now === undefined) {
      if (before !== undefined && consent.overwriteDrift !== true)
        refuse("DRIFT", path, `was published and has been removed since; ${restore}`);
      else changes.push({ action: "add", path });
      continue;
    }
    if (now.kind === "link" || now.kind === "module") {
      refuse("PATH", path, `is a ${now.kind === "link" ? "symbolic link" : "submodule"}; remove it there`);
      continue;
    }
    if (now.id === id && now.kind === "file") continue;
    if (before === undefined && consent.adopt !== true) {
      refuse(
        "UNOWNED",
        path,
        "is there and was not published from here; move it away, or take it over with --adopt",
      );
      continue;
    }
    if (
      before !== undefined &&
      (now.id !== before || now.kind !== "file") &&
      consent.overwriteDrift !== true
    ) {
      refuse("DRIFT", path, `has been edited since it was published; ${bring}`);
      continue;
    }
    changes.push({ action: "change", path, before: now.id });
  }
  for (const [path, before] of recorded ?? []) {
    if (wanted.has(path)) continue;
    const now = present.get(path);
    // somebody has removed it before
    if (now === undefined) continue;
    if (now.kind === "link" || now.kind === "module") {
      refuse("PATH", path, `is a ${now.kind === "link" ? "symbolic link" : "submodule"}; remove it there`);
      continue;
    }
    if ((now.id !== before || now.kind !== "file") && consent.overwriteDrift !== true) {
      refuse("DRIFT", path, `is to go and has been edited since it was published; ${bring}`);
      continue;
    }
    changes.push({ action: "remove", path, before: now.id });
  }
  const removed = changes.filter(({ action }) => action === "remove").length;
  if (removed > fewRemovals && removed * 2 > (recorded?.size ?? 0) && consent.massPrune !== true) {
    refusals.push(
      refusal(
        "MASS_PRUNE",
        prefix,
        `${removed} of ${recorded?.size} published files would go; if that is meant, say --allow-mass-prune`,
      ),
    );
  }
  return { changes: changes.sort((a, b) => byCodeUnit(a.path, b.path)), refusals };
}

/** Puts a path behind a folder, which may be the whole repository. */
export const join = (prefix: string, path: string): string => (prefix === "" ? path : `${prefix}/${path}`);

// --- internal ---

const bring = "bring the edit into the source, or replace it with --overwrite-drift";
const restore = "remove it in the source too, or put it back with --overwrite-drift";
