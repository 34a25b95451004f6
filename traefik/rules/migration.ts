import { matcherDefinitions, type RuleKind } from "./matchers";
import { quoted } from "./quote";
import { type Token, tokens } from "./token";

/** What to say of a matcher that Traefik v3 does not know. */
export function unknownMatcher(kind: RuleKind, spelling: string): string {
  const name = shorten(spelling);
  const renamed = kind === "http" ? renamedMatchers[spelling] : undefined;
  if (renamed !== undefined) return `there is no matcher ${name} in Traefik v3: it became ${renamed}`;
  const other = nameLike(kind, spelling);
  if (other !== undefined) return `there is no matcher ${name}; its name is ${other}`;
  const tcp = kind === "http" ? nameLike("tcp", spelling) : undefined;
  if (tcp !== undefined) return `${tcp} is for IngressRouteTCP; an IngressRoute has Host and HostRegexp`;
  const http = kind === "tcp" ? nameLike("http", spelling) : undefined;
  if (http !== undefined)
    return `${http} is for IngressRoute; an IngressRouteTCP has HostSNI and HostSNIRegexp`;
  return `there is no matcher ${name}; there are ${Object.keys(matcherDefinitions[kind]).sort().join(", ")}`;
}

/**
 * The rule of Traefik v3 that says what `text` said in v2 (or in words: `and`, `not`); undefined where nothing of that
 * kind is in it.
 */
export function migrate(kind: RuleKind, text: string): string | undefined {
  if (text.length > longestMigrated) return undefined;
  const words = [...tokens(text)];
  if (words.some((word) => word.kind === "illegal")) return undefined;
  let result = "";
  let copied = 0;
  const replace = (from: number, to: number, by: string): void => {
    result += text.slice(copied, from) + by;
    copied = to;
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word?.kind !== "name") continue;
    const operator = wordOperators[word.text.toLowerCase()];
    const call = readCall(words, index);
    if (call !== undefined) {
      const today = callToday(kind, word.text, call.values);
      if (today !== undefined) replace(word.offset, call.end, today);
      index = call.last;
    } else if (operator !== undefined) {
      replace(word.offset, word.offset + word.text.length, operator);
    }
  }
  return copied === 0 ? undefined : result + text.slice(copied);
}

// --- internal ---

/** A translation is for reading; nobody reads longer ones. */
const longestMigrated = 2_000;

const renamedMatchers: Readonly<Record<string, string>> = {
  Headers: "Header",
  HeadersRegexp: "HeaderRegexp",
  HostHeader: "Host",
};

const wordOperators: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };

const nameLike = (kind: RuleKind, spelling: string): string | undefined =>
  Object.keys(matcherDefinitions[kind]).find((name) => name.toLowerCase() === spelling.toLowerCase());

interface Call {
  readonly values: readonly string[];
  /** Index of the closing bracket among the words, and where it ends in the text. */
  readonly last: number;
  readonly end: number;
}

function readCall(words: readonly Token[], name: number): Call | undefined {
  if (words[name + 1]?.text !== "(") return undefined;
  const values: string[] = [];
  for (let index = name + 2; index < words.length; index++) {
    const word = words[index];
    if (word?.kind === "string") values.push(word.value);
    else if (word?.text === ")") return { values, last: index, end: word.offset + 1 };
    else if (word?.text !== ",") return undefined;
  }
  return undefined;
}

/** A call as v3 wants it; undefined where it is right already, or nothing is known. */
function callToday(kind: RuleKind, spelling: string, values: readonly string[]): string | undefined {
  const name = (kind === "http" ? renamedMatchers[spelling] : undefined) ?? nameLike(kind, spelling);
  if (name === undefined || values.length === 0) return undefined;
  const { arity } = matcherDefinitions[kind][name] ?? { arity: [] };
  const calls =
    arity.length === 1 && arity[0] === 1
      ? values.map((value) => callOf(kind, name, value))
      : [`${name}(${values.map(quoted).join(", ")})`];
  const [only = ""] = calls;
  if (calls.length === 1)
    return name === spelling && only === `${name}(${quoted(values[0] ?? "")})` ? undefined : only;
  return `(${calls.join(" || ")})`;
}

function callOf(kind: RuleKind, name: string, value: string): string {
  const template = /\{[^{}]*\}/.test(value) && !/[()^$\\|]/.test(value.replace(/\{[^{}]*\}/g, ""));
  const regexp = kind === "http" ? templateMatchers[name] : undefined;
  if (!template || regexp === undefined) return `${name}(${quoted(value)})`;
  return `${regexp}(${quoted(`^${expressionOf(value, name)}${name === "PathPrefix" ? "" : "$"}`)})`;
}

/** Matchers that took `{name:regexp}` in v2, and those that take regular expressions now. */
const templateMatchers: Readonly<Record<string, string>> = {
  Host: "HostRegexp",
  HostRegexp: "HostRegexp",
  Path: "PathRegexp",
  PathPrefix: "PathRegexp",
};

/** `{sub:[a-z]+}.example.com` → `[a-z]+\.example\.com` */
const expressionOf = (template: string, name: string): string =>
  template
    .split(/(\{[^{}]*\})/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.+*?^$()[\]{}|\\]/g, "\\$&");
      const [, expression] = /^\{[^:]*:(.*)\}$/.exec(part) ?? [];
      return expression ?? (name.startsWith("Host") ? "[^.]+" : "[^/]+");
    })
    .join("");

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
