import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { readQuickly } from "./dialect";
import { type DocumentText, documentsOf } from "./documents";
import type { InputProblem } from "./input";
import { limits } from "./limits";
import type { Location } from "./located-object";
import { parsePlaced } from "./parse";
import { tooLarge } from "./size";

/** A mapping that a file holds as one document, with the means to find parts of it again. */
export interface LocatedDocument {
  readonly value: Readonly<Record<string, unknown>>;
  readonly locate: (path: Path) => Location;
  /** The document as it is written, comments included, and where it begins in its file. */
  readonly source: DocumentText;
}

export interface ReadText {
  readonly documents: readonly LocatedDocument[];
  readonly problems: readonly InputProblem[];
}

/** Reads every document of a YAML or JSON text. Documents that hold nothing are passed over, as kubectl does. */
export function readText(file: string, text: string): ReadText {
  const documents: LocatedDocument[] = [];
  const problems: InputProblem[] = [];
  const lines = linesOf(text);
  const problem = (offset: number, message: string): void => {
    problems.push({ file, ...lines.at(offset), message });
  };
  const sources = documentsOf(text);
  if (sources.length > limits.documents) {
    problem(0, `the file has ${sources.length} documents; at most ${limits.documents} are read`);
    return { documents, problems };
  }
  for (const source of sources) {
    const read = readDocument(source);
    switch (read.kind) {
      case "value":
        if (read.value === null || read.value === undefined) break;
        if (isRecord(read.value)) {
          documents.push({ value: read.value, locate: locatorOf(source, lines), source });
        } else problem(source.offset + contentOffset(source.text), "must be an object");
        break;
      case "broken":
        problem(source.offset + read.offset, read.message);
        break;
      default:
        read satisfies never;
    }
  }
  return { documents, problems };
}

/** Locations in a document of a text that was made, not read: its objects are known already. */
export function locatorsOf(text: string): readonly ((path: Path) => Location)[] {
  const lines = linesOf(text);
  return documentsOf(text).map((source) => locatorOf(source, lines));
}

/** Lines of a text, counted when they are first asked for. */
export function linesOf(text: string): { readonly at: (offset: number) => Location } {
  let starts: number[] | undefined;
  return {
    at: (offset) => {
      starts ??= lineStarts(text);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    },
  };
}

/** Where the last part of `path` that exists begins in a parsed document. */
export function offsetIn(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const part of path) {
    const target = isAlias(node) ? node.resolve(document) : node;
    const next = isMap(target)
      ? target.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      : isSeq(target)
        ? { key: target.items[Number(part)], value: target.items[Number(part)] }
        : undefined;
    const start = (next?.key as Node | undefined)?.range?.[0];
    if (next === undefined || start === undefined) break;
    offset = start;
    node = next.value;
  }
  return offset;
}

// --- internal ---

type Read =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "broken"; readonly offset: number; readonly message: string };

function readDocument({ text }: DocumentText): Read {
  if (text.length > limits.documentCharacters) {
    return broken(
      0,
      `the document has ${text.length} characters; at most ${limits.documentCharacters} are read`,
    );
  }
  try {
    return bounded(readQuickly(text));
  } catch (error) {
    const reason = reasonOf(error);
    // the other library says better what is wrong, and reads a little more
    return text.length > limits.locatedCharacters || reason === keyIsThereTwice
      ? broken(markOf(error), reason)
      : readSlowly(text);
  }
}

function readSlowly(text: string): Read {
  try {
    const document = parsePlaced(text);
    if (document === undefined) return broken(0, nestedTooDeeply);
    // those that follow are consequences, often one for each word to the end of the document
    const [first] = document.errors;
    return first === undefined ? bounded(document.toJS()) : broken(first.pos[0], first.message);
  } catch (error) {
    // aliases that multiply each other
    return broken(0, (error as Error).message);
  }
}

function bounded(value: unknown): Read {
  const reason = tooLarge(value);
  return reason === undefined ? { kind: "value", value } : broken(0, reason);
}

const broken = (offset: number, message: string): Read => ({ kind: "broken", offset, message });

function markOf(error: unknown): number {
  const mark = isRecord(error) ? error.mark : undefined;
  return isRecord(mark) && typeof mark.position === "number" ? mark.position : 0;
}

function reasonOf(error: unknown): string {
  const reason = isRecord(error) ? error.reason : undefined;
  const message = typeof reason === "string" ? reason : (error as Error).message;
  if (message === "duplicated mapping key") return keyIsThereTwice;
  return /call stack|maxDepth/.test(message) ? nestedTooDeeply : message;
}

const keyIsThereTwice = "the key is here a second time";
const nestedTooDeeply = `mappings and lists are nested more than ${limits.documentDepth} levels deep`;

function locatorOf(source: DocumentText, lines: ReturnType<typeof linesOf>): (path: Path) => Location {
  return (path) => {
    // the whole of it begins where it says something, which takes no parsing
    const document = path.length === 0 ? undefined : parsedOf(source);
    const offset = document === undefined ? contentOffset(source.text) : offsetIn(document, path);
    return lines.at(source.offset + offset);
  };
}

let latest: { readonly source: DocumentText; readonly document: Document.Parsed | undefined } | undefined;

/** Findings come object by object: the last document is the one that is asked for again. */
function parsedOf(source: DocumentText): Document.Parsed | undefined {
  if (source.text.length > limits.locatedCharacters) return undefined;
  if (latest?.source !== source) {
    latest = { source, document: parsePlaced(source.text) };
  }
  return latest.document;
}

/** The first character of the first line that says something. */
function contentOffset(text: string): number {
  for (let begin = 0; begin < text.length; ) {
    const newline = text.indexOf("\n", begin);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(begin, Math.min(end, begin + 200)).trimStart();
    if (line !== "" && !line.startsWith("#") && !line.startsWith("---")) {
      return begin + text.slice(begin, end).search(/\S/);
    }
    begin = end + 1;
  }
  return 0;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
