import { programOf } from "./cel";

/** Whether a string matches a schema's pattern, which is RE2 and not anchored. */
export function matches(value: string, pattern: string): boolean {
  if (value.length <= shortEnough || !repeatsGroup(pattern)) return expressionOf(pattern).test(value);
  return programOf("value.matches(pattern)")({ value, pattern }) === true;
}

/** A pattern as JavaScript has it, compiled once; what JavaScript reads otherwise is found by `re2Only`. */
export function expressionOf(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression;
}

/** The part of a pattern that means something else in JavaScript, or nothing. */
export const re2Only = (pattern: string): string | undefined =>
  /\\[AzQEC]|\\[pP](?!\{)|\[:\^?\w+:\]|\(\?[imsUP-]+/.exec(pattern)?.[0];

// --- internal ---

const compiled = new Map<string, RegExp>();

/**
 * Where a group repeats, as in `^([0-9]+(s|m)?)+$` of Traefik's durations, JavaScript may take twice as long for each
 * further character. Up to this many it takes no time to speak of; above, the engine of CEL, whose expressions are
 * RE2 too, takes linear time.
 */
const shortEnough = 20;
const repeatsGroup = (pattern: string): boolean => /\)[+*{]/.test(pattern);

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    // with the flag, an escape that needs none is an error, such as `\:`
    return new RegExp(pattern);
  }
}
