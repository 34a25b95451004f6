/**
 * What is wrong with an expression of a circuit breaker or of retries; undefined where Traefik can run it. The language
 * is a Go expression of comparisons (vulcand/oxy, cbreaker and buffer): a metric on the left, a literal on the right.
 */
export function expressionProblem(text: string, what: "circuit breaker" | "retry"): string | undefined {
  if (text.trim() === "") return "The expression is empty";
  if (text.length > longest) return `The expression has ${text.length} characters`;
  const tokens = tokensOf(text);
  if (tokens === undefined) return "The expression has characters that mean nothing in it";
  const reader: Reader = {
    tokens,
    next: 0,
    metrics: what === "circuit breaker" ? breakerMetrics : retryMetrics,
  };
  const problem = disjunction(reader, 0);
  if (problem !== undefined) return problem;
  const rest = reader.tokens[reader.next];
  return rest === undefined ? undefined : `The expression goes on with ${rest.text} where it should end`;
}

// --- internal ---

/** No metric needs more, and brackets within each other are read by recursion. */
const longest = 4096;
const deepest = 50;

interface Token {
  readonly kind: "name" | "integer" | "float" | "text" | "sign";
  readonly text: string;
}

interface Metric {
  readonly arguments: readonly ("integer" | "float")[];
  /** What it is compared with; undefined where it is a condition by itself. */
  readonly compared?: "integer" | "float" | "text";
}

interface Reader {
  readonly tokens: readonly Token[];
  next: number;
  readonly metrics: Readonly<Record<string, Metric>>;
}

const breakerMetrics: Readonly<Record<string, Metric>> = {
  NetworkErrorRatio: { arguments: [], compared: "float" },
  ResponseCodeRatio: { arguments: ["integer", "integer", "integer", "integer"], compared: "float" },
  LatencyAtQuantileMS: { arguments: ["float"], compared: "integer" },
};

const retryMetrics: Readonly<Record<string, Metric>> = {
  RequestMethod: { arguments: [], compared: "text" },
  IsNetworkError: { arguments: [] },
  Attempts: { arguments: [], compared: "integer" },
  ResponseCode: { arguments: [], compared: "integer" },
};

function tokensOf(text: string): Token[] | undefined {
  const pattern =
    /\s+|([A-Za-z_]\w*)|(\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+|\d+[eE][+-]?\d+)|(\d+)|("(?:[^"\\\n]|\\.)*"|`[^`]*`)|(&&|\|\||==|!=|<=|>=|[<>(),!-])/y;
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, name, float, integer, quoted, sign] = match;
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (float !== undefined) tokens.push({ kind: "float", text: float });
    else if (integer !== undefined) tokens.push({ kind: "integer", text: integer });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
  }
  return tokens;
}

function disjunction(reader: Reader, depth: number): string | undefined {
  for (;;) {
    const problem = operand(reader, depth);
    if (problem !== undefined) return problem;
    const sign = reader.tokens[reader.next]?.text;
    if (sign !== "||" && sign !== "&&") return undefined;
    reader.next += 1;
  }
}

function operand(reader: Reader, depth: number): string | undefined {
  const token = reader.tokens[reader.next];
  if (token === undefined) return "The expression ends where a metric should stand";
  if (token.text === "(") {
    if (depth >= deepest) return "The expression has too many brackets within each other";
    reader.next += 1;
    return disjunction(reader, depth + 1) ?? taken(reader, ")");
  }
  if (token.text === "!") return "The expression has a !, which the language lacks";
  if (token.kind !== "name") return `The expression has ${token.text} where a metric should stand`;
  return comparison(reader, token.text);
}

function comparison(reader: Reader, name: string): string | undefined {
  const metric = Object.hasOwn(reader.metrics, name) ? reader.metrics[name] : undefined;
  if (metric === undefined) {
    return `The expression has the unknown metric ${name}; there are ${Object.keys(reader.metrics).join(", ")}`;
  }
  reader.next += 1;
  const call = argumentsOf(reader, name, metric);
  if (call !== undefined || metric.compared === undefined) return call;
  const operator = reader.tokens[reader.next];
  if (operator === undefined || !/^(==|!=|<=?|>=?)$/.test(operator.text)) {
    return `The expression does not compare ${name} with anything`;
  }
  reader.next += 1;
  const literal = reader.tokens[reader.next];
  if (literal?.kind !== metric.compared) {
    return `The expression compares ${name} with ${literal?.text ?? "nothing"} where ${literalOf[metric.compared]} is needed`;
  }
  reader.next += 1;
  return undefined;
}

const literalOf = {
  integer: "a whole number",
  float: "a number with a decimal point",
  text: "a text in quotes",
} as const;

function argumentsOf(reader: Reader, name: string, metric: Metric): string | undefined {
  const open = taken(reader, "(");
  if (open !== undefined) return open;
  for (const [index, kind] of metric.arguments.entries()) {
    if (index > 0) {
      const comma = taken(reader, ",");
      if (comma !== undefined) return `${name} takes ${metric.arguments.length} arguments`;
    }
    if (reader.tokens[reader.next]?.kind !== kind)
      return `${name} takes ${literalOf[kind]} as argument ${index + 1}`;
    reader.next += 1;
  }
  return taken(reader, ")") === undefined ? undefined : `${name} takes ${metric.arguments.length} arguments`;
}

function taken(reader: Reader, sign: string): string | undefined {
  if (reader.tokens[reader.next]?.text !== sign) return `The expression lacks a ${sign}`;
  reader.next += 1;
  return undefined;
}
