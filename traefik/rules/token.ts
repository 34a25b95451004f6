/** One word of a rule or of a predicate. Traefik reads both with Go's own scanner, so these are Go's (go/scanner). */
export type Token =
  | { readonly kind: "name"; readonly text: string; readonly offset: number }
  | { readonly kind: "string"; readonly text: string; readonly offset: number; readonly value: string }
  /** A number, well formed or not, or a `'c'`; no rule can use either. */
  | { readonly kind: "literal"; readonly text: string; readonly offset: number }
  | { readonly kind: "operator"; readonly text: string; readonly offset: number }
  /** The `;` that Go puts where a line ends behind something complete. */
  | { readonly kind: "newline"; readonly text: string; readonly offset: number }
  | { readonly kind: "end"; readonly text: string; readonly offset: number }
  | { readonly kind: "illegal"; readonly text: string; readonly offset: number; readonly message: string };

/** Splits a text into words, up to its end or to the first thing that is no Go. */
export function* tokens(text: string): Generator<Token, undefined> {
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  // behind a name, a literal, `)`, `]` or `}`: the end of a line ends the expression
  let complete = false;
  while (true) {
    const char = text[offset];
    if (char === " " || char === "\t" || char === "\r" || (char === "\n" && !complete)) {
      offset++;
      continue;
    }
    if (char === undefined || char === "\n") {
      if (complete) yield { kind: "newline", text: "\n", offset };
      complete = false;
      if (char === undefined) {
        yield { kind: "end", text: "", offset };
        return;
      }
      offset++;
      continue;
    }
    const comment = char === "/" ? scanComment(text, offset) : undefined;
    if (comment !== undefined) {
      if (comment.kind === "illegal") {
        yield comment;
        return;
      }
      if (complete && comment.endsLine) {
        yield { kind: "newline", text: "\n", offset };
        complete = false;
      }
      offset += comment.text.length;
      continue;
    }
    const token = scanToken(text, offset, char);
    yield token;
    if (token.kind === "illegal") return;
    offset += token.text.length;
    complete = endsOperand(token);
  }
}

// --- internal ---

const endsOperand = ({ kind, text }: Token): boolean =>
  kind === "operator"
    ? [")", "]", "}", "++", "--"].includes(text)
    : !(kind === "name" && openKeywords.has(text));

/** Go's words of the language that do not end a line; they are wrong in any rule. */
const openKeywords: ReadonlySet<string> = new Set(
  "case chan const default defer else for func go goto if import interface map package range select struct switch type var".split(
    " ",
  ),
);

const operators = [
  "...", "<<=", ">>=", "&^=", "&&", "||", "!=", "==", "<=", ">=", "<-", "<<", ">>", "&^", "++", "--", ":=",
  "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
  ..."!()&|,;:.+-*/%^<>=~[]{}",
]; // biome-ignore format: in the order in which they are tried

