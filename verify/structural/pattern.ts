import { cel, programOf } from "./cel";

/** Whether a string matches a schema's pattern, which is RE2 and not anchored. */
export function matches(value: string, pattern: string): boolean {
  const isForScript =
    re2Only(pattern) === undefined && (value.length <= shortEnough || !repeatsGroup(pattern));
  return isForScript ? expressionOf(pattern).test(value) : programOf(matching)({ value, pattern }) === true;
}

/** Why a pattern cannot be used, or nothing. */
export function patternFault(pattern: string): string | undefined {
  if (re2Only(pattern) === undefined) {
    try {
      expressionOf(pattern);
    } catch (error) {
      return (error as Error).message;
    }
  }
  const result = programOf(matching)({ value: "", pattern });
  return cel().isCelError(result) ? result.message : undefined;
}

// --- internal ---

const matching = "value.matches(pattern)";

/** The part of a pattern that means something else in JavaScript, or nothing. */
const re2Only = (pattern: string): string | undefined =>
  /\\[AzQEC]|\\[pP](?!\{)|\[:\^?\w+:\]|\(\?[imsUP-]+/.exec(pattern)?.[0];

/** A pattern as JavaScript has it, compiled once. */
function expressionOf(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression;
}

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
