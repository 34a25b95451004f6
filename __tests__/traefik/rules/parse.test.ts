import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { RuleKind } from "../../../traefik/rules/matchers";
import { hostsOf, type ParsedRule, parseRule } from "../../../traefik/rules/parse";
import { positionOf } from "../../../traefik/rules/problem";
import { formatTree } from "../../../traefik/rules/tree";

/** What Traefik's own parser, and Go's regexp, say of a rule. */
interface Vector {
  readonly kind: RuleKind;
  readonly rule: string;
  readonly priority: number;
  readonly tree?: string;
  readonly refused?: "parse" | "matcher";
}

const vectors: readonly Vector[] = JSON.parse(readFileSync(join(__dirname, "vectors.json"), "utf8"));

const verdict = (kind: RuleKind, rule: string): Vector => {
  const parsed = parseRule(kind, rule);
  return parsed.ok
    ? { kind, rule, priority: parsed.priority, tree: formatTree(parsed.tree) }
    : { kind, rule, priority: parsed.priority, refused: parsed.stage };
};

const problems = (parsed: ParsedRule): readonly string[] =>
  parsed.ok ? [] : parsed.problems.map(({ offset, message }) => `${offset}: ${message}`);

test("judges, reads and weighs rules as Traefik does", () => {
  expect(vectors.map(({ kind, rule }) => verdict(kind, rule))).toEqual(vectors);
});

describe("says what is wrong and what would be right", () => {
  test.each<[RuleKind, string, string[]]>([
    [
      "http",
      "hostRegexp(`a`)",
      ["0: there is no matcher hostRegexp; its name is HostRegexp; the rule would be HostRegexp(`a`)"],
    ],
    ["http", "Host('a')", ["5: text stands in backquotes or double quotes, never in single quotes"]],
    [
      "http",
      "Host(example.com)",
      ["5: example.com is not text: write it in backquotes, Host(`example.com`)"],
    ],
    ["http", "Host(“a”)", ['5: illegal character U+201C “; quotation marks are ` or "']],
    [
      "http",
      'PathRegexp("\\d")',
      [
        "12: unknown escape sequence \\d; write text with backslashes in backquotes, or double each backslash",
      ],
    ],
    [
      "http",
      "Host(`a`) AND Path(`/b`)",
      ["10: AND is not possible here; write &&; the rule would be Host(`a`) && Path(`/b`)"],
    ],
    [
      "http",
      "Host(`a`)\n&& Path(`/b`)",
      [
        "10: a line cannot begin with &&: Go ends the expression with the line before; put && at the end of that line, or the rule on one line (YAML's >-)",
      ],
    ],
    ["http", "Host:a.com", ["0: Host: is the form of Traefik v1; write Host(`…`)"]],
    [
      "http",
      "Host(`a`) && (Path(`/b`)",
      ["24: a bracket is not closed: expected ), found the end of the rule"],
    ],
    ["http", "Host(`a`))", ["9: ) is not possible here; it closes nothing"]],
    ["http", "", ["0: expected a matcher such as Host(`example.com`), found the end of the rule"]],
    [
      "http",
      "Path(`a`) || PathPrefix(`b`)",
      ["0: Path: a path begins with /; write `/a`", "13: PathPrefix: a path begins with /; write `/b`"],
    ],
    [
      "http",
      "PathRegexp(`(?!x)`)",
      [
        "0: PathRegexp: is no regular expression that Go can read: Go's regular expressions have no (?!…): no looking ahead or behind",
      ],
    ],
    ["http", "HostSNI(`a`)", ["0: HostSNI is for IngressRouteTCP; an IngressRoute has Host and HostRegexp"]],
    ["tcp", "Host(`a`)", ["0: Host is for IngressRoute; an IngressRouteTCP has HostSNI and HostSNIRegexp"]],
    [
      "tcp",
      "HostSNI(`a.*`)",
      ['0: HostSNI: "a.*" is no host name; a * stands only at the front, as in *.example.com'],
    ],
  ])("%s %j", (kind, rule, expected) => {
    expect(problems(parseRule(kind, rule))).toEqual(expected);
  });

  test("all unknown matchers at once", () => {
    expect(problems(parseRule("http", "Foo(`a`) && Bar(`b`)"))).toHaveLength(2);
  });
});

