import { parseBlock } from "../address";
import { canonicalHeader } from "./header";
import { subjectOf } from "./literal";
import { type ConnectionFacts, evaluateConnection, evaluateRequest, type RequestFacts } from "./match";
import type { Conjunction } from "./normal-form";
import type { RuleMatcher } from "./tree";

/** Requests that fit all of `conjunction`, as far as some can be thought of; unusual ones first. */
export function requestsFor(conjunction: Conjunction): readonly RequestFacts[] {
  const base: RequestFacts = { host: "", method: "", path: "", headers: new Map(), query: new Map() };
  const fits = (subject: string, facts: RequestFacts): boolean =>
    conjunction.every((matcher) => subjectOf(matcher) !== subject || evaluateRequest(matcher, facts).matches);
  const values = (subject: string, matchers: readonly RuleMatcher[]) =>
    candidates(subject, matchers).filter((value) => fits(subject, withValue(base, subject, value)));
  const subjects = [...new Set(["host", "method", "path", "ClientIP", ...conjunction.map(subjectOf)])];
  return combined(
    subjects.map((subject) =>
      values(
        subject,
        conjunction.filter((matcher) => subjectOf(matcher) === subject),
      ).map((value) => (facts: RequestFacts) => withValue(facts, subject, value)),
    ),
    base,
  );
}

/** Connections that fit all of `conjunction`. */
export function connectionsFor(conjunction: Conjunction): readonly ConnectionFacts[] {
  const base: ConnectionFacts = { serverName: "", alpn: [] };
  const set = (facts: ConnectionFacts, subject: string, value: Value): ConnectionFacts => {
    if (subject === "host") return { ...facts, serverName: value[0] ?? "" };
    return subject === "ALPN" ? { ...facts, alpn: value } : { ...facts, clientIp: value[0] ?? "" };
  };
  return combined(
    ["host", "ALPN", "ClientIP"].map((subject) => {
      const own = conjunction.filter((matcher) => subjectOf(matcher) === subject);
      return candidates(subject, own)
        .filter((value) =>
          own.every((matcher) => evaluateConnection(matcher, set(base, subject, value)).matches),
        )
        .map((value) => (facts: ConnectionFacts) => set(facts, subject, value));
    }),
    base,
  );
}

// --- internal ---

/** One value, or the several of a header, a query or ALPN. */
type Value = readonly string[];

/** A few of each kind are enough; more would multiply. */
const most = 4;

function combined<Facts>(
  choices: readonly (readonly ((facts: Facts) => Facts)[])[],
  base: Facts,
): readonly Facts[] {
  return choices.reduce<readonly Facts[]>(
    (sofar, setters) =>
      sofar.flatMap((facts) => setters.slice(0, most).map((set) => set(facts))).slice(0, 64),
    [base],
  );
}

function withValue(facts: RequestFacts, subject: string, value: Value): RequestFacts {
  const [first = ""] = value;
  switch (subject) {
    case "host":
      return { ...facts, host: first };
    case "path":
      return { ...facts, path: first };
    case "method":
    case "Method":
      return { ...facts, method: first };
    case "ClientIP":
      return { ...facts, clientIp: first };
    default: {
      const [kind, ...rest] = subject.split(" ");
      const key = rest.join(" ");
      return kind === "header"
        ? { ...facts, headers: new Map(facts.headers).set(canonicalHeader(key), value) }
        : { ...facts, query: new Map(facts.query).set(key, value) };
    }
  }
}

function candidates(subject: string, matchers: readonly RuleMatcher[]): readonly Value[] {
  const firsts = matchers.filter(({ negated }) => !negated).map(({ values: [first = ""] }) => first);
  switch (subject) {
    case "host":
      return [...matchers.flatMap(hostsLike), "slipway.invalid", "a.b.slipway.invalid"].map((host) => [
        host.toLowerCase(),
      ]);
    case "path":
      return [...matchers.flatMap(pathsLike), "/slipway-any", "/"].map((path) => [path]);
    case "method":
      return [["GET"], ["DELETE"]];
    case "Method":
      return [...firsts.map((method) => method.toUpperCase()), "GET", "DELETE", "PATCH", "SLIPWAY"].map(
        (method) => [method],
      );
    case "ClientIP":
      return [...firsts.flatMap(addressesIn), "192.0.2.1", "2001:db8::1"].map((address) => [address]);
    case "ALPN":
      return [firsts, []];
    default:
      return valuesLike(matchers);
  }
}

function hostsLike({ name, values: [value = ""] }: RuleMatcher): string[] {
  if (name.endsWith("Regexp")) return textsLike(value);
  return value.startsWith("*.") ? [`slipway-any${value.slice(1)}`] : [value.replace(/\.$/, "")];
}

function pathsLike({ name, values: [value = ""] }: RuleMatcher): string[] {
  if (name === "PathRegexp")
    return textsLike(value).map((text) => (text.startsWith("/") ? text : `/${text}`));
  if (name === "Path") return [value];
  return [`${value}${value.endsWith("/") ? "" : "/"}slipway-any`, value, `${value}slipway-any`];
}

/** Texts that a simple pattern may match: its letters, and something for `.+`, `\d` and the like. */
function textsLike(pattern: string): string[] {
  const plain = pattern.replace(/^\^|\$$/g, "");
  const filled = plain
    .replace(/\\d[+*]?/g, "7")
    .replace(/\[[^\]]*\][+*]?/g, "a")
    .replace(/\.[+*]/g, "any")
    .replace(/\(\?:|\(\?P?<\w+>|[()]/g, "")
    .replace(/\\(.)/g, "$1");
  return [...filled.split("|").slice(0, 2), plain.replace(/\\(.)/g, "$1")];
}

/** Values of a header or a query: all that are asked for at once, or none. */
function valuesLike(matchers: readonly RuleMatcher[]): readonly Value[] {
  const wanted = matchers
    .filter(({ negated }) => !negated)
    .flatMap(({ name, values: [, value = ""] }) =>
      name.endsWith("Regexp") ? textsLike(value).slice(0, 1) : [value],
    );
  return [wanted, []];
}

function addressesIn(block: string): string[] {
  const parsed = parseBlock(block);
  if (parsed === undefined) return [];
  const [address = ""] = block.split("/");
  // a block's own address counts as being in it
  return [address];
}
