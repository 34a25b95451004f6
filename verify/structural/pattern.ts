const compiled = new Map<string, RegExp>();

/** A schema's pattern, compiled once. Patterns are RE2; what JavaScript reads otherwise is refused by `re2Only`. */
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

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    // with the flag, an escape that needs none is an error, such as `\:`
    return new RegExp(pattern);
  }
}
