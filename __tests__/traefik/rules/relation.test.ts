import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluateRequest, type RequestFacts } from "../../../traefik/rules/match";
import { parseRule } from "../../../traefik/rules/parse";
import { covers, overlap } from "../../../traefik/rules/relation";
import type { RuleTree } from "../../../traefik/rules/tree";

function tree(rule: string, kind: "http" | "tcp" = "http"): RuleTree {
  const parsed = parseRule(kind, rule);
  if (!parsed.ok) throw new Error(`${rule}: ${parsed.problems[0]?.message}`);
  return parsed.tree;
}

describe("does the first rule match all that the second does", () => {
  test.each([
    ["Host(`a.com`)", "Host(`a.com`) && PathPrefix(`/x`)", "yes"],
    ["Host(`a.com`) && PathPrefix(`/x`)", "Host(`a.com`)", "no"],
    ["Host(`A.com.`)", "Host(`a.com`)", "yes"],
    ["Host(`*.a.com`)", "Host(`x.a.com`)", "yes"],
    ["Host(`*.a.com`)", "Host(`x.y.a.com`)", "no"],
    ["Host(`*`)", "PathPrefix(`/`)", "yes"],
    ["PathPrefix(`/`)", "Host(`a.com`)", "yes"],
    ["PathPrefix(`/foo`)", "Path(`/foobar`)", "yes"],
    ["PathPrefix(`/foo/`)", "PathPrefix(`/foo`)", "no"],
    ["Host(`a.com`) || Host(`b.com`)", "Host(`b.com`) && Method(`get`)", "yes"],
    ["Host(`a.com`)", "Host(`a.com`) || Host(`b.com`)", "no"],
    ["!Header(`X`, `1`)", "Host(`a.com`)", "no"],
    ["!Path(`/a`)", "Path(`/b`)", "yes"],
    ["!PathPrefix(`/a`)", "!PathPrefix(`/`)", "yes"],
    ["HostRegexp(`^.+\\.com$`)", "Host(`a.com`)", "yes"],
    ["HostRegexp(`^a$`)", "HostRegexp(`^a$`) && Path(`/x`)", "yes"],
    ["HostRegexp(`^(a|b)$`)", "HostRegexp(`^a$`)", "unknown"],
    ["ClientIP(`10.0.0.0/8`)", "ClientIP(`10.1.0.0/16`)", "yes"],
    ["ClientIP(`10.1.0.0/16`)", "ClientIP(`10.0.0.0/8`)", "no"],
    ["Query(`a`)", "Query(`a`, ``) ", undefined],
    ["Header(`x-a`, `1`)", "Header(`X-A`, `1`) && Header(`X-B`, `2`)", "yes"],
    ["Method(`GET`) || Method(`POST`)", "Method(`PUT`)", "no"],
    ["Method(`GET`) || !Method(`GET`)", "Path(`/a`)", "unknown"],
  ])("%s ⊇ %s: %s", (outer, inner, answer) => {
    if (answer === undefined) expect(() => tree(inner)).toThrow("an argument is empty");
    else expect(covers("http", tree(outer), tree(inner)).answer).toBe(answer);
  });
});

describe("is there something that both rules match", () => {
  test.each([
    ["Host(`a.com`)", "PathPrefix(`/x`)", "yes"],
    ["Host(`a.com`)", "Host(`b.com`)", "no"],
    ["Host(`*.a.com`)", "Host(`*.b.com`)", "no"],
    ["Host(`*.a.com`)", "Host(`x.a.com`) && Path(`/`)", "yes"],
    ["Path(`/a`)", "PathPrefix(`/b`)", "no"],
    ["PathPrefix(`/a`)", "PathPrefix(`/a/b`) && Method(`GET`)", "yes"],
    ["Header(`X`, `1`)", "Header(`x`, `2`)", "yes"],
    ["Header(`X`, `1`)", "!Header(`x`, `1`)", "no"],
    ["Method(`GET`)", "!Method(`get`)", "no"],
    ["ClientIP(`10.0.0.0/8`)", "ClientIP(`192.168.0.0/16`)", "no"],
    ["ClientIP(`::/0`)", "ClientIP(`10.0.0.0/8`)", "no"],
    ["HostRegexp(`^[a-z]+\\.a\\.com$`)", "Host(`x.a.com`)", "yes"],
    ["HostRegexp(`^x`)", "HostRegexp(`y$`)", "unknown"],
    ["!Host(`*`)", "Path(`/a`)", "no"],
  ])("%s ∩ %s: %s", (one, other, answer) => {
    expect(overlap("http", tree(one), tree(other)).answer).toBe(answer);
    expect(overlap("http", tree(other), tree(one)).answer).toBe(answer);
  });

  test("for connections too", () => {
    expect(overlap("tcp", tree("HostSNI(`*`)", "tcp"), tree("HostSNI(`a`) && ALPN(`h2`)", "tcp"))).toEqual({
      answer: "yes",
      example: { serverName: "a", alpn: ["h2"], clientIp: "192.0.2.1" },
    });
    expect(covers("tcp", tree("HostSNI(`*.a`)", "tcp"), tree("HostSNI(`x.a`)", "tcp")).answer).toBe("yes");
  });
});

