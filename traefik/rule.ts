import { callFault, type RuleLanguage } from "./matchers";

export type { RuleLanguage } from "./matchers";

/**
 * The language of rules: a Go expression (pkg/rules, go/parser) of calls that take quoted strings, joined by `&&`,
 * `||`, `!` and parentheses.
 */
export type Rule =
  | {
      readonly kind: "call";
      readonly matcher: string;
      readonly args: readonly string[];
      readonly column: number;
    }
  | { readonly kind: "not"; readonly of: Rule }
  | { readonly kind: "and" | "or"; readonly left: Rule; readonly right: Rule };

/** What is wrong with a rule as Traefik reads it, or undefined. */
export function ruleFault(text: string, language: RuleLanguage): string | undefined {
  const rule = parseRule(text);
  if ("fault" in rule) return rule.fault;
  const [fault] = callsIn(rule).flatMap((call) => callFault(call, language) ?? []);
  return fault;
}

/** Reads a rule; which matchers there are and what they take is not looked at. */
export function parseRule(text: string): Rule | { readonly fault: string } {
  try {
    return new Parser(tokensOf(text)).whole();
  } catch (error) {
    if (error instanceof RuleError) return { fault: error.message };
    throw error;
  }
}

/** Every call of a rule, in the order of the text. */
export function callsIn(rule: Rule): readonly (Rule & { readonly kind: "call" })[] {
  switch (rule.kind) {
    case "call":
      return [rule];
    case "not":
      return callsIn(rule.of);
    case "and":
    case "or":
      return [...callsIn(rule.left), ...callsIn(rule.right)];
    default:
      return rule satisfies never;
  }
}

// --- reading ---

class RuleError extends Error {}

interface Token {
  readonly type: "name" | "string" | "operator" | "end";
  /** The text; of a string what it stands for. */
  readonly text: string;
  /** Character from 1. */
  readonly column: number;
}

/** Deeper than any rule that a person writes, and shallow enough to be read by recursion. */
const mostTokens = 1000;

const patterns = [
  ["name", /[A-Za-z_][A-Za-z0-9_.]*/y],
  ["string", /`[^`]*`|"(?:[^"\\\n]|\\.)*"/y],
  ["operator", /&&|\|\||[!(),]/y],
] as const;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const [space] = matchAt(/(?:[ \t\r]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y, text, position) ?? [];
    if (space !== undefined) {
      position += space.length;
      continue;
    }
    if (text[position] === "\n") {
      // Go ends a statement at a line break that follows a value
      const last = tokens.at(-1);
      const rest = text.slice(position).trim();
      if (last !== undefined && rest !== "" && (last.type !== "operator" || last.text === ")")) {
        throw new RuleError(
          `has a line break before ${JSON.stringify(rest.slice(0, 10))}, where Go ends the expression; break lines after && and ||`,
        );
      }
      position += 1;
      continue;
    }
    const token = tokenAt(text, position);
    tokens.push({ ...token, column: position + 1 });
    if (tokens.length > mostTokens) throw new RuleError(`is too long: it has more than ${mostTokens} parts`);
    position += token.length;
  }
  return [...tokens, { type: "end", text: "the end", column: text.length + 1 }];
}

const matchAt = (pattern: RegExp, text: string, position: number): RegExpExecArray | null => {
  pattern.lastIndex = position;
  return pattern.exec(text);
};

function tokenAt(text: string, position: number): Omit<Token, "column"> & { readonly length: number } {
  for (const [type, pattern] of patterns) {
    const [found] = matchAt(pattern, text, position) ?? [];
    if (found === undefined) continue;
    return { type, text: type === "string" ? unquoted(found) : found, length: found.length };
  }
  const character = text[position];
  const hint =
    character === "'"
      ? "quote with backticks"
      : character === "`" || character === '"'
        ? "the string has no end"
        : "rules are matchers joined by &&, || and !";
  throw new RuleError(`cannot have ${JSON.stringify(character)} at character ${position + 1}: ${hint}`);
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

/** What a literal of Go stands for. */
function unquoted(literal: string): string {
  if (literal.startsWith("`")) return literal.slice(1, -1).replaceAll("\r", "");
  return literal
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)/gs, (_, code: string) => {
      const known = escapes[code];
      if (known !== undefined) return known;
      const isNumber = code.length > 1;
      if (!isNumber) {
        throw new RuleError(
          `has the escape \\${code}, which Go does not know; quote with backticks, in which nothing is escaped`,
        );
      }
      const point = /^[xuU]/.test(code) ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8);
      if (point > 0x10ffff) throw new RuleError(`has the escape \\${code}, which is no character`);
      return String.fromCodePoint(point);
    });
}

/** `||` binds less than `&&`, and that less than `!`. */
class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Rule {
    if (this.next.type === "end")
      throw new RuleError("must not be empty; write for example Host(`example.com`)");
    const rule = this.or();
    return this.ended(rule);
  }

  private ended(rule: Rule): Rule {
    if (this.next.type !== "end") throw this.unexpected("&& or ||");
    return rule;
  }

  private or(): Rule {
    let left = this.and();
    while (this.takes("||")) left = { kind: "or", left, right: this.and() };
    return left;
  }

  private and(): Rule {
    let left = this.not();
    while (this.takes("&&")) left = { kind: "and", left, right: this.not() };
    return left;
  }

  private not(): Rule {
    if (this.takes("!")) return { kind: "not", of: this.not() };
    if (this.takes("(")) {
      const rule = this.or();
      if (!this.takes(")")) throw this.unexpected(")");
      return rule;
    }
    return this.call();
  }

  private call(): Rule {
    const { type, text, column } = this.next;
    if (type !== "name") throw this.unexpected("a matcher such as Host");
    this.position += 1;
    if (!this.takes("(")) throw this.unexpected(`( after ${text}`);
    const args: string[] = [];
    while (!this.takes(")")) {
      if (this.next.type !== "string") throw this.unexpected("a string in backticks");
      args.push(this.next.text);
      this.position += 1;
      if (!this.takes(",") && this.next.text !== ")") throw this.unexpected(", or )");
    }
    return { kind: "call", matcher: text, args, column };
  }

  private get next(): Token {
    return this.tokens[this.position] ?? { type: "end", text: "the end", column: 0 };
  }

  private takes(operator: string): boolean {
    const isNext = this.next.type === "operator" && this.next.text === operator;
    if (isNext) this.position += 1;
    return isNext;
  }

  private unexpected(wanted: string): RuleError {
    const { type, text, column } = this.next;
    const found = type === "end" ? "it ends" : `there is ${type === "string" ? "a string" : text}`;
    return new RuleError(`needs ${wanted} at character ${column}, where ${found}`);
  }
}
