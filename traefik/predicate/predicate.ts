import type { Grammar, Literal, PredicateFunction } from "./grammar";
import { PredicateError, type PredicateProblem, type Token, tokensOf } from "./token";

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
