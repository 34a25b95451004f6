import { parseAllDocuments } from "yaml";
import { dialect, readQuickly } from "../../verify/input/dialect";
import type { Value } from "../plan/change";
import { isPolicy } from "./policy";
import { uncoveredLeaf } from "./shown";
import { isRecord } from "./value";

export type TextFormat = "json" | "yaml" | "policy";

export interface StructuredText {
  readonly format: TextFormat;
  readonly value: Value;
}

/**
 * A text that holds JSON or YAML, parsed; undefined for any other text. What was covered in it is `Covered` again.
 * Several documents become a list.
 */
export function structuredText(text: string): StructuredText | undefined {
  const parsed = parseStructure(text);
  if (parsed === undefined) return undefined;
  const value = withCovered(parsed.value);
  return { value, format: parsed.format === "json" && isPolicy(value) ? "policy" : parsed.format };
}

/** The same without looking for what was covered. */
export function parseStructure(
  text: string,
): { readonly format: "json" | "yaml"; readonly value: unknown } | undefined {
  const json = parseJson(text);
  if (json !== undefined) return { format: "json", value: json };
  const yaml = parseYaml(text);
  return yaml === undefined ? undefined : { format: "yaml", value: yaml };
}

// --- internal ---

/** What is nested deeper or holds more was not written by a person, and would be walked for too long. */
const limits = { depth: 100, values: 200_000, characters: 4 * 1024 * 1024 };

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || text.length > limits.characters) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isWithin(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** One line is taken for a sentence, even where it could be read as a mapping. */
function parseYaml(text: string): unknown {
  if (
    !text.includes("\n") ||
    text.length > limits.characters ||
    !/^[ \t]*(?:-\s|\S.*:(?:\s|$)|#)/m.test(text)
  )
    return undefined;
  try {
    const value = readQuickly(text);
    return isStructure(value) && isWithin(value) ? value : undefined;
  } catch {
    return text.includes("\n---") ? parseDocuments(text) : undefined;
  }
}

function parseDocuments(text: string): unknown {
  const documents = parseAllDocuments(text, { ...dialect, logLevel: "silent", prettyErrors: false });
  if (!Array.isArray(documents)) return undefined;
  try {
    const values = documents
      .map((document) => {
        if (document.errors.length > 0) throw new Error("no YAML");
        return document.toJS({ maxAliasCount: 100 }) as unknown;
      })
      .filter((value) => value !== null && value !== undefined);
    return values.length > 0 && values.every(isRecord) && isWithin(values) ? values : undefined;
  } catch {
    return undefined;
  }
}

const isStructure = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;

function isWithin(root: unknown): boolean {
  let left = limits.values;
  const visit = (value: unknown, depth: number): boolean => {
    left -= 1;
    if (left < 0 || depth > limits.depth) return false;
    if (typeof value !== "object" || value === null) return true;
    for (const inner of Object.values(value)) if (!visit(inner, depth + 1)) return false;
    return true;
  };
  return visit(root, 0);
}

function withCovered(value: unknown): Value {
  if (typeof value === "string") return uncoveredLeaf(value);
  if (Array.isArray(value)) return value.map(withCovered);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withCovered(inner)]));
}
