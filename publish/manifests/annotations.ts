import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import { dialect, readQuickly } from "../../verify/input/dialect";
import { isRecord } from "../../verify/structural/record";
import { byCodeUnit } from "../code-unit";
import type { PublishedObject } from "./content";

/** Annotations by key. */
export type Annotations = Readonly<Record<string, string>>;

/** The annotations that an object has. */
export function annotationsOf({ object }: Pick<PublishedObject, "object">): Annotations {
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  return Object.fromEntries(
    Object.entries(annotations).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The object with annotations added or replaced; the rest of its text stays as it was written. */
export function annotated(object: PublishedObject, added: Annotations): PublishedObject {
  if (Object.keys(added).length === 0) return object;
  const metadata = isRecord(object.object.metadata) ? object.object.metadata : {};
  const before = isRecord(metadata.annotations) ? metadata.annotations : {};
  const wanted = { ...object.object, metadata: { ...metadata, annotations: { ...before, ...added } } };
  const text = withLines(object.text, before, added);
  // forms that are written otherwise than in lines are left to the library
  const isRight = text !== undefined && isDeepStrictEqual(quickly(text), wanted);
  return { ...object, object: wanted, text: isRight ? text : byLibrary(object.text, added) };
}

// --- internal ---

function quickly(text: string): unknown {
  try {
    return readQuickly(text);
  } catch {
    return undefined;
  }
}

function byLibrary(text: string, added: Annotations): string {
  const document = parseDocument(text, dialect);
  for (const [key, value] of Object.entries(added)) {
    const path = ["metadata", "annotations"];
    if (!document.hasIn(path) || document.getIn(path) === null) document.setIn(path, document.createNode({}));
    document.setIn([...path, key], value);
  }
  return document.toString({ indentSeq: false, lineWidth: 0 });
}

/** The text with lines added below `metadata.annotations`; undefined where it is not written in lines. */
function withLines(
  text: string,
  before: Readonly<Record<string, unknown>>,
  added: Annotations,
): string | undefined {
  const lines = text.split("\n");
  const metadata = lines.indexOf("metadata:");
  if (metadata < 0) return undefined;
  const fields = childrenOf(lines, metadata);
  const [first] = fields;
  if (first === undefined) return undefined;
  const { indent } = first;
  const annotations = fields.find(({ key }) => key === "annotations");
  if (annotations === undefined) {
    const after = fields.filter(({ key }) => key === "name" || key === "namespace").at(-1) ?? first;
    const written = Object.entries(added)
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([key, value]) => `${indent}  ${key}: ${scalar(value)}`);
    lines.splice(after.line + 1, 0, `${indent}annotations:`, ...written);
    return lines.join("\n");
  }
  const entries = childrenOf(lines, annotations.line);
  const inner = entries[0]?.indent;
  if (inner === undefined) return undefined;
  for (const [key, value] of Object.entries(added)) {
    const line = `${inner}${key}: ${scalar(value)}`;
    const current = childrenOf(lines, annotations.line);
    const same = current.find((entry) => entry.key === key);
    if (same !== undefined) lines[same.line] = line;
    else if (Object.hasOwn(before, key)) return undefined;
    else {
      const next = current.find((entry) => byCodeUnit(entry.key, key) > 0);
      const last = current.at(-1)?.line ?? annotations.line;
      lines.splice(next?.line ?? last + 1, 0, line);
    }
  }
  return lines.join("\n");
}

interface Line {
  readonly line: number;
  readonly indent: string;
  readonly key: string;
}

/** Lines of the keys directly below a line, with what is deeper passed over. */
function childrenOf(lines: readonly string[], parent: number): readonly Line[] {
  const depthOf = (text: string) => /^ */.exec(text)?.[0].length ?? 0;
  const depth = depthOf(lines[parent] ?? "");
  const children: Line[] = [];
  for (let line = parent + 1; line < lines.length; line += 1) {
    const text = lines[line] ?? "";
    if (/^\s*(#|$)/.test(text)) continue;
    const indent = depthOf(text);
    if (indent <= depth) break;
    const [first] = children;
    if (first !== undefined && indent !== first.indent.length) continue;
    const [, key = ""] = /^ *([\w./-]+):(?: |$)/.exec(text) ?? [];
    children.push({ line, indent: " ".repeat(indent), key });
  }
  return children;
}

/** Text that YAML could take for something else is quoted. */
const scalar = (value: string): string =>
  /^[A-Za-z][\w./=,-]*$/.test(value) && !/^(y|yes|n|no|true|false|on|off|null)$/i.test(value)
    ? value
    : JSON.stringify(value);
