import { contains, overlaps, parseBlock } from "../address";
import { canonicalHeader } from "./header";
import { matchesHostExpression, patternOf } from "./match";
import type { RuleMatcher } from "./tree";

/** What a matcher looks at; matchers of different subjects never exclude each other. */
export function subjectOf({ name, values }: RuleMatcher): string {
  switch (name) {
    case "Header":
    case "HeaderRegexp":
      return `header ${canonicalHeader(values[0] ?? "")}`;
    case "Query":
    case "QueryRegexp":
      return `query ${values[0]}`;
    case "Path":
    case "PathPrefix":
    case "PathRegexp":
      return "path";
    case "Host":
    case "HostRegexp":
    case "HostSNI":
    case "HostSNIRegexp":
      return "host";
    default:
      return name;
  }
}

/** Whether everything that fits `a` fits `b`; false also where that cannot be told. */
export function implies(a: RuleMatcher, b: RuleMatcher): boolean {
  if (!b.negated && isUniversal(b)) return true;
  if (subjectOf(a) !== subjectOf(b)) return false;
  if (a.negated && b.negated) return isPart(b, a);
  if (a.negated) return false;
  return b.negated ? areApart(a, b) : isPart(a, b);
}

/** Whether nothing fits both; false also where that cannot be told. */
export function excludes(a: RuleMatcher, b: RuleMatcher): boolean {
  if (isImpossible(a) || isImpossible(b)) return true;
  if (subjectOf(a) !== subjectOf(b)) return false;
  if (a.negated && b.negated) return false;
  if (a.negated) return isPart(b, a);
  return b.negated ? isPart(a, b) : areApart(a, b);
}

/** A matcher that every request fits. */
export function isUniversal({ name, values: [value = ""] }: RuleMatcher): boolean {
  switch (name) {
    case "Host":
    case "HostSNI":
      return value === "*";
    case "HostRegexp":
    case "HostSNIRegexp":
    case "PathRegexp":
      return [".*", ".+", "^.*$", "^.+$", "^.*", ".*$"].includes(value);
    case "PathPrefix":
      return value === "/";
    default:
      return false;
  }
}

/** A matcher that no request fits. */
export const isImpossible = (matcher: RuleMatcher): boolean => matcher.negated && isUniversal(matcher);

// --- internal ---

/** Whether everything that fits `a` fits `b`, negations left aside. */
function isPart(a: RuleMatcher, b: RuleMatcher): boolean {
  if (isUniversal(b)) return true;
  const [left = "", leftValue] = a.values;
  const [right = "", rightValue] = b.values;
  if (a.name === b.name && sameText(a, b)) return true;
  switch (b.name) {
    case "Host":
    case "HostSNI": {
      if (a.name !== "Host" && a.name !== "HostSNI") return false;
      const [host, wanted] = [withoutDot(left), withoutDot(right)];
      return host === wanted || (!host.startsWith("*") && matchesHostExpression(host, wanted));
    }
    case "HostRegexp":
    case "HostSNIRegexp":
      return (
        (a.name === "Host" || a.name === "HostSNI") &&
        !left.startsWith("*") &&
        patternOf(right).matches(withoutDot(left))
      );
    case "PathPrefix":
      return (a.name === "Path" || a.name === "PathPrefix") && left.startsWith(right);
    case "PathRegexp":
      return a.name === "Path" && patternOf(right).matches(left);
    case "Method":
      return left.toUpperCase() === right.toUpperCase();
    case "Header":
      return false;
    case "HeaderRegexp":
      return a.name === "Header" && patternOf(rightValue ?? "").matches(leftValue ?? "");
    case "Query":
      return a.name === "Query" && (leftValue ?? "") === (rightValue ?? "");
    case "QueryRegexp":
      return (
        a.name === "Query" &&
        (rightValue === undefined ? (leftValue ?? "") === "" : patternOf(rightValue).matches(leftValue ?? ""))
      );
    case "ClientIP": {
      const [inner, outer] = [parseBlock(left), parseBlock(right)];
      return inner !== undefined && outer !== undefined && contains(outer, inner);
    }
    default:
      return false;
  }
}

/** Whether nothing fits both, negations left aside. A header, a query or ALPN may have several values at once. */
function areApart(a: RuleMatcher, b: RuleMatcher): boolean {
  const [left = "", right = ""] = [a.values[0], b.values[0]];
  switch (subjectOf(a)) {
    case "host":
      return hostsApart(a, b);
    case "path":
      return pathsApart(a, b);
    case "Method":
      return left.toUpperCase() !== right.toUpperCase();
    case "ClientIP": {
      const [one, other] = [parseBlock(left), parseBlock(right)];
      return one !== undefined && other !== undefined && !overlaps(one, other);
    }
    default:
      return false;
  }
}

function hostsApart(a: RuleMatcher, b: RuleMatcher): boolean {
  const isHost = ({ name }: RuleMatcher): boolean => name === "Host" || name === "HostSNI";
  if (isUniversal(a) || isUniversal(b)) return false;
  if (isHost(a) && isHost(b)) {
    const [one, other] = [withoutDot(a.values[0] ?? ""), withoutDot(b.values[0] ?? "")];
    if (one.startsWith("*") && other.startsWith("*")) return one !== other;
    return one.startsWith("*") ? !matchesHostExpression(other, one) : !matchesHostExpression(one, other);
  }
  const [host, pattern] = isHost(a) ? [a, b] : [b, a];
  const name = host.values[0] ?? "";
  if (!isHost(host) || isHost(pattern) || name.startsWith("*")) return false;
  const { matches } = patternOf(pattern.values[0] ?? "");
  // a name may be asked for with a dot at its end
  return !matches(withoutDot(name)) && !matches(`${withoutDot(name)}.`) && !matches("");
}

function pathsApart(a: RuleMatcher, b: RuleMatcher): boolean {
  if (a.name === "PathRegexp" || b.name === "PathRegexp") {
    const [pattern, other] = a.name === "PathRegexp" ? [a, b] : [b, a];
    return other.name === "Path" && !patternOf(pattern.values[0] ?? "").matches(other.values[0] ?? "");
  }
  const [left = "", right = ""] = [a.values[0], b.values[0]];
  if (a.name === "Path" && b.name === "Path") return left !== right;
  if (a.name === "Path") return !left.startsWith(right);
  if (b.name === "Path") return !right.startsWith(left);
  return !left.startsWith(right) && !right.startsWith(left);
}

const withoutDot = (host: string): string => host.toLowerCase().replace(/\.$/, "");

const sameText = (a: RuleMatcher, b: RuleMatcher): boolean => {
  const values = ({ name, values: [first = "", ...rest] }: RuleMatcher): readonly string[] => {
    if (name === "Host" || name === "HostSNI") return [withoutDot(first)];
    if (name === "Method") return [first.toUpperCase()];
    if (name === "Header" || name === "HeaderRegexp") return [canonicalHeader(first), ...rest];
    return [first, rest[0] ?? ""];
  };
  return values(a).join("\0") === values(b).join("\0");
};
