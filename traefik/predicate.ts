import { type Token as GoToken, tokens as goTokens } from "./rules/token";

/**
 * The expressions of `circuitBreaker.expression` and `buffering.retryExpression`: Go expressions read by
 * vulcand/predicate, which knows no `!`, no negative number, and tells `1` from `1.0`.
 */
export interface Grammar {
  readonly functions: Readonly<Record<string, PredicateFunction>>;
  /** A whole expression that is right, for messages. */
  readonly example: string;
}

type Literal = "int" | "float" | "string";

export interface PredicateFunction {
  readonly takes: readonly Literal[];
  /** What it is compared with; `predicate` stands by itself. */
  readonly gives: Literal | "predicate";
  /** A call that is right, for messages. */
  readonly example: string;
}

/** Metrics of the circuit breaker (oxy, cbreaker/predicates.go). */
export const circuitBreakerGrammar: Grammar = {
  example: "ResponseCodeRatio(500, 600, 0, 600) > 0.3 || NetworkErrorRatio() > 0.1",
  functions: {
    NetworkErrorRatio: { takes: [], gives: "float", example: "NetworkErrorRatio() > 0.1" },
    ResponseCodeRatio: {
      takes: ["int", "int", "int", "int"],
      gives: "float",
      example: "ResponseCodeRatio(500, 600, 0, 600) > 0.3",
    },
    LatencyAtQuantileMS: { takes: ["float"], gives: "int", example: "LatencyAtQuantileMS(50.0) > 100" },
  },
};

/** What a retry may depend on (oxy, buffer/threshold.go). */
export const retryGrammar: Grammar = {
  example: "IsNetworkError() && Attempts() <= 2",
  functions: {
    RequestMethod: { takes: [], gives: "string", example: 'RequestMethod() == "GET"' },
    IsNetworkError: { takes: [], gives: "predicate", example: "IsNetworkError()" },
    Attempts: { takes: [], gives: "int", example: "Attempts() <= 2" },
    ResponseCode: { takes: [], gives: "int", example: "ResponseCode() == 503" },
  },
};

export interface PredicateProblem {
  /** Goes on from `the expression`: `has 0.3 where a condition should stand`. */
  readonly what: string;
  /** What to do about it, where that is known: `write for example …`. */
  readonly advice?: string;
}

/** What is wrong with an expression, or undefined. */
export function predicateProblem(text: string, grammar: Grammar): PredicateProblem | undefined {
  try {
    const parser = new Parser(tokensOf(text), grammar);
    const value = parser.whole();
    return isPredicate(value) ? undefined : incomplete(value, grammar).problem;
  } catch (error) {
    if (error instanceof PredicateError) return error.problem;
    throw error;
  }
}

/** The same in one line. */
export function predicateFault(text: string, grammar: Grammar): string | undefined {
  const problem = predicateProblem(text, grammar);
  if (problem === undefined) return undefined;
  const { what, advice } = problem;
  return advice === undefined ? what : `${what}; ${advice}`;
}

// --- internal ---

class PredicateError extends Error {
  readonly problem: PredicateProblem;

  constructor(what: string, advice?: string) {
    super(what);
    this.problem = advice === undefined ? { what } : { what, advice };
  }
}

interface Token {
  readonly type: "name" | Literal | "operator";
  readonly text: string;
  /** Character from 1. */
  readonly column: number;
}

/** What vulcand/predicate makes a value of: strconv.Atoi, then strconv.ParseFloat. */
const numbers = {
  int: /^(0[0-7]*|[1-9]\d*)$/,
  float: /^(\d+\.\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|\d+[eE][+-]?\d+)$/,
} as const;

const operators = ["&&", "||", "==", "!=", "<", "<=", ">", ">=", "(", ")", ",", "!", "-"];

/** Deeper than any expression that a person writes, and shallow enough to be read by recursion. */
const mostTokens = 500;

