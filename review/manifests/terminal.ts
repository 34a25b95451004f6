import { diffLines } from "diff";
import type { AttributeChange, ManifestReport, ObjectReport, Shown } from "../report/report";
import { shownIdentity } from "./identity";
import { shownPath } from "./path";
import { shownValue } from "./shown-value";

/** How many of the objects of a fold are named. */
const mostNamed = 3;

/**
 * The difference in lines: `+` new, `-` gone, `~` changed, `>` renamed, `=` the same change of several objects, and how
 * many there are of each.
 */
export function manifestText({ changes, folds, counts, objects }: ManifestReport): string {
  const sum = counts.create + counts.update + counts.delete + counts.rename;
  if (sum === 0) return `no object differs, of ${objects}\n`;
  const lines = [
    ...changes.flatMap(objectLines),
    ...folds.map(({ text, objects: keys }) => `= ${counted(keys.length)}  ${text}: ${named(keys)}`),
    summary({ counts, objects }),
  ];
  // names are whatever somebody wrote
  return `${lines.map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD")).join("\n")}\n`;
}

// --- internal ---

const marks: Readonly<Record<ObjectReport["action"], string>> = {
  create: "+",
  delete: "-",
  update: "~",
  rename: ">",
};

function objectLines(object: ObjectReport): readonly string[] {
  const { action, renamedFrom, attributes } = object;
  const from = renamedFrom === undefined ? "" : `, was ${shownIdentity(renamedFrom)}`;
  const head = `${marks[action]} ${shownIdentity(object)}${from}`;
  // the whole of an object is in its file
  const lines = attributes.filter(({ path }) => path.length > 0).flatMap(attributeLines);
  const [only, ...others] = lines;
  if (only === undefined) return [head];
  return others.length === 0 ? [`${head}  ${only}`] : [head, ...lines.map((line) => `    ${line}`)];
}

function attributeLines({ path, kind, before, after, format }: AttributeChange): readonly string[] {
  const shown = shownPath(path);
  if (format === "text" && kind === "changed") return [`${shown}: ${linesChanged(before, after)}`];
  switch (kind) {
    case "added":
      return [`${shown}: + ${shownValue(after)}`];
    case "removed":
      return [`${shown}: - ${shownValue(before)}`];
    case "changed":
      // an item that is known by what changes says already what that was
      if (before?.kind === "value" && before.value === path.at(-2))
        return [`${shown} → ${shownValue(after)}`];
      return [
        `${shown}: ${before === undefined ? shownValue(after) : `${shownValue(before)} → ${shownValue(after)}`}`,
      ];
    case "sensitivity":
      return [`${shown}: secret on one side only`];
    default:
      return kind satisfies never;
  }
}

/** More of them take longer to find than anybody waits. */
const mostEdits = 2000;

/** `2 lines new, 1 gone` */
function linesChanged(before: Shown | undefined, after: Shown | undefined): string {
  const text = (one: Shown | undefined): string => (one?.kind === "value" ? String(one.value) : "");
  const parts = diffLines(text(before), text(after), { maxEditLength: mostEdits });
  if (parts === undefined) return `more than ${mostEdits} lines differ`;
  const lines = (which: "added" | "removed"): number =>
    parts.reduce((sum, part) => sum + (part[which] ? part.count : 0), 0);
  const [come, gone] = [lines("added"), lines("removed")];
  return `${come} ${come === 1 ? "line" : "lines"} new, ${gone} gone`;
}

const counted = (count: number): string => `${count} ${count === 1 ? "object" : "objects"}`;

const named = (keys: readonly string[]): string =>
  keys.length <= mostNamed + 1
    ? keys.join(", ")
    : `${keys.slice(0, mostNamed).join(", ")} and ${keys.length - mostNamed} more`;

function summary({ counts, objects }: Pick<ManifestReport, "counts" | "objects">): string {
  const parts = [
    [counts.create, "new"],
    [counts.update, "changed"],
    [counts.rename, "renamed"],
    [counts.delete, "gone"],
  ] as const;
  const said = parts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  return `${said.join(", ")}; ${counted(objects)} in all`;
}
