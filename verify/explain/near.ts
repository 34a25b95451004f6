import { evaluateRequest, type RequestFacts } from "../rules/match";
import { formatMatcher, matchersOf, type RuleMatcher } from "../rules/tree";
import type { HttpRouter, TraefikModel } from "../traefik/model";
import type { EntryPoint } from "../traefik/static-configuration";
import { type Contender, summaryOf } from "./contenders";
import type { NearMiss } from "./explanation";
import { factsOf, type Travelling } from "./facts";

/** How many are shown: more are not near. */
const most = 3;

/** Routers that would match but do not take part, and those whose rule fails at the fewest matchers. */
export function nearMisses(
  model: TraefikModel,
  entryPoint: EntryPoint,
  contenders: readonly Contender[],
  request: Travelling,
): readonly NearMiss[] {
  const facts = factsOf(request);
  const taking = new Set(contenders.flatMap(({ router }) => (router === undefined ? [] : [router])));
  const absent = model.http
    .filter(
      (router) => !taking.has(router) && router.rule.ok && evaluateRequest(router.rule.tree, facts).matches,
    )
    .flatMap((router): NearMiss[] => {
      const because = whyAbsent(router, entryPoint, request.tls);
      return because.length === 0 ? [] : [{ router: summaryOf(router), because }];
    });
  return [...absent, ...failing(contenders, facts)].slice(0, most);
}

/** Routers that would have come before the one that answers, had their rule matched; those of the same host only. */
export const nearRivals = (
  contenders: readonly Contender[],
  priority: number,
  request: Travelling,
): readonly NearMiss[] => {
  const facts = factsOf(request);
  const higher = contenders.filter((contender) => contender.priority > priority);
  return failing(higher, facts, true).slice(0, most);
};

// --- internal ---

/** Those whose rules fail, at the fewest matchers first. */
const failing = (contenders: readonly Contender[], facts: RequestFacts, sameHost = false): NearMiss[] =>
  contenders
    .map((contender) => ({ contender, failed: evaluateRequest(contender.tree, facts).failed }))
    .filter(({ contender, failed }) => contender.router !== undefined && failed.length > 0)
    .filter(({ contender, failed }) => (sameHost ? !failed.some(isHost) : namesHost(contender, failed)))
    .sort((a, b) => a.failed.length - b.failed.length || b.contender.priority - a.contender.priority)
    .map(({ contender, failed }) => ({
      router: contender.summary(),
      because: failed.map((matcher) => `${formatMatcher(matcher)} does not match ${subject(matcher, facts)}`),
    }));

const isHost = ({ name }: RuleMatcher): boolean => name === "Host" || name === "HostRegexp";

/** A router of other hosts is no near miss, unless every rule is one of other hosts. */
function namesHost({ tree }: Contender, failed: readonly RuleMatcher[]): boolean {
  const others = matchersOf(tree).filter((matcher) => !isHost(matcher)).length;
  return !failed.some(isHost) || failed.every(isHost) || others === 0;
}

function whyAbsent(router: HttpRouter, entryPoint: EntryPoint, tls: boolean): string[] {
  const { state } = router;
  if (state.kind !== "enabled") return state.reasons.map(({ message }) => `is ${state.kind}: ${message}`);
  if (router.parents.length > 0) return [];
  const binding = router.bindings.find((one) => one.entryPoint.name === entryPoint.name);
  if (binding === undefined) {
    return [
      `is not at entry point ${entryPoint.name}, but at ${router.bindings.map((one) => one.entryPoint.name).join(", ")}`,
    ];
  }
  if (binding.tls !== tls) {
    return [
      tls
        ? "answers without TLS only: it has no tls, and neither has its entry point"
        : "answers over TLS only, because it has tls or its entry point has",
    ];
  }
  return binding.disabled.map(({ message }) => `is disabled: ${message}`);
}

function subject({ name, values: [key = ""] }: RuleMatcher, facts: RequestFacts): string {
  const shown = (given: readonly string[] | undefined): string =>
    given === undefined ? "which is not given" : given.map((value) => JSON.stringify(value)).join(", ");
  switch (name) {
    case "Host":
    case "HostRegexp":
      return `host ${facts.host || "(none)"}`;
    case "Method":
      return `method ${facts.method}`;
    case "Header":
    case "HeaderRegexp":
      return `header ${key}, ${shown(facts.headers.get(key) ?? [...facts.headers].find(([header]) => header.toLowerCase() === key.toLowerCase())?.[1])}`;
    case "Query":
    case "QueryRegexp":
      return `query ${key}, ${shown(facts.query.get(key))}`;
    case "ClientIP":
      return facts.clientIp === undefined ? "an address that is not given" : `address ${facts.clientIp}`;
    default:
      return `path ${facts.path}`;
  }
}
