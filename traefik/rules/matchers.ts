import { parseBlock } from "../address";
import { regexpFault } from "../regexp";

/** The language of IngressRoute, or that of IngressRouteTCP. */
export type RuleKind = "http" | "tcp";

export interface MatcherDefinition {
  /** Numbers of arguments it takes. */
  readonly arity: readonly number[];
  /** What is wrong with the arguments; their number is right and none is empty. */
  readonly check: (values: readonly string[]) => string | undefined;
}

/** The matchers of Traefik v3 and what each demands when a router is built (pkg/muxer/http, pkg/muxer/tcp). */
export const matcherDefinitions: Readonly<Record<RuleKind, Readonly<Record<string, MatcherDefinition>>>> = {
  http: {
    ClientIP: { arity: [1], check: ([address = ""]) => checkAddress(address) },
    Method: { arity: [1], check: () => undefined },
    Host: { arity: [1], check: ([host = ""]) => checkAscii(host) },
    HostRegexp: { arity: [1], check: ([host = ""]) => checkAscii(host) ?? regexpFault(host) },
    Path: { arity: [1], check: ([path = ""]) => checkSlash(path) },
    PathRegexp: { arity: [1], check: ([path = ""]) => regexpFault(path) },
    PathPrefix: { arity: [1], check: ([path = ""]) => checkSlash(path) },
    Header: { arity: [2], check: () => undefined },
    HeaderRegexp: { arity: [2], check: ([, value = ""]) => regexpFault(value) },
    Query: { arity: [1, 2], check: () => undefined },
    QueryRegexp: {
      arity: [1, 2],
      check: ([, value]) => (value === undefined ? undefined : regexpFault(value)),
    },
  },
  tcp: {
    ALPN: {
      arity: [1],
      check: ([protocol]) =>
        protocol === "acme-tls/1"
          ? "acme-tls/1 is Traefik's own, for certificates; no rule may name it"
          : undefined,
    },
    ClientIP: { arity: [1], check: ([address = ""]) => checkAddress(address) },
    HostSNI: { arity: [1], check: ([host = ""]) => checkServerName(host) },
    HostSNIRegexp: { arity: [1], check: ([host = ""]) => checkAscii(host) ?? regexpFault(host) },
  },
};

/** The matcher that a rule calls `spelling`: its name as it is, in small letters, in capitals, or `Hostregexp`. */
export const canonicalName = (kind: RuleKind, spelling: string): string | undefined =>
  spellings[kind].get(spelling);

// --- internal ---

const spellings: Readonly<Record<RuleKind, ReadonlyMap<string, string>>> = {
  http: spellingsOf(Object.keys(matcherDefinitions.http)),
  tcp: spellingsOf(Object.keys(matcherDefinitions.tcp)),
};

function spellingsOf(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name) =>
      [
        name,
        name.toLowerCase(),
        name.toUpperCase(),
        `${name.slice(0, 1).toUpperCase()}${name.slice(1).toLowerCase()}`,
      ].map((spelling): [string, string] => [spelling, name]),
    ),
  );
}

function checkAscii(text: string): string | undefined {
  const other = /[^\0-\x7f]/u.exec(text);
  return other === null
    ? undefined
    : `${other[0]} is not ASCII; write the host's Punycode form, as browsers send it (xn--…)`;
}

const checkSlash = (path: string): string | undefined =>
  path.startsWith("/") ? undefined : `a path begins with /; write \`/${path}\``;

const checkAddress = (text: string): string | undefined =>
  parseBlock(text) === undefined
    ? `${JSON.stringify(text)} is neither an IP address nor a block of them such as 10.0.0.0/8`
    : undefined;

const checkServerName = (host: string): string | undefined =>
  host === "*" || /^(\*\.)?[0-9A-Za-z_.\-:]+$/.test(host)
    ? undefined
    : `${JSON.stringify(host)} is no host name; a * stands only at the front, as in *.example.com`;
