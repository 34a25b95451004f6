import { documentsOf } from "./documents";
import type { IgnoreComment } from "./input";

/**
 * Comments of the form `# verify: ignore E22 reason`, ids separated by commas. One above a line is about that line,
 * one behind a line about its own, and one before anything else in a document about the whole of it.
 */
export function ignoreCommentsIn(file: string, text: string): IgnoreComment[] {
  if (!text.includes("verify:")) return [];
  const found: IgnoreComment[] = [];
  let line = 1;
  let counted = 0;
  for (const { text: document, offset } of documentsOf(text)) {
    line += count(text, counted, offset);
    counted = offset;
    if (document.includes("verify:")) found.push(...inDocument(file, document, line));
  }
  return found;
}

/** A comment that is longer says nothing to a reader. */
const longestLine = 2000;

function inDocument(file: string, document: string, firstLine: number): IgnoreComment[] {
  const lines = document.split("\n").map((text) => text.slice(0, longestLine));
  const isContent = lines.map((text) => !/^\s*(#|$)|^---\s*(#|$)/.test(text));
  const head = isContent.indexOf(true);
  const found: IgnoreComment[] = [];
  /** The line that a comment above it is about. */
  let below = lines.length;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    if (isContent[index] === true) below = index;
    const match = /(?:^|\s)#\s*verify:\s*ignore\b[ \t]*([\w,]*)(.*)$/.exec(lines[index] ?? "");
    if (match === null) continue;
    const [, ids = "", reason = ""] = match;
    const [from, to] = isContent[index] !== true && index < head ? [0, lines.length - 1] : [below, below];
    found.push({
      file,
      line: firstLine + index,
      column: (lines[index] ?? "").indexOf("#", match.index) + 1,
      ids: ids.split(",").filter((id) => id !== ""),
      reason: reason.trim(),
      from: firstLine + from,
      to: firstLine + to,
    });
  }
  return found.reverse();
}

function count(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
