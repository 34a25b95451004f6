import { expect, test } from "@jest/globals";
import { callsIn, parseRule, type Rule, type RuleLanguage, ruleFault } from "../../traefik/rule";

/** A rule as Traefik's own parser prints its tree. */
function print(rule: Rule): string {
  switch (rule.kind) {
    case "call":
      return `${rule.matcher}(${rule.args.join("|")})`;
    case "not":
      return `!${print(rule.of)}`;
    case "and":
    case "or":
      return `(${rule.kind} ${print(rule.left)} ${print(rule.right)})`;
    default:
      return rule satisfies never;
  }
}

const tree = (text: string) => {
  const rule = parseRule(text);
  return "fault" in rule ? rule.fault : print(rule);
};

test.each([
  ["Host(`a`) || Host(`b`) && Path(`/c`)", "(or Host(a) (and Host(b) Path(/c)))"],
  ["(Host(`a`) || Host(`b`)) && Path(`/c`)", "(and (or Host(a) Host(b)) Path(/c))"],
  ["!Host(`a`) && !(Host(`b`))", "(and !Host(a) !Host(b))"],
  ["Header(`X`, `a,b)`)", "Header(X|a,b))"],
  ["Host(`a`,)", "Host(a)"],
  ['Host("a\\x2eb\\u00e4\\"")', 'Host(a.bä")'],
  ["Host(`a`) && // the first\n  Path(`/b`)\n", "(and Host(a) Path(/b))"],
  ["Host(`a`) /* or\nnot */ || Host(`b`)", "(or Host(a) Host(b))"],
])("reads %j as Go does", (text, expected) => {
  expect(tree(text)).toBe(expected);
});

test.each<[RuleLanguage, string]>([
  ["http", "hostregexp(`^a$`)"],
  ["http", "Hostregexp(`^a$`)"],
  ["http", "HOST(`a`)"],
  ["http", "Host(`*.example.com`)"],
  ["http", "Host(`*`)"],
  ["http", "Query(`a`) && Query(`a`, `b`) && QueryRegexp(`a`, `b+`)"],
  ["http", "ClientIP(`10.0.0.0/8`) || ClientIP(`::1`)"],
  ["http", "PathRegexp(`(?P<year>\\d{4})`)"],
  ["tcp", "HostSNI(`*`) && ALPN(`h2`)"],
  ["tcp", "HostSNIRegexp(`^.+\\.example\\.com$`)"],
])("accepts in %s: %s", (language, text) => {
  expect(ruleFault(text, language)).toBeUndefined();
});

test.each<[RuleLanguage, string, string]>([
  ["http", "", "must not be empty; write for example Host(`example.com`)"],
  ["http", "Host(`a`) && ", "needs a matcher such as Host at character 14, where it ends"],
  ["http", "Host(`a`) Host(`b`)", "needs && or || at character 11, where there is Host"],
  [
    "http",
    "Host(`a`) & Path(`/b`)",
    'cannot have "&" at character 11: rules are matchers joined by &&, || and !',
  ],
  ["http", "(Host(`a`)", "needs ) at character 11, where it ends"],
  ["http", "Host(a)", "needs a string in backticks at character 6, where there is a"],
  ["http", "Host(`a", 'cannot have "`" at character 6: the string has no end'],
  ["http", "Host", "needs ( after Host at character 5, where it ends"],
  [
    "http",
    "Host(`a`)\n&& Path(`/b`)",
    'has a line break before "&& Path(`/", where Go ends the expression; break lines after && and ||',
  ],
  [
    "http",
    'HostRegexp("a\\.b")',
    "has the escape \\., which Go does not know; quote with backticks, in which nothing is escaped",
  ],
  ["http", "hostRegexp(`a`)", "has no matcher hostRegexp; write HostRegexp"],
  ["http", "HostHeader(`a`)", "has no matcher HostHeader; write Host"],
  ["tcp", "Host(`a`)", "has no matcher Host; there are HostSNI, HostSNIRegexp, ClientIP, ALPN"],
  ["http", "Host()", "gives Host 0 arguments; it takes 1"],
  ["http", "Query(`a`, `b`, `c`)", "gives Query 3 arguments; it takes 1 or 2"],
  ["http", "Header(`X`, ``)", "gives Header an empty argument, which Traefik refuses"],
  [
    "http",
    "Host(`a.example.com:443`)",
    'Host: never matches "a.example.com:443": it takes a host alone, at most with *. before it',
  ],
  [
    "http",
    "Host(`{sub:.+}.example.com`)",
    "Host: has braces, which Traefik 3 takes literally; use HostRegexp",
  ],
  ["http", "Host(`ä.example.com`)", "Host: must be ASCII: write an international host in its xn-- form"],
  [
    "http",
    "Header(`host`, `a`)",
    "Header: never matches Host, which Go takes out of the headers; use Host(…)",
  ],
  [
    "http",
    "ClientIP(`10.0.0.0/33`)",
    'ClientIP: must be an address or a block such as 203.0.113.7 or 203.0.113.0/24; not "10.0.0.0/33"',
  ],
  ["tcp", "HostSNI(`*.*.example.com`)", "HostSNI: must be a host, *, or *. and a host"],
  ["tcp", "ALPN(`acme-tls/1`)", "ALPN: must not be acme-tls/1, which Traefik keeps for itself"],
])("refuses in %s: %j", (language, text, fault) => {
  expect(ruleFault(text, language)).toBe(fault);
});

test("refuses a rule that nobody wrote by hand before it takes time", () => {
  expect(ruleFault("!".repeat(100_000), "http")).toBe("is too long: it has more than 1000 parts");
});

test("finds every call", () => {
  const rule = parseRule("!(Host(`a`) || Path(`/b`)) && Method(`GET`)");
  if ("fault" in rule) throw new Error(rule.fault);
  expect(callsIn(rule).map(({ matcher, column }) => `${matcher} ${column}`)).toEqual([
    "Host 3",
    "Path 16",
    "Method 31",
  ]);
});
