import { type Token as GoToken, tokens as goTokens } from "../rules/token";
import type { Literal } from "./grammar";

export interface PredicateProblem {
  /** Goes on from `the expression`: `has 0.3 where a condition should stand`. */
  readonly what: string;
  /** What to do about it, where that is known: `write for example …`. */
  readonly advice?: string;
}

/** Ends the reading; caught where it began. */
export class PredicateError extends Error {
  readonly problem: PredicateProblem;

  constructor(what: string, advice?: string) {
    super(what);
    this.problem = advice === undefined ? { what } : { what, advice };
  }
}

/** One word of a predicate. */
export interface Token {
  readonly type: "name" | Literal | "operator";
  readonly text: string;
  /** Character from 1. */
  readonly column: number;
}

/** Deeper than any expression that a person writes, and shallow enough to be read by recursion. */
const mostTokens = 500;

/** Splits a predicate into words; throws a PredicateError at the first that means nothing in one. */
export function tokensOf(text: string): readonly Token[] {
  const found: Token[] = [];
  let ended = false;
  for (const token of goTokens(text)) {
    if (token.kind === "end") break;
    const column = token.offset + 1;
    if (ended)
      throw new PredicateError(
        `has a line break before character ${column}, where Go ends the expression`,
        "break lines after && and ||",
      );
    ended = token.kind === "newline";
    if (ended) continue;
    if (token.kind === "illegal")
      throw new PredicateError(`cannot be read at character ${column}: ${token.message}`);
    const type = typeOf(token);
    if (type === undefined) {
      const rest = text.slice(token.offset, token.offset + 12);
      throw new PredicateError(
        `cannot be read at character ${column} (${JSON.stringify(rest)})`,
        "operators are && || == != < <= > >=",
      );
    }
    found.push({ type, text: token.text, column });
    if (found.length > mostTokens)
      throw new PredicateError(`is too long: it has more than ${mostTokens} parts`);
  }
  return found;
}

// --- internal ---

/** What vulcand/predicate makes a value of: strconv.Atoi, then strconv.ParseFloat. */
const numbers = {
  int: /^(0[0-7]*|[1-9]\d*)$/,
  float: /^(\d+\.\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|\d+[eE][+-]?\d+)$/,
} as const;

const operators = ["&&", "||", "==", "!=", "<", "<=", ">", ">=", "(", ")", ",", "!", "-"];

function typeOf({ kind, text }: GoToken): Token["type"] | undefined {
  switch (kind) {
    case "name":
    case "string":
      return kind;
    case "literal":
      return numbers.int.test(text) ? "int" : numbers.float.test(text) ? "float" : undefined;
    case "operator":
      return operators.includes(text) ? kind : undefined;
    case "newline":
    case "end":
    case "illegal":
      return undefined;
    default:
      return kind satisfies never;
  }
}
