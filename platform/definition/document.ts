import { Composer, type CST, LineCounter, Parser, visit, type Document as YamlDocument } from "yaml";
import { plantTree } from "./plant-tree";
import { type Place, type Problem, problemAt, problemOfFile, sortProblems } from "./problem";
import { decode } from "./text";
import type { Mapping } from "./tree";
import { describeYamlError, nestedTooDeeply } from "./yaml-errors";

/** One file as it is written, before `extends`, defaults and checks. */
export interface Document {
  /** As shown to the user, `environments/dev.yaml`. */
  readonly file: string;
  readonly root: Mapping;
}

export type Reading =
  | { readonly kind: "document"; readonly document: Document }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

/** Reads what a file contains. Everything that is not plain, unambiguous YAML is a problem with a place. */
export function readDocument(file: string, content: Uint8Array | string): Reading {
  const decoded = decode(file, content);
  if (decoded.kind === "broken") return decoded;

  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = (problems: readonly Problem[]): Reading => ({
    kind: "broken",
    problems: shorten(sortProblems(problems)),
  });
  const brokenAt = (offset: number, message: string) => broken([problemAt(place(offset), [], message)]);

  try {
    const tokens = [...new Parser(lines.addNewLine).parse(decoded.text)];
    const tooDeep = tokens.map((token) => beyondDepth(token, deepestLevel)).find((at) => at !== undefined);
    if (tooDeep !== undefined) return brokenAt(tooDeep, nestedTooDeeply);

    const second = tokens.filter(({ type }) => type === "document")[1];
    if (second !== undefined) {
      return brokenAt(second.offset, "a second document begins here; an environment is one document");
    }

    const [yaml] = new Composer(options).compose(tokens, true, decoded.text.length);
    if (yaml === undefined) return broken([problemOfFile(file, emptyFile)]);
    const errors = describeErrors(yaml, place);
    if (errors.length > 0) return broken(errors);
    if (yaml.contents === null || isNothing(yaml.contents)) return broken([problemOfFile(file, emptyFile)]);

    const { tree, problems } = plantTree(yaml.contents, place);
    if (problems.length > 0) return broken(problems);
    if (tree.kind !== "mapping") {
      const found = tree.kind === "list" ? "a list" : "a single value";
      return brokenAt(yaml.contents.range?.[0] ?? 0, `must be a mapping such as "name: dev", not ${found}`);
    }
    return { kind: "document", document: { file, root: tree } };
  } catch (error) {
    // the depth limit is far below what the stack holds, unless the caller has used most of it
    if (error instanceof RangeError) return broken([problemOfFile(file, nestedTooDeeply)]);
    throw error;
  }
}

// ---

const emptyFile = 'the file is empty; it must be a mapping such as "name: dev"';

/** More would push the first out of sight, and a file like that is not YAML at all. */
const mostProblems = 100;

function shorten(problems: readonly Problem[]): readonly Problem[] {
  const next = problems[mostProblems];
  if (next === undefined) return problems;
  const rest = problemAt(next, [], `and ${problems.length - mostProblems} more problems from here on`);
  return [...problems.slice(0, mostProblems), rest];
}

/** The deepest option is ten levels down. */
const deepestLevel = 64;

const options = {
  prettyErrors: false,
  logLevel: "silent",
  // a key such as 8080 or true is text
  stringKeys: true,
  // !!timestamp, !!binary and !!set make values that have no place in a definition
  resolveKnownTags: false,
  // compares each key with each other; the tree finds duplicates in one pass
  uniqueKeys: false,
} as const;

/** The offset of the first list or mapping that is nested in more than `levels` others. */
function beyondDepth(token: CST.Token, levels: number): number | undefined {
  if (token.type === "document") return token.value && beyondDepth(token.value, levels);
  if (!("items" in token)) return undefined;
  if (levels === 0) return token.offset;
  for (const { key, value } of token.items) {
    const found = (key && beyondDepth(key, levels - 1)) ?? (value && beyondDepth(value, levels - 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The first error at each place, and the first unexpected token: those that follow are consequences, often one for
 * each word to the end of the file.
 */
function describeErrors(yaml: YamlDocument, place: (offset: number) => Place): Problem[] {
  const byOffset = new Map<number, Problem>();
  let quotes: ReadonlyMap<number, number> | undefined;
  const firstUnexpected = yaml.errors.find(({ code }) => code === "UNEXPECTED_TOKEN");
  for (const error of [...yaml.errors, ...yaml.warnings]) {
    if (error.code === "UNEXPECTED_TOKEN" && error !== firstUnexpected) continue;
    const unclosed = error.code === "MISSING_CHAR" && /^Missing closing ['"]/.test(error.message);
    if (unclosed) quotes ??= quotesByEnd(yaml);
    const offset = (unclosed ? quotes?.get(error.pos[0]) : undefined) ?? error.pos[0];
    if (!byOffset.has(offset)) {
      byOffset.set(offset, problemAt(place(offset), [], describeYamlError(error)));
    }
  }
  if (yaml.directives?.yaml.version === "1.1") {
    byOffset.set(0, problemAt(place(0), [], "remove the %YAML directive; definitions are YAML 1.2"));
  }
  return [...byOffset.values()];
}

/** The library reports an unclosed string where it ends, mostly the file's end; the reader looks for its begin. */
function quotesByEnd(yaml: YamlDocument): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  visit(yaml, {
    Scalar(_key, { type, range }) {
      if (range && (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE")) starts.set(range[1], range[0]);
    },
  });
  return starts;
}

/** `---` and nothing after it. */
function isNothing(contents: { readonly range?: readonly number[] | null }): boolean {
  return contents.range?.[0] === contents.range?.[1];
}
