import { isInBlock } from "../address";
import { compilePattern, type Pattern } from "../regexp";
import { canonicalHeader } from "./header";
import type { RuleMatcher, RuleTree } from "./tree";

/** What rules see of a request. */
export interface RequestFacts {
  /** Host without its port, in small letters; empty where the request names none. */
  readonly host: string;
  readonly method: string;
  /** As Traefik routes it: cleaned, and decoded but for reserved characters. */
  readonly path: string;
  /** Values by canonical name, `X-Canary`. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Address that the connection comes from; undefined: no rule about addresses matches. */
  readonly clientIp?: string;
}

/** What rules see of a connection. */
export interface ConnectionFacts {
  /** Name that the client asks for, in small letters; empty without TLS. */
  readonly serverName: string;
  readonly alpn: readonly string[];
  readonly clientIp?: string;
}

export interface Evaluation {
  readonly matches: boolean;
  /** The matchers that stand in the way; empty where the rule matches. */
  readonly failed: readonly RuleMatcher[];
}

/** Whether a rule matches a request, as Traefik v3.7 decides it (pkg/muxer/http). */
export const evaluateRequest = (tree: RuleTree, facts: RequestFacts): Evaluation =>
  evaluate(tree, (matcher) => matchesRequest(matcher, facts));

/** Whether a rule of TCP matches a connection (pkg/muxer/tcp). */
export const evaluateConnection = (tree: RuleTree, facts: ConnectionFacts): Evaluation =>
  evaluate(tree, (matcher) => matchesConnection(matcher, facts));

/** Whether a host or server name, in small letters, is one that `expression` stands for: itself, or `*.` one label. */
export function matchesHostExpression(host: string, expression: string): boolean {
  const wanted = expression.toLowerCase();
  if (!wanted.startsWith("*")) return host === wanted;
  const dot = host.indexOf(".");
  return wanted === (dot < 0 ? "*" : `*${host.slice(dot)}`);
}

/** The pattern of a matcher whose rule was read, and so is known to compile. */
export function patternOf(source: string): Pattern {
  const compiled = compilePattern(source);
  if (!compiled.ok) throw new Error(`the rule was not checked: ${compiled.message}`);
  return compiled.pattern;
}

// --- internal ---

function evaluate(tree: RuleTree, holds: (matcher: RuleMatcher) => boolean): Evaluation {
  if (tree.kind === "matcher") {
    const matches = holds(tree) !== tree.negated;
    return { matches, failed: matches ? [] : [tree] };
  }
  const failed: RuleMatcher[] = [];
  for (const operand of tree.operands) {
    const result = evaluate(operand, holds);
    if (tree.kind === "or" && result.matches) return result;
    for (const matcher of result.failed) failed.push(matcher);
  }
  return { matches: tree.kind === "and" && failed.length === 0, failed };
}

function matchesRequest({ name, values }: RuleMatcher, facts: RequestFacts): boolean {
  const [first = "", second] = values;
  switch (name) {
    case "Host":
      return matchesHost(facts.host, first);
    case "HostRegexp":
      // the second is the name that CNAMEs lead to, which is empty unless Traefik is told to look
      return patternOf(first).matches(facts.host) || patternOf(first).matches("");
    case "Path":
      return facts.path === first;
    case "PathPrefix":
      return facts.path.startsWith(first);
    case "PathRegexp":
      return patternOf(first).matches(facts.path);
    case "Method":
      return facts.method === first.toUpperCase();
    case "Header":
      return facts.headers.get(canonicalHeader(first))?.includes(second ?? "") ?? false;
    case "HeaderRegexp":
      return facts.headers.get(canonicalHeader(first))?.some(patternOf(second ?? "").matches) ?? false;
    case "Query":
      return facts.query.get(first)?.includes(second ?? "") ?? false;
    case "QueryRegexp":
      return second === undefined
        ? (facts.query.get(first)?.includes("") ?? false)
        : (facts.query.get(first)?.some(patternOf(second).matches) ?? false);
    case "ClientIP":
      return matchesAddress(facts.clientIp, first);
    default:
      throw new Error(`no matcher ${name}`);
  }
}

function matchesConnection({ name, values }: RuleMatcher, facts: ConnectionFacts): boolean {
  const [first = ""] = values;
  switch (name) {
    case "HostSNI":
      if (first === "*") return true;
      return facts.serverName !== "" && matchesHostExpression(facts.serverName, first.replace(/\.$/, ""));
    case "HostSNIRegexp":
      return patternOf(first).matches(facts.serverName);
    case "ALPN":
      return facts.alpn.includes(first);
    case "ClientIP":
      return matchesAddress(facts.clientIp, first);
    default:
      throw new Error(`no matcher ${name}`);
  }
}

/** A dot at the end of either is forgiven. */
function matchesHost(host: string, expression: string): boolean {
  if (expression === "*") return true;
  if (host === "") return false;
  if (matchesHostExpression(host, expression)) return true;
  if (expression.endsWith(".") && matchesHostExpression(host, expression.slice(0, -1))) return true;
  return host.endsWith(".") && matchesHostExpression(host.slice(0, -1), expression);
}

const matchesAddress = (clientIp: string | undefined, block: string): boolean =>
  clientIp !== undefined && isInBlock(clientIp, block);
