import type { Matcher, RE2JS } from "re2js";

/** A regular expression of Go's kind (RE2), compiled; matching takes time linear in the text. */
export interface Pattern {
  /** Whether it matches anywhere in `text`, as Go's MatchString. */
  readonly matches: (text: string) => boolean;
  /** The first match, the leftmost one. */
  readonly first: (text: string) => string | undefined;
  /** Every match replaced, with `$1`, `${1}` and `${name}` as Go's ReplaceAllString reads them. */
  readonly replaceAll: (text: string, template: string) => string;
  /** Whether a template may refer to the group of this number or name. */
  readonly hasGroup: (name: string) => boolean;
}

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

/** Longer ones are possible in Go; here they would hold a check up for seconds. */
const longestPattern = 10_000;

/** Compiles what Go's `regexp.Compile` takes, and refuses what it refuses. */
export function compilePattern(source: string): CompiledPattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const result = compile(source);
  // the rules of a cluster have far fewer; what runs for long must not keep more
  if (compiled.size >= mostKept) compiled.clear();
  compiled.set(source, result);
  return result;
}

/** What is wrong with a regular expression, or undefined. */
export function regexpFault(source: string): string | undefined {
  if (source === "") return "must not be empty";
  const result = compilePattern(source);
  return result.ok ? undefined : `is no regular expression that Go can read: ${result.message}`;
}

/**
 * What is wrong with the text that takes the place of a match, or undefined. `$1` is the first group; Go reads the
 * longest name that it can, so `$1x` is a group named `1x` (regexp, Expand), and one that does not exist is empty.
 */
export function replacementFault(replacement: string, source: string): string | undefined {
  const result = compilePattern(source);
  if (!result.ok) return undefined;
  const { hasGroup } = result.pattern;
  for (const [reference, dollar, plain, braced] of replacement.matchAll(groupReference)) {
    if (dollar !== undefined || hasGroup(plain ?? braced ?? "")) continue;
    const [, number = "", rest = ""] = /^(\d+)([A-Za-z_]\w*)$/.exec(plain ?? "") ?? [];
    if (number !== "" && hasGroup(number)) {
      return `${reference} is a group named ${plain} to Go; write \${${number}}${rest}`;
    }
    return `${reference} refers to a group that the regular expression does not have, so Traefik would put nothing there`;
  }
  return undefined;
}

// --- internal ---

const compiled = new Map<string, CompiledPattern>();
const mostKept = 10_000;

function compile(source: string): CompiledPattern {
  const unsupported = unsupportedIn(source);
  if (unsupported !== undefined) return { ok: false, message: unsupported };
  if (source.length > longestPattern) {
    return { ok: false, message: `a regular expression of ${source.length} characters is not read here` };
  }
  if (source === anything) return { ok: true, pattern: anyText };
  try {
    return { ok: true, pattern: patternOf(source) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, message: "the regular expression nests too deeply" };
    return { ok: false, message: reasonOf(error as Error) };
  }
}

let loaded: typeof RE2JS | undefined;

/** Loaded when the first pattern turns up: most rules have none. */
function engine(): typeof RE2JS {
  loaded ??= (require("re2js") as typeof import("re2js")).RE2JS;
  return loaded;
}

/** What the redirections of entry points ask for, in nearly every cluster: not worth loading an engine for. */
const anything = "^.+$";

const anyText: Pattern = {
  matches: (text) => text !== "" && !text.includes("\n"),
  first: (text) => patternOf(anything).first(text),
  replaceAll: (text, template) => patternOf(anything).replaceAll(text, template),
  hasGroup: (name) => name === "0",
};

function patternOf(source: string): Pattern {
  const expression = engine().compile(withoutNames(source));
  return {
    matches: (text) => expression.test(text),
    first: (text) => {
      const matcher = expression.matcher(text);
      return matcher.find() ? (matcher.group() ?? undefined) : undefined;
    },
    replaceAll: (text, template) => {
      const matcher = expression.matcher(text);
      let result = "";
      let copied = 0;
      let last = -1;
      while (matcher.find()) {
        // an empty match where another one ended is none
        if (matcher.end() === last) continue;
        last = matcher.end();
        result += text.slice(copied, matcher.start()) + expanded(template, matcher);
        copied = matcher.end();
      }
      return result + text.slice(copied);
    },
    hasGroup: (name) =>
      /^\d+$/.test(name) ? Number(name) <= expression.groupCount() : namesIn(source).includes(name),
  };
}

/** A name takes as many letters, digits and `_` as there are: `$1x` is the group `1x`, which does not exist. */
const groupReference = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

const expanded = (template: string, matcher: Matcher): string =>
  template.replace(groupReference, (_, dollar: string | undefined, plain?: string, braced?: string) => {
    if (dollar !== undefined) return "$";
    const name = plain ?? braced ?? "";
    try {
      return (/^\d+$/.test(name) ? matcher.group(Number(name)) : matcher.group(name)) ?? "";
    } catch {
      // there is no such group
      return "";
    }
  });

/** What people write who know another dialect. */
function unsupportedIn(source: string): string | undefined {
  const look = /\(\?<?[=!]/.exec(source.replace(/\\./gs, "  "));
  return look === null
    ? undefined
    : `Go's regular expressions have no ${look[0]}…): no looking ahead or behind`;
}

/** Go lets two groups have one name, this engine does not; whether a text matches has nothing to do with names. */
function withoutNames(source: string): string {
  const names = namesIn(source);
  if (new Set(names).size === names.length) return source;
  return source.replace(groupName, (whole, name: string | undefined) => (name === undefined ? whole : "("));
}

const namesIn = (source: string): readonly string[] =>
  [...source.matchAll(groupName)].flatMap(([, name]) => name ?? []);

/** A name of a group, or something in which brackets mean nothing. */
const groupName = /\\Q(?:(?!\\E).)*|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?<(\w+)>/gs;

function reasonOf({ message }: Error): string {
  const reason = message.replace(/^error parsing regexp: /, "");
  return /escape sequence: `\\[1-9]`/.test(reason)
    ? `${reason}, which refers back; Go's regular expressions cannot`
    : reason;
}
