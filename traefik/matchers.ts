import { addressFault } from "./addresses";
import { regexpFault } from "./regexp";

/** What is routed: requests, or connections. */
export type RuleLanguage = "http" | "tcp";

/** What is wrong with a call of a matcher, or undefined. */
export function callFault(
  { matcher: name, args }: { readonly matcher: string; readonly args: readonly string[] },
  language: RuleLanguage,
): string | undefined {
  const matcher = matchers[language].find((known) => isSpelled(name, known.name));
  if (matcher === undefined) return `has no matcher ${name}${suggestion(name, language)}`;
  const [least, most] = matcher.takes;
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : `${least} or ${most}`;
    const hint = most === 1 && args.length > 1 ? "; join several calls with ||" : "";
    return `gives ${name} ${args.length} arguments; it takes ${wanted}${hint}`;
  }
  if (args.includes("")) return `gives ${name} an empty argument, which Traefik refuses`;
  const fault = matcher.faultOf?.(args);
  return fault === undefined ? undefined : `${name}: ${fault}`;
}

// --- internal ---

interface Matcher {
  readonly name: string;
  /** Least and most arguments. */
  readonly takes: readonly [number, number];
  readonly faultOf?: (args: readonly string[]) => string | undefined;
}

const ascii = ([text = ""]: readonly string[]): string | undefined =>
  /^\p{ASCII}*$/u.test(text) ? undefined : "must be ASCII: write an international host in its xn-- form";

/** What Traefik accepts and no request ever matches. */
const hostFault = ([text = ""]: readonly string[]): string | undefined => {
  if (text === "*" || /^(\*\.)?[\w-]+(\.[\w-]+)*\.?$/.test(text)) return undefined;
  if (text.includes("{")) return "has braces, which Traefik 3 takes literally; use HostRegexp";
  return `never matches ${JSON.stringify(text)}: it takes a host alone, at most with *. before it`;
};

const slash = ([text = ""]: readonly string[]): string | undefined =>
  text.startsWith("/") ? undefined : "must begin with /";

const regexp =
  (index: number) =>
  (args: readonly string[]): string | undefined => {
    const text = args[index];
    return text === undefined ? undefined : regexpFault(text);
  };

const address = ([text = ""]: readonly string[]): string | undefined => addressFault(text);

const first =
  (...faults: readonly NonNullable<Matcher["faultOf"]>[]) =>
  (args: readonly string[]): string | undefined =>
    faults.map((faultOf) => faultOf(args)).find((fault) => fault !== undefined);

const serverName = ([text = ""]: readonly string[]): string | undefined =>
  text === "*" || /^(\*\.)?[\w.:-]+$/.test(text) ? undefined : "must be a host, *, or *. and a host";

const notHost = ([name = ""]: readonly string[]): string | undefined =>
  name.toLowerCase() === "host"
    ? "never matches Host, which Go takes out of the headers; use Host(…)"
    : undefined;

/** Matchers of pkg/muxer/http and pkg/muxer/tcp. */
const matchers: Readonly<Record<RuleLanguage, readonly Matcher[]>> = {
  http: [
    { name: "Host", takes: [1, 1], faultOf: first(ascii, hostFault) },
    { name: "HostRegexp", takes: [1, 1], faultOf: first(ascii, regexp(0)) },
    { name: "Path", takes: [1, 1], faultOf: slash },
    { name: "PathPrefix", takes: [1, 1], faultOf: slash },
    { name: "PathRegexp", takes: [1, 1], faultOf: regexp(0) },
    { name: "Method", takes: [1, 1] },
    { name: "Header", takes: [2, 2], faultOf: notHost },
    { name: "HeaderRegexp", takes: [2, 2], faultOf: first(notHost, regexp(1)) },
    { name: "Query", takes: [1, 2] },
    { name: "QueryRegexp", takes: [1, 2], faultOf: regexp(1) },
    { name: "ClientIP", takes: [1, 1], faultOf: address },
  ],
  tcp: [
    { name: "HostSNI", takes: [1, 1], faultOf: serverName },
    { name: "HostSNIRegexp", takes: [1, 1], faultOf: first(ascii, regexp(0)) },
    { name: "ClientIP", takes: [1, 1], faultOf: address },
    {
      name: "ALPN",
      takes: [1, 1],
      faultOf: ([protocol]) =>
        protocol === "acme-tls/1" ? "must not be acme-tls/1, which Traefik keeps for itself" : undefined,
    },
  ],
};

/** Names that Traefik 2 had, with what does the same today. */
const formerly: Readonly<Record<string, string>> = {
  headers: "Header",
  headersregexp: "HeaderRegexp",
  hostheader: "Host",
};

/** `HostRegexp`, `hostregexp`, `HOSTREGEXP` and `Hostregexp`, and no other way. */
const isSpelled = (given: string, name: string): boolean => {
  const lower = name.toLowerCase();
  return [name, lower, name.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)].includes(given);
};

function suggestion(name: string, language: RuleLanguage): string {
  const known = matchers[language].map((matcher) => matcher.name);
  const meant =
    known.find((each) => each.toLowerCase() === name.toLowerCase()) ?? formerly[name.toLowerCase()];
  return meant === undefined ? `; there are ${known.join(", ")}` : `; write ${meant}`;
}