describe("translates rules of Traefik v2", () => {
  test.each([
    ["Host(`a`, `b`) && Path(`/c`)", "(Host(`a`) || Host(`b`)) && Path(`/c`)"],
    [
      "Headers(`X-A`, `1`) and not HeadersRegexp(`X-B`, `^2`)",
      "Header(`X-A`, `1`) && ! HeaderRegexp(`X-B`, `^2`)",
    ],
    [
      "HostHeader(`a`) || HostRegexp(`{sub:[a-z]+}.a.com`, `b`)",
      "Host(`a`) || (HostRegexp(`^[a-z]+\\.a\\.com$`) || HostRegexp(`b`))",
    ],
    ["pathPrefix(`/users/{id}`)", "PathRegexp(`^/users/[^/]+`)"],
  ])("%s", (rule, expected) => {
    const parsed = parseRule("http", rule);
    expect(parsed.ok ? undefined : parsed.problems[0]?.instead).toBe(expected);
    expect(parseRule("http", expected).ok).toBe(true);
  });

  test("but offers no rule that Traefik would refuse", () => {
    const parsed = parseRule("http", "Host(`a`, `b`) && Path(`c`)");
    expect(parsed.ok ? [] : parsed.problems.map(({ instead }) => instead)).toEqual([undefined, undefined]);
  });
});

test("counts bytes for the priority, not characters", () => {
  expect(parseRule("http", "PathPrefix(`/ä`)").priority).toBe(17);
});

test("names the hosts whose TLS options a rule decides, negated ones too", () => {
  const parsed = parseRule("http", "(Host(`A.com`) || !Host(`b.com`)) && HostRegexp(`c`)");
  expect(parsed.ok && hostsOf(parsed.tree, "Host")).toEqual(["a.com", "b.com"]);
});

test("gives line and column of an offset", () => {
  expect(positionOf("Host(`a`) &&\n  Foo(`b`)", 15)).toEqual({ line: 2, column: 3 });
});

describe("ends with a message in linear time", () => {
  const million = 1_000_000;
  test.each<[string, string, string | undefined]>([
    ["many alternatives", Array(70_000).fill("Host(`a`)").join(" || "), undefined],
    [
      "more operators than Go takes",
      Array(110_000).fill("Host(`a`)").join("||"),
      "has more than 100,000 operators, where Traefik's parser gives up",
    ],
    ["brackets around one matcher", `${"(".repeat(90_000)}Host(\`a\`)${")".repeat(90_000)}`, undefined],
    [
      "more brackets than Go takes",
      "(".repeat(million),
      "nests deeper than 100,000 levels, where Traefik's parser gives up",
    ],
    ["negations", "!".repeat(million), "nests deeper than 100,000 levels, where Traefik's parser gives up"],
    [
      "negated groups",
      `${"!(Host(`a`) || ".repeat(20_000)}Host(\`a\`)${")".repeat(20_000)}`,
      "nests && and || deeper than 500 levels",
    ],
    ["a long name", `Host(\`${"a".repeat(million)}\`)`, undefined],
    ["an open comment", `/*${"x".repeat(million)}`, "the comment is not closed"],
    ["a digit a million times", "1".repeat(million), `${"1".repeat(40)}… is no matcher`],
    [
      "a long regular expression",
      `PathRegexp(\`${"(a*)*".repeat(200_000)}\`)`,
      "PathRegexp: is no regular expression that Go can read: a regular expression of 1000000 characters is not read here",
    ],
    [
      "a deep regular expression",
      `PathRegexp(\`${"(".repeat(4_000)}${")".repeat(4_000)}\`)`,
      "PathRegexp: is no regular expression that Go can read: expression nests too deeply",
    ],
  ])("%s", (_name, rule, message) => {
    const begin = performance.now();
    const parsed = parseRule("http", rule);
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(parsed.ok ? undefined : parsed.problems[0]?.message).toBe(message);
  });
});

test("never throws", () => {
  const words = [
    "Host", "path", "HEADER", "(", ")", "(", ")", ",", "&&", "||", "!", "`a`", "`/b`", '"\\x', "'", "\n", "//", "/*", "...", "1", "\u0000", "é", "\ud800",
  ]; // biome-ignore format: a list
  fc.assert(
    fc.property(
      fc.constantFrom<RuleKind>("http", "tcp"),
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join("")),
      ),
      (kind, rule) => {
        const parsed = parseRule(kind, rule);
        if (parsed.ok) return parseRule(kind, `(${rule})`).ok || /\n|\/\//.test(rule);
        return (
          parsed.problems.length > 0 &&
          parsed.problems.every(({ offset }) => offset >= 0 && offset <= rule.length)
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