const hosts = ["a.com", "x.a.com", "y.x.a.com", "b.com", "*.a.com", "*"];
const paths = ["/", "/a", "/a/b", "/ab", "/b"];
const matcher = fc.oneof(
  fc.constantFrom(...hosts).map((host) => `Host(\`${host}\`)`),
  fc.constantFrom(...paths).map((path) => `Path(\`${path}\`)`),
  fc.constantFrom(...paths).map((path) => `PathPrefix(\`${path}\`)`),
  fc.constantFrom("GET", "POST").map((method) => `Method(\`${method}\`)`),
  fc
    .tuple(fc.constantFrom("X", "Y"), fc.constantFrom("1", "2"))
    .map(([key, value]) => `Header(\`${key}\`, \`${value}\`)`),
  fc.constantFrom("q", "r").map((key) => `Query(\`${key}\`, \`1\`)`),
  fc.constantFrom("10.0.0.0/8", "10.1.0.0/16", "::/0").map((block) => `ClientIP(\`${block}\`)`),
  fc.constantFrom("^a", "a\\.com$", "b").map((pattern) => `HostRegexp(\`${pattern}\`)`),
);
const rule = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    matcher,
    fc.tuple(tie("rule"), tie("rule")).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(tie("rule"), tie("rule")).map(([a, b]) => `(${a} || ${b})`),
    tie("rule").map((a) => `!${a}`),
  ),
})).rule;
const request: fc.Arbitrary<RequestFacts> = fc.record({
  host: fc.constantFrom("a.com", "x.a.com", "y.x.a.com", "b.com", "c.org"),
  path: fc.constantFrom(...paths, "/a/b/c", "/c"),
  method: fc.constantFrom("GET", "POST", "PUT"),
  headers: fc.constantFrom(
    new Map(),
    new Map([["X", ["1"]]]),
    new Map([["X", ["1", "2"]]]),
    new Map([["Y", ["2"]]]),
  ),
  query: fc.constantFrom(
    new Map(),
    new Map([["q", ["1"]]]),
    new Map([
      ["q", ["2", "1"]],
      ["r", ["1"]],
    ]),
  ),
  clientIp: fc.constantFrom("10.1.2.3", "10.2.3.4", "192.0.2.1", "2001:db8::1"),
});

test("never claims what a request disproves", () => {
  fc.assert(
    fc.property(
      rule,
      rule,
      fc.array(request, { minLength: 20, maxLength: 20 }),
      (first, second, requests) => {
        const [a, b] = [tree(first), tree(second)];
        const [covered, overlapping] = [covers("http", a, b), overlap("http", a, b)];
        const matched = requests.map((facts) => [
          evaluateRequest(a, facts).matches,
          evaluateRequest(b, facts).matches,
        ]);
        if (covered.answer === "yes") expect(matched.filter(([inA, inB]) => inB && !inA)).toEqual([]);
        if (overlapping.answer === "no") expect(matched.filter(([inA, inB]) => inA && inB)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test("gives up on rules with too many alternatives, and says so", () => {
  const large = tree(
    Array.from(
      { length: 12 },
      (_, index) => `(Header(\`A${index}\`, \`1\`) || Header(\`B${index}\`, \`1\`))`,
    ).join(" && "),
  );
  expect(covers("http", large, large)).toEqual({ answer: "unknown" });
  expect(overlap("http", large, tree("Path(`/`)"))).toEqual({ answer: "unknown" });
});
