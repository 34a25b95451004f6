import { expect, test } from "@jest/globals";
import { mayNameHost, ruleFaults } from "../../../platform/definition/checks/services/rules";
import type { RuleKind } from "../../../traefik/rules/matchers";

test.each<[RuleKind, string]>([
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
])("accepts in %s: %s", (kind, text) => {
  expect(ruleFaults(kind, text)).toEqual([]);
});

test.each<[RuleKind, string, string]>([
  [
    "http",
    "",
    "cannot be read at character 1: expected a matcher such as Host(`example.com`), found the end of the rule",
  ],
  [
    "http",
    "Host(`a`) && ",
    "cannot be read at character 14: expected a matcher such as Host(`example.com`), found the end of the rule",
  ],
  ["http", "Host(`a`) Host(`b`)", "cannot be read at character 11: expected && or ||, found Host"],
  ["http", "Host(`a`) & Path(`/b`)", "cannot be read at character 11: & is not possible here; write &&"],
  [
    "http",
    "(Host(`a`)",
    "cannot be read at character 11: a bracket is not closed: expected ), found the end of the rule",
  ],
  ["http", "Host(a)", "cannot be read at character 6: a is not text: write it in backquotes, Host(`a`)"],
  ["http", "Host(`a", "cannot be read at character 6: the text in backquotes is not closed"],
  ["http", "Host", "cannot be read at character 1: Host takes its argument in round brackets: Host(`…`)"],
  [
    "http",
    "Host(`a`)\n&& Path(`/b`)",
    "cannot be read at character 11: a line cannot begin with &&: Go ends the expression with the line before; put && at the end of that line, or the rule on one line (YAML's >-)",
  ],
  [
    "http",
    'HostRegexp("a\\.b")',
    "cannot be read at character 14: unknown escape sequence \\.; write text with backslashes in backquotes, or double each backslash",
  ],
  [
    "http",
    "hostRegexp(`a`)",
    "cannot be read at character 1: there is no matcher hostRegexp; its name is HostRegexp; the rule would be HostRegexp(`a`)",
  ],
  [
    "http",
    "HostHeader(`a`)",
    "cannot be read at character 1: there is no matcher HostHeader in Traefik v3: it became Host; the rule would be Host(`a`)",
  ],
  [
    "tcp",
    "Host(`a`)",
    "cannot be read at character 1: Host is for IngressRoute; an IngressRouteTCP has HostSNI and HostSNIRegexp",
  ],
  ["http", "Host()", "Host: has no argument"],
  ["http", "Query(`a`, `b`, `c`)", "Query: takes 1 or 2 arguments, not 3"],
  ["http", "Header(`X`, ``)", "Header: an argument is empty"],
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
  [
    "http",
    "Host(`ä.example.com`)",
    "Host: ä is not ASCII; write the host's Punycode form, as browsers send it (xn--…)",
  ],
  [
    "http",
    "Header(`host`, `a`)",
    "Header: never matches Host, which Go takes out of the headers; use Host(…)",
  ],
  [
    "http",
    "ClientIP(`10.0.0.0/33`)",
    'ClientIP: "10.0.0.0/33" is neither an IP address nor a block of them such as 10.0.0.0/8',
  ],
  [
    "tcp",
    "HostSNI(`*.*.example.com`)",
    'HostSNI: "*.*.example.com" is no host name; a * stands only at the front, as in *.example.com',
  ],
  ["http", "Host(`a`...)", "has ... at character 9, which means nothing there"],
  ["tcp", "ALPN(`acme-tls/1`)", "ALPN: acme-tls/1 is Traefik's own, for certificates; no rule may name it"],
])("refuses in %s: %j", (kind, text, fault) => {
  expect(ruleFaults(kind, text)).toEqual([fault]);
});

test("reports all that is wrong at once", () => {
  expect(ruleFaults("http", "Path(`a`) || PathPrefix(`b`)")).toHaveLength(2);
  expect(ruleFaults("http", "Host(`a:1`) || Host(`b:1`)")).toHaveLength(2);
});

test.each<[RuleKind, string, boolean]>([
  ["http", "!(HOST(`a`) || Path(`/b`))", true],
  ["tcp", "HostSNI(`*`)", true],
  ["http", "Host(", true],
  ["http", "HostRegexp(`a`)", false],
])("tells of %s %j whether it may name a host: %s", (kind, text, expected) => {
  expect(mayNameHost(kind, text)).toBe(expected);
});
