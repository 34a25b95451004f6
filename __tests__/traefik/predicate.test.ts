import { expect, test } from "@jest/globals";
import { circuitBreakerGrammar, retryGrammar } from "../../traefik/predicate/grammar";
import { predicateFault } from "../../traefik/predicate/predicate";

test.each([
  "NetworkErrorRatio() > 0.3",
  "NetworkErrorRatio() >= .5",
  "NetworkErrorRatio() < 1e-1",
  "LatencyAtQuantileMS(50.0) > 100",
  "ResponseCodeRatio(500, 600, 0, 600) > 0.25",
  "(NetworkErrorRatio() > 0.1) && ResponseCodeRatio(500, 600, 0, 600) > 0.3 || LatencyAtQuantileMS(99.9) != 1",
  "((NetworkErrorRatio())) > (0.1)",
  "NetworkErrorRatio() > 0.1 || // or\n LatencyAtQuantileMS(5e1) > 0100\n",
])("reads the circuit breaker's %s", (expression) => {
  expect(predicateFault(expression, circuitBreakerGrammar)).toBeUndefined();
});

test.each([
  "IsNetworkError()",
  "IsNetworkError() && Attempts() <= 2",
  'RequestMethod() == "\\x47\\u0045T"',
  'RequestMethod() == "GET" || RequestMethod() != `POST`',
  "ResponseCode() == 503",
])("reads the retry's %s", (expression) => {
  expect(predicateFault(expression, retryGrammar)).toBeUndefined();
});

test.each([
  ["", "must not be empty"],
  ["0.3 < NetworkErrorRatio()", "has 0.3 on the left of <; the metric stands on the left"],
  ["NetworkErrorRatio() > 1", "but it takes a number with a decimal point such as 0.3"],
  ["NetworkErrorRatio() > -0.5", "has a minus at character 23"],
  ["NetworkErrorRatio()", "does not say what NetworkErrorRatio() is compared with"],
  ["NetworkErrorRatio > 0.1", "has > at character 19, where ( should stand"],
  ["networkErrorRatio() > 0.1", "capitals count; write NetworkErrorRatio"],
  [
    "ErrorRatio() > 0.1",
    "calls ErrorRatio, which is not known here; there are NetworkErrorRatio, ResponseCodeRatio",
  ],
  [
    "LatencyAtQuantileMS(50) > 100",
    "calls LatencyAtQuantileMS(50), but it takes a number with a decimal point",
  ],
  [
    "LatencyAtQuantileMS(50.0) > 100.0",
    "compares LatencyAtQuantileMS() with 100.0, but it takes a whole number",
  ],
  ["ResponseCodeRatio(500, 600) > 0.3", "but it takes 4 of a whole number such as 100"],
  ["ResponseCodeRatio(500, 600, 0, 600 > 0.3", "has > at character 36, where , should stand"],
  ["!(NetworkErrorRatio() > 0.1)", "has ! at character 1, which is not known here"],
  ["NetworkErrorRatio() > 0.1 and true", "has and at character 27, where && or || or the end should stand"],
  ["NetworkErrorRatio() > 0.1 &&", "ends where a metric or a number should follow"],
  ["NetworkErrorRatio() > 0.1 & 1", 'cannot be read at character 27 ("& 1")'],
  [
    "NetworkErrorRatio() > 0.1\n|| NetworkErrorRatio() > 0.2",
    "has a line break before character 27, where Go ends the expression",
  ],
  ["LatencyAtQuantileMS(50.0) > 1_000", 'cannot be read at character 29 ("1_000")'],
  ["LatencyAtQuantileMS(50.0) > 0x64", 'cannot be read at character 29 ("0x64")'],
  ["(NetworkErrorRatio() > 0.1", "ends where ) should follow"],
  ["NetworkErrorRatio() > 0.1 > 0.2", "compares a condition with >; join conditions by && or ||"],
  [
    "NetworkErrorRatio() > NetworkErrorRatio()",
    "compares NetworkErrorRatio() with something that is no number",
  ],
  ["0.3", "has 0.3 where a condition should stand"],
  ["ResponseCodeRatio(500, x, 0, 600) > 0.3", "has x at character 24, where a number should stand"],
  [`${"(".repeat(600)}`, "is too long: it has more than 500 parts"],
])("refuses the circuit breaker's %s", (expression, fault) => {
  expect(predicateFault(expression, circuitBreakerGrammar)).toContain(fault);
});

test.each([
  ["RequestMethod() > 3", 'compares RequestMethod() with 3, but it takes text in quotes such as "GET"'],
  ['RequestMethod() > "GET"', "compares RequestMethod() by >; text is compared by == and !="],
  ["RequestMethod() == 'GET'", "cannot be read at character 20"],
  ["IsNetworkError() == 1", "compares a condition with =="],
  ["Attempts() < 2 && 3", "has 3 where a condition should stand"],
])("refuses the retry's %s", (expression, fault) => {
  expect(predicateFault(expression, retryGrammar)).toContain(fault);
});
