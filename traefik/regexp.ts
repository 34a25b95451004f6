type Re2 = typeof import("re2js").RE2JS;
/** A regular expression of Go's RE2 syntax, compiled. */
export type Regexp = ReturnType<Re2["compile"]>;

let loaded: Re2 | undefined;

/**
 * Compiles as Traefik does, with the syntax of Go's RE2: matching takes linear time, and there is neither lookaround
 * nor a back-reference. Loaded when it is first needed, as few definitions have an expression.
 *
 * @returns the compiled expression, or what is wrong with the text
 */
export function compileRegexp(text: string): Regexp | { readonly fault: string } {
  loaded ??= (require("re2js") as typeof import("re2js")).RE2JS;
  try {
    return loaded.compile(text);
  } catch (error) {
    return { fault: (error as Error).message.replace(/^error parsing regexp: /, "") };
  }
}

/** What is wrong with a regular expression, or undefined. */
export function regexpFault(text: string): string | undefined {
  if (text === "") return "must not be empty";
  const compiled = compileRegexp(text);
  if (!("fault" in compiled)) return undefined;
  return `is no regular expression of Go's RE2 syntax, which knows neither lookaround nor back-references: ${compiled.fault}`;
}

/**
 * What is wrong with the text that takes the place of a match, or undefined. `$1` is the first group; Go reads the
 * longest name that it can, so `$1x` is a group named `1x` (regexp, Expand), and one that does not exist is empty.
 */
export function replacementFault(replacement: string, regexpText: string): string | undefined {
  const regexp = compileRegexp(regexpText);
  if ("fault" in regexp) return undefined;
  for (const [reference, braced, plain] of replacement
    .replaceAll("$$", "")
    .matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    const name = braced ?? plain ?? "";
    const known = /^\d+$/.test(name)
      ? Number(name) <= regexp.groupCount()
      : Object.hasOwn(regexp.namedGroups(), name);
    if (known) continue;
    const [, number = "", rest = ""] = /^(\d+)([A-Za-z_]\w*)$/.exec(name) ?? [];
    if (plain !== undefined && number !== "" && Number(number) <= regexp.groupCount()) {
      return `${reference} is a group named ${name} to Go; write \${${number}}${rest}`;
    }
    return `${reference} refers to a group that the regular expression does not have, so Traefik would put nothing there`;
  }
  return undefined;
}