function scanToken(text: string, offset: number, first: string): Token {
  if (first === '"') return scanQuoted(text, offset);
  if (first === "`") return scanRaw(text, offset);
  if (first === "'") return scanRune(text, offset);
  const name = match(/[\p{L}_][\p{L}\p{Nd}_]*/uy, text, offset);
  if (name !== undefined) return { kind: "name", text: name, offset };
  const number = match(/\.?[0-9](?:(?<=[eE])[+-]|[0-9A-Za-z_.])*/y, text, offset);
  if (number !== undefined) return { kind: "literal", text: number, offset };
  const operator = operators.find((candidate) => text.startsWith(candidate, offset));
  if (operator !== undefined) return { kind: "operator", text: operator, offset };
  const advice = /["'\u2018-\u201F]/.test(first) ? '; quotation marks are ` or "' : "";
  return illegal(text, offset, `${describeCharacter(text, offset)}${advice}`);
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

type Illegal = Extract<Token, { kind: "illegal" }>;

const illegal = (text: string, offset: number, message: string): Illegal => ({
  kind: "illegal",
  text: text.slice(offset, offset + 1),
  offset,
  message,
});

function describeCharacter(text: string, offset: number): string {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `illegal character U+${code}${/\p{Cc}|\uFEFF/u.test(character) ? "" : ` ${character}`}`;
}

/** Go refuses NUL, and a byte order mark anywhere but at the start, in strings and comments too. */
function forbidden(text: string, start: number, end: number): Illegal | undefined {
  const index = text.slice(start, end).search(/[\0\uFEFF]/);
  return index < 0 ? undefined : illegal(text, start + index, describeCharacter(text, start + index));
}

function scanRaw(text: string, offset: number): Token {
  const end = text.indexOf("`", offset + 1);
  if (end < 0) return illegal(text, offset, "the text in backquotes is not closed");
  const whole = text.slice(offset, end + 1);
  // carriage returns in raw text are dropped by Go
  return (
    forbidden(text, offset, end) ?? {
      kind: "string",
      text: whole,
      offset,
      value: whole.slice(1, -1).replaceAll("\r", ""),
    }
  );
}

function scanQuoted(text: string, offset: number): Token {
  let end = offset + 1;
  const parts: (string | number)[] = [];
  while (text[end] !== '"') {
    const char = text[end];
    if (char === undefined || char === "\n") return illegal(text, offset, "the text in quotes is not closed");
    if (char !== "\\") {
      const run = match(/[^"\\\n]+/y, text, end) ?? char;
      const bad = forbidden(text, end, end + run.length);
      if (bad !== undefined) return bad;
      parts.push(run);
      end += run.length;
      continue;
    }
    const sequence = scanEscape(text, end, '"');
    if (typeof sequence === "string") return illegal(text, end, sequence);
    parts.push(sequence.value);
    end += sequence.length;
  }
  return { kind: "string", text: text.slice(offset, end + 1), offset, value: decoded(parts) };
}

/** Bytes written as `\xff` are part of the UTF-8 around them. */
const decoded = (parts: readonly (string | number)[]): string =>
  parts.every((part) => typeof part === "string")
    ? parts.join("")
    : Buffer.concat(
        parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))),
      ).toString();

interface Escape {
  readonly value: string | number;
  readonly length: number;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** A backslash and what follows, or what is wrong with it. */
function scanEscape(text: string, offset: number, quote: string): Escape | string {
  const letter = text[offset + 1] ?? "";
  if (letter === quote) return { value: quote, length: 2 };
  const simple = Object.hasOwn(simpleEscapes, letter) ? simpleEscapes[letter] : undefined;
  if (simple !== undefined) return { value: simple, length: 2 };
  const forms: Readonly<Record<string, RegExp>> = {
    x: /[0-9a-fA-F]{2}/y,
    u: /[0-9a-fA-F]{4}/y,
    U: /[0-9a-fA-F]{8}/y,
  };
  const octal = /[0-7]/.test(letter);
  const form = octal ? /[0-7]{3}/y : Object.hasOwn(forms, letter) ? forms[letter] : undefined;
  if (form === undefined) {
    return `unknown escape sequence \\${letter}; write text with backslashes in backquotes, or double each backslash`;
  }
  const digits = match(form, text, offset + (octal ? 1 : 2));
  if (digits === undefined) return `the escape sequence \\${letter} lacks digits`;
  const value = Number.parseInt(digits, octal ? 8 : 16);
  const length = digits.length + (octal ? 1 : 2);
  if (octal || letter === "x") {
    if (value > 255) return `the escape sequence \\${digits} is above \\377`;
    return { value: value < 128 ? String.fromCharCode(value) : value, length };
  }
  if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) {
    return `the escape sequence \\${letter}${digits} is no Unicode character`;
  }
  return { value: String.fromCodePoint(value), length };
}

function scanRune(text: string, offset: number): Token {
  const next = offset + 1;
  if (text[next] === "\\") {
    const sequence = scanEscape(text, next, "'");
    if (typeof sequence === "string") return illegal(text, next, sequence);
    const end = next + sequence.length;
    if (text[end] === "'") return { kind: "literal", text: text.slice(offset, end + 1), offset };
  }
  const rune = match(/'[^'\\\n]'/uy, text, offset);
  if (rune !== undefined) return { kind: "literal", text: rune, offset };
  return illegal(text, offset, "text stands in backquotes or double quotes, never in single quotes");
}

type Comment =
  | { readonly kind: "comment"; readonly text: string; readonly endsLine: boolean }
  | Illegal
  | undefined;

function scanComment(text: string, offset: number): Comment {
  const open = text.slice(offset, offset + 2);
  if (open !== "//" && open !== "/*") return undefined;
  const close = text.indexOf(open === "//" ? "\n" : "*/", offset + 2);
  if (open === "/*" && close < 0) return illegal(text, offset, "the comment is not closed");
  const body = text.slice(offset + 2, close < 0 ? text.length : close);
  const whole = open === "//" ? `${open}${body}` : `${open}${body}*/`;
  const bad = forbidden(text, offset, offset + whole.length);
  if (bad !== undefined) return bad;
  const startsLine = offset === 0 || text[offset - 1] === "\n";
  if ((open === "/*" || startsLine) && isWrongLineDirective(body)) {
    return illegal(
      text,
      offset,
      "a comment that begins with line is a directive to Go, and this one is wrong",
    );
  }
  return { kind: "comment", text: whole, endsLine: open === "//" || body.includes("\n") };
}

/** Go takes `//line file:12:3` for the place where the text comes from, and refuses it when the numbers are none. */
function isWrongLineDirective(body: string): boolean {
  if (!body.startsWith("line ")) return false;
  const parts = body.slice(5).replace(/\r$/, "").split(":");
  const isPosition = (part: string | undefined): boolean =>
    /^[0-9]+$/.test(part ?? "") && Number(part) > 0 && Number(part) <= 2 ** 30;
  if (parts.length < 2) return false;
  const [line, column] = parts.slice(-2);
  if (parts.length > 2 && /^[0-9]+$/.test(line ?? "")) return !isPosition(line) || !isPosition(column);
  return !isPosition(column);
}
