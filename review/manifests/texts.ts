import { readQuickly } from "../../verify/input/dialect";
import { tooLarge } from "../../verify/input/size";
import { isRecord } from "../../verify/structural/record";
import { Covered } from "../plan/change";

export interface ParsedTexts {
  readonly format: "json" | "yaml";
  readonly before: unknown;
  readonly after: unknown;
}

/** Two texts as what they hold, such as a file in a ConfigMap; undefined where they are just texts. */
export function parsedTexts(before: string, after: string): ParsedTexts | undefined {
  for (const { format, looksLike, read } of formats) {
    if (!looksLike(before) || !looksLike(after)) continue;
    const [left, right] = [parsed(before, read), parsed(after, read)];
    if (isStructured(left) && isStructured(right)) return { format, before: left, after: right };
  }
  return undefined;
}

// --- internal ---

const formats = [
  {
    format: "json",
    looksLike: (text: string) => /^\s*[{[]/.test(text),
    read: (text: string): unknown => JSON.parse(text),
  },
  {
    format: "yaml",
    looksLike: (text: string) => text.includes("\n") && /^[ \t]*(- )?["']?[\w./-]+["']?:(\s|$)/m.test(text),
    read: readQuickly,
  },
] as const;

function parsed(text: string, read: (text: string) => unknown): unknown {
  try {
    const value = read(text.replaceAll("(sensitive #", mark));
    return tooLarge(value) === undefined ? withCovered(value) : undefined;
  } catch {
    return undefined;
  }
}

/** YAML takes what follows a space and # for a comment. */
const mark = "(sensitive-#";

function withCovered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCovered);
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withCovered(item)]));
  }
  if (typeof value !== "string") return value;
  const [, ordinal] = /^\(sensitive-#(\d+)\)$/.exec(value) ?? [];
  return ordinal === undefined ? value.replaceAll(mark, "(sensitive #") : new Covered(Number(ordinal));
}

const isStructured = (value: unknown): boolean => typeof value === "object" && value !== null;
