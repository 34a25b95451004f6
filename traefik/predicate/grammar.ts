/**
 * The expressions of `circuitBreaker.expression` and `buffering.retryExpression`: Go expressions read by
 * vulcand/predicate, which knows no `!`, no negative number, and tells `1` from `1.0`.
 */
export interface Grammar {
  readonly functions: Readonly<Record<string, PredicateFunction>>;
  /** A whole expression that is right, for messages. */
  readonly example: string;
}

export type Literal = "int" | "float" | "string";

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
