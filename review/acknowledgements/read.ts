import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from "yaml";
import type { SourceLine } from "../report/report";

/** A finding that somebody has looked at and takes on, for a reason and for a time. */
export interface Acknowledgement {
  readonly place: SourceLine;
  readonly of: AcknowledgedFinding;
  /** Environment it is limited to. */
  readonly environment?: string;
  readonly reason: string;
  /** Last day on which it holds, `2026-12-31`. */
  readonly expires: string;
}

export type AcknowledgedFinding =
  | { readonly kind: "fingerprint"; readonly fingerprint: string }
  /** Subject of the finding, or path of its construct. */
  | { readonly kind: "subject"; readonly rule: string; readonly subject: string };

/** Something wrong with the file, at the spot where it is to be put right. */
export interface AcknowledgementProblem extends SourceLine {
  readonly message: string;
}

export interface ReadAcknowledgements {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly problems: readonly AcknowledgementProblem[];
}

/**
 * Reads a file of acknowledgements: a list below `acknowledged`.
 *
 * @param file as it is shown
 */
export function readAcknowledgements(file: string, text: string): ReadAcknowledgements {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): SourceLine => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const reader: Reader = {
    problems: [],
    place: (node) => at(node?.range?.[0] ?? 0),
    refuse(node, message) {
      this.problems.push({ ...this.place(node), message });
    },
  };
  if (document.errors.length > 0) {
    return {
      acknowledgements: [],
      problems: document.errors.map(({ pos, message }) => ({
        ...at(pos[0]),
        message: message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "",
      })),
    };
  }
  const acknowledgements = listIn(document.contents, reader).flatMap((item) => read(item, reader));
  return { acknowledgements, problems: reader.problems };
}

// --- internal ---

interface Reader {
  readonly problems: AcknowledgementProblem[];
  place(node: Node | null | undefined): SourceLine;
  refuse(node: Node | null | undefined, message: string): void;
}

const root = "acknowledged";
const keys = ["rule", "subject", "fingerprint", "environment", "reason", "expires"] as const;
type Key = (typeof keys)[number];

function listIn(contents: ParsedNode | null, reader: Reader): readonly unknown[] {
  // a file in which nothing is acknowledged yet
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) {
    reader.refuse(contents, `must be a mapping with a list below ${root}`);
    return [];
  }
  for (const { key } of contents.items) {
    if (String(key) !== root)
      reader.refuse(key as Node, `${String(key)} is not known; the only key here is ${root}`);
  }
  const list = contents.get(root, true) as Node | undefined;
  if (list === undefined || (isScalar(list) && list.value === null)) return [];
  if (isSeq(list)) return list.items;
  reader.refuse(list, `${root} must be a list`);
  return [];
}

function read(item: unknown, reader: Reader): readonly Acknowledgement[] {
  if (!isMap(item)) {
    reader.refuse(item as Node, `must be a mapping with ${keys.join(", ")}`);
    return [];
  }
  const before = reader.problems.length;
  const texts = textsOf(item, reader);
  const of = findingOf(item, texts, reader);
  const reason = required("reason", "say why it is taken on", item, texts, reader);
  const expires = required("expires", "say until when it holds, as in 2026-12-31", item, texts, reader);
  if (expires !== undefined && !isDate(expires))
    reader.refuse(
      item.get("expires", true) as Node,
      `expires must be a day such as 2026-12-31, not ${expires}`,
    );
  if (reader.problems.length > before || of === undefined || reason === undefined || expires === undefined)
    return [];
  const { environment } = texts;
  return [
    { place: reader.place(item), of, ...(environment !== undefined && { environment }), reason, expires },
  ];
}

function textsOf(item: YAMLMap, reader: Reader): Partial<Record<Key, string>> {
  return Object.fromEntries(
    item.items.flatMap(({ key, value }) => {
      const name = String(key);
      if (!keys.some((known) => known === name)) {
        reader.refuse(key as Node, `${name} is not known; there are ${keys.join(", ")}`);
        return [];
      }
      if (isScalar(value) && typeof value.value === "string" && value.value.trim() !== "")
        return [[name, value.value.trim()]];
      // a fingerprint of digits alone is a number in YAML
      if (name === "fingerprint" && isScalar(value) && typeof value.source === "string")
        return [[name, value.source]];
      reader.refuse((value ?? key) as Node, `${name} must be text`);
      return [];
    }),
  );
}

function findingOf(
  item: YAMLMap,
  { rule, subject, fingerprint }: Partial<Record<Key, string>>,
  reader: Reader,
): AcknowledgedFinding | undefined {
  if (fingerprint !== undefined && rule === undefined && subject === undefined)
    return { kind: "fingerprint", fingerprint };
  if (fingerprint === undefined && rule !== undefined && subject !== undefined)
    return { kind: "subject", rule, subject };
  reader.refuse(item, "name the finding by its fingerprint alone, or by rule and subject");
  return undefined;
}

function required(
  key: Key,
  hint: string,
  item: YAMLMap,
  texts: Partial<Record<Key, string>>,
  reader: Reader,
): string | undefined {
  // what is there and no text is told already
  if (!item.has(key)) reader.refuse(item, `lacks ${key}; ${hint}`);
  return texts[key];
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && isSameDay(text);

/** `2026-02-30` is read as the second of March. */
const isSameDay = (text: string): boolean => new Date(text).toISOString().startsWith(text);
