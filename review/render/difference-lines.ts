import { structuredPatch } from "diff";
import { shownPath } from "../manifests/path";
import { shownValue } from "../manifests/shown-value";
import type { AttributeChange, Shown } from "../report/report";

/** Most lines of one text that are shown around what changed in it. */
const mostTextLines = 40;

/**
 * A changed attribute in lines, each with a mark: `+` new, `-` gone, `!` changed. What forces a replacement says so.
 * Texts of several lines are shown as what changes in them.
 */
export function differenceLines(change: AttributeChange): readonly string[] {
  const { path, kind, before, after, forcesReplacement } = change;
  const name = path.length === 0 ? "(all of it)" : shownPath(path);
  const forced = forcesReplacement ? "  (forces the replacement)" : "";
  switch (kind) {
    case "added":
      return [`+ ${name}: ${shownValue(after)}${forced}`];
    case "removed":
      return [`- ${name}: ${shownValue(before)}${forced}`];
    case "sensitivity":
      return [`! ${name}: ${markedSecret(before, after)}${forced}`];
    case "changed": {
      const texts = severalLines(before, after);
      if (texts !== undefined) return [`! ${name}:${forced}`, ...textLines(...texts)];
      if (before === undefined) return [`! ${name}: ${shownValue(after)}${forced}`];
      return [`! ${name}: ${shownValue(before)} → ${shownValue(after)}${forced}`];
    }
    default:
      return kind satisfies never;
  }
}

// --- internal ---

/** The value stays, and whether it is a secret changes. */
const markedSecret = (before: Shown | undefined, after: Shown | undefined): string =>
  before?.kind === "sensitive" && after?.kind !== "sensitive" ? "no longer a secret" : "now a secret";

/** Both texts, where one of them has several lines. */
function severalLines(
  before: Shown | undefined,
  after: Shown | undefined,
): readonly [string, string] | undefined {
  if (before?.kind !== "value" || after?.kind !== "value") return undefined;
  const [old, now] = [before.value, after.value];
  if (typeof old !== "string" || typeof now !== "string") return undefined;
  return old.includes("\n") || now.includes("\n") ? [old, now] : undefined;
}

function textLines(before: string, after: string): readonly string[] {
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: 1 });
  const lines = hunks.flatMap(({ lines: own }, index) => [
    ...(index === 0 ? [] : ["  …"]),
    // what says that there is no newline at the end
    ...own.filter((line) => !line.startsWith("\\")),
  ]);
  const shown = lines.slice(0, mostTextLines).map((line) => `${line.charAt(0)}   ${line.slice(1)}`);
  return lines.length > mostTextLines ? [...shown, `  … ${lines.length - mostTextLines} more lines`] : shown;
}
