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

function inDocument(file: string, document: string, firstLine: number): IgnoreComment[] {
  const lines = document.split("\n");
  const isContent = (text: string) => !/^\s*(#|$)|^---\s*(#|$)/.test(text);
  const head = lines.findIndex(isContent);
  return lines.flatMap((text, index): IgnoreComment[] => {
    const match = /(?:^|\s)#\s*verify:\s*ignore\b[ \t]*([\w,]*)[ \t]*(.*?)\s*$/.exec(text);
    if (match === null) return [];
    const [, ids = "", reason = ""] = match;
    const below = lines.findIndex((other, at) => at > index && isContent(other));
    const [from, to] = isContent(text)
      ? [index, index]
      : index < head
        ? [0, lines.length - 1]
        : [below, below];
    return [
      {
        file,
        line: firstLine + index,
        column: text.indexOf("#", match.index) + 1,
        ids: ids.split(",").filter((id) => id !== ""),
        reason,
        from: firstLine + from,
        to: firstLine + to,
      },
    ];
  });
}

function count(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
