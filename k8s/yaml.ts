import { type CollectionTag, type ScalarTag, stringify } from "yaml";

/**
 * Text of a file: one document for each object, keys in the objects' own order.
 *
 * Mappings and lists are put together here, byte for byte as the library does it, and everything that is not plainly
 * a word is left to the library: that takes a fifth of the time for the few forms that manifests have.
 */
export const manifestText = (objects: readonly object[]): string => objects.map(documentText).join("---\n");

/** The same text by the library alone. */
export const libraryText = (value: unknown): string =>
  stringify(value, {
    // go-yaml still reads `on`, `0777` and `12:30` as YAML 1.1 does
    schema: "yaml-1.1",
    // without the type of merge keys, which would leave the string `<<` unquoted
    customTags: (tags) => [...tags.filter((tag) => typeof tag === "string" || !isMerge(tag)), mistakable],
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });

// --- internal ---

/**
 * Strings that kubectl and the controllers take for something else although YAML 1.1 leaves them alone: go-yaml
 * reads integers with Go's `strconv.ParseInt(text, 0, 64)` after dropping underscores, so `0o17`, `0X1F` and `1_e3`
 * are numbers to it; `=` and `<<` are types of their own. Whatever looks like a number is quoted, even if it is not
 * one, such as an address or a commit: a reader should not have to work it out either.
 */
const mistakable: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  // tests strings only; no value is written in this form
  identify: () => false,
  test: /^([-+]?[.\d][\dA-Fa-fOoXx_.+-]*|=|<<)$/,
  resolve: Number,
};

const isMerge = ({ tag }: ScalarTag | CollectionTag): boolean => tag === "tag:yaml.org,2002:merge";

type Entry = readonly [key: string, value: unknown];

function documentText(object: object): string {
  const lines: string[] = [];
  const entries = entriesOf(object);
  if (entries.length === 0) return libraryText(object);
  writeMapping(entries, "", "", lines);
  return `${lines.join("\n")}\n`;
}

const entriesOf = (object: object): readonly Entry[] =>
  Object.entries(object).filter(([, value]) => value !== undefined);

const isMapping = (value: unknown): value is object => typeof value === "object" && value !== null;

/** `first` begins the first line, which may follow a dash; `indent` begins all others. */
function writeMapping(entries: readonly Entry[], first: string, indent: string, lines: string[]): void {
  let begin = first;
  for (const [key, value] of entries) {
    writeValue(`${begin}${scalar(key)}:`, value, indent, `${indent}  `, lines);
    begin = indent;
  }
}

function writeList(items: readonly unknown[], first: string, indent: string, lines: string[]): void {
  let begin = first;
  for (const item of items) {
    const inner = `${indent}  `;
    if (Array.isArray(item) && item.length > 0) writeList(item, `${begin}- `, inner, lines);
    else if (isMapping(item) && !Array.isArray(item) && entriesOf(item).length > 0)
      writeMapping(entriesOf(item), `${begin}- `, inner, lines);
    else writeScalar(`${begin}-`, item, inner, lines);
    begin = indent;
  }
}

/** A value after its key: lists stand as far left as the key, mappings one step further right. */
function writeValue(
  begin: string,
  value: unknown,
  listIndent: string,
  indent: string,
  lines: string[],
): void {
  if (Array.isArray(value) && value.length > 0) {
    lines.push(begin);
    writeList(value, listIndent, listIndent, lines);
    return;
  }
  if (isMapping(value) && !Array.isArray(value)) {
    const entries = entriesOf(value);
    if (entries.length > 0) {
      lines.push(begin);
      writeMapping(entries, indent, indent, lines);
      return;
    }
  }
  writeScalar(begin, value, indent, lines);
}

function writeScalar(begin: string, value: unknown, indent: string, lines: string[]): void {
  const [head = "", ...rest] = scalar(value).split("\n");
  lines.push(`${begin} ${head}`);
  // a block of text: its lines are as deep as the value, and empty ones stay empty
  for (const line of rest) lines.push(line === "" ? "" : indent + line.slice(2));
}

/** Words that YAML 1.1 reads as something else than themselves; `e3` is a number without digits before its exponent. */
const reserved = /^(y|yes|n|no|true|false|on|off|null|e-?\d+)$/i;

/** Begins with a letter, and has nothing in it that could end it or mean something. */
const plain = /^[A-Za-z](?:[\w./,`()&|=-]|[: ](?=[\w./`(&|=-]))*$/;

function scalar(value: unknown): string {
  if (typeof value === "string" && plain.test(value) && !reserved.test(value)) return value;
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (typeof value === "boolean") return String(value);
  return known(value);
}

/** What the library has written before: many of the same stand in a thousand services. */
const written = new Map<unknown, string>();
const mostWritten = 10_000;

function known(value: unknown): string {
  const before = written.get(value);
  if (before !== undefined) return before;
  // in a mapping, as that decides how text of several lines is written
  const text = libraryText({ k: isMapping(value) ? value : (value ?? null) }).slice("k: ".length, -1);
  if (typeof value === "string" && written.size < mostWritten) written.set(value, text);
  return text;
}