function tokensOf(text: string): readonly Token[] {
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

type Value =
  | { readonly type: "predicate" }
  | { readonly type: "metric"; readonly name: string; readonly gives: Literal; readonly example: string }
  | { readonly type: "literal"; readonly of: Literal; readonly text: string };

const isPredicate = (value: Value): boolean => value.type === "predicate";

const comparisons = ["==", "!=", "<", "<=", ">", ">="];
const wording: Readonly<Record<Literal, string>> = {
  int: "a whole number such as 100",
  float: "a number with a decimal point such as 0.3",
  string: 'text in quotes such as "GET"',
};

class Parser {
  private position = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly grammar: Grammar,
  ) {}

  whole(): Value {
    const value = this.either();
    const rest = this.tokens[this.position];
    if (rest !== undefined) throw this.unexpected(rest, "&& or || or the end");
    return value;
  }

  private either(): Value {
    return this.joined("||", () => this.joined("&&", () => this.comparison()));
  }

  private joined(operator: string, operand: () => Value): Value {
    let value = operand();
    while (this.tokens[this.position]?.text === operator) {
      this.position += 1;
      const other = operand();
      for (const side of [value, other]) if (!isPredicate(side)) throw incomplete(side, this.grammar);
      value = { type: "predicate" };
    }
    return value;
  }

  private comparison(): Value {
    let value = this.primary();
    let operator = this.tokens[this.position];
    while (operator?.type === "operator" && comparisons.includes(operator.text)) {
      this.position += 1;
      value = compared(value, operator.text, this.primary(), this.grammar);
      operator = this.tokens[this.position];
    }
    return value;
  }

  private primary(): Value {
    const token = this.tokens[this.position];
    if (this.tokens.length === 0)
      throw new PredicateError("must not be empty", `write for example ${this.grammar.example}`);
    if (token === undefined) {
      throw new PredicateError(
        `ends where a metric or a number should follow`,
        `write for example ${this.grammar.example}`,
      );
    }
    this.position += 1;
    if (token.text === "(") {
      const value = this.either();
      this.expect(")");
      return value;
    }
    switch (token.type) {
      case "name":
        return this.call(token);
      case "operator":
        if (token.text === "!")
          throw new PredicateError(
            `has ! at character ${token.column}, which is not known here`,
            "turn the comparison round",
          );
        if (token.text === "-")
          throw new PredicateError(
            `has a minus at character ${token.column}`,
            "negative numbers are not known here",
          );
        throw this.unexpected(token, "a metric or a number");
      default:
        return { type: "literal", of: token.type, text: token.text };
    }
  }

  private call(name: Token): Value {
    const { functions } = this.grammar;
    const known = Object.hasOwn(functions, name.text) ? functions[name.text] : undefined;
    if (known === undefined) {
      const similar = Object.keys(functions).find((other) => other.toLowerCase() === name.text.toLowerCase());
      throw similar === undefined
        ? new PredicateError(
            `calls ${name.text}, which is not known here`,
            `there are ${Object.keys(functions).join(", ")}`,
          )
        : new PredicateError(`calls ${name.text}, but capitals count`, `write ${similar}`);
    }
    this.expect("(", known.example);
    const given = this.arguments();
    const isRight =
      given.length === known.takes.length && given.every(({ type }, index) => type === known.takes[index]);
    if (!isRight) {
      throw new PredicateError(
        `calls ${name.text}(${given.map(({ text }) => text).join(", ")}), but it takes ${takes(known)}`,
        `write for example ${known.example}`,
      );
    }
    return known.gives === "predicate"
      ? { type: "predicate" }
      : { type: "metric", name: name.text, gives: known.gives, example: known.example };
  }

  private arguments(): Token[] {
    const found: Token[] = [];
    while (this.tokens[this.position]?.text !== ")") {
      if (found.length > 0) this.expect(",");
      const token = this.tokens[this.position];
      if (token === undefined || token.type === "name" || token.type === "operator") {
        throw token === undefined
          ? new PredicateError("ends inside the parentheses of a call")
          : this.unexpected(token, "a number");
      }
      found.push(token);
      this.position += 1;
    }
    this.position += 1;
    return found;
  }

  private expect(text: string, example?: string): void {
    const token = this.tokens[this.position];
    if (token?.text === text) {
      this.position += 1;
      return;
    }
    const hint = example === undefined ? undefined : `write for example ${example}`;
    if (token === undefined) throw new PredicateError(`ends where ${text} should follow`, hint);
    throw this.unexpected(token, text, hint);
  }

  private unexpected({ text, column }: Token, wanted: string, hint?: string): PredicateError {
    return new PredicateError(`has ${text} at character ${column}, where ${wanted} should stand`, hint);
  }
}

const takes = ({ takes: literals }: PredicateFunction): string =>
  literals.length === 0
    ? "nothing"
    : `${literals.length === 1 ? "" : `${literals.length} of `}${wording[literals[0] ?? "int"]}`;

function compared(left: Value, operator: string, right: Value, { example }: Grammar): Value {
  if (left.type !== "metric") {
    throw left.type === "literal"
      ? new PredicateError(
          `has ${left.text} on the left of ${operator}`,
          `the metric stands on the left, as in ${example}`,
        )
      : new PredicateError(`compares a condition with ${operator}`, "join conditions by && or ||");
  }
  if (right.type !== "literal") {
    throw new PredicateError(
      `compares ${left.name}() with something that is no number`,
      `write for example ${left.example}`,
    );
  }
  if (right.of !== left.gives) {
    throw new PredicateError(
      `compares ${left.name}() with ${right.text}, but it takes ${wording[left.gives]}`,
      `write for example ${left.example}`,
    );
  }
  if (left.gives === "string" && operator !== "==" && operator !== "!=") {
    throw new PredicateError(`compares ${left.name}() by ${operator}`, "text is compared by == and !=");
  }
  return { type: "predicate" };
}

function incomplete(value: Value, { example }: Grammar): PredicateError {
  switch (value.type) {
    case "metric":
      return new PredicateError(
        `does not say what ${value.name}() is compared with`,
        `write for example ${value.example}`,
      );
    case "literal":
      return new PredicateError(
        `has ${value.text} where a condition should stand`,
        `write for example ${example}`,
      );
    case "predicate":
      throw new RangeError("a condition is complete");
    default:
      return value satisfies never;
  }
}
