import { isUniversal } from "../../traefik/rules/literal";
import { evaluateRequest, type RequestFacts } from "../../traefik/rules/match";
import { formatMatcher, matchersOf, type RuleMatcher, type RuleTree } from "../../traefik/rules/tree";
import type { HttpRouter, TraefikModel } from "../traefik/model";
import type { EntryPoint } from "../traefik/static-configuration";
import { type Contender, summaryOf } from "./contenders";
import type { NearMiss } from "./explanation";
import { factsOf, type Travelling } from "./facts";

/** How many are shown: more are not near. */
const most = 3;

/**
 * Of the host that is asked for: routers that would match but do not take part, and those whose rule fails at the
 * fewest matchers. Where there are none of that host, the nearest of the others.
 */
export function nearMisses(
  model: TraefikModel,
  entryPoint: EntryPoint,
  contenders: readonly Contender[],
  request: Travelling,
): readonly NearMiss[] {
  const facts = factsOf(request);
  const taking = new Set(contenders.flatMap(({ router }) => (router === undefined ? [] : [router])));
  const absent = model.http.flatMap((router): (NearMiss & { readonly ofHost: boolean })[] => {
    const { rule } = router;
    if (taking.has(router) || !rule.ok || !evaluateRequest(rule.tree, facts).matches) return [];
    const because = whyAbsent(router, entryPoint, request.tls);
    const ofHost = namesHost(rule.tree);
    return because.length === 0 ? [] : [{ router: summaryOf(router), because, ofHost }];
  });
  const misses = (ofHost: boolean): NearMiss[] =>
    absent.filter((one) => one.ofHost === ofHost).map(({ router, because }) => ({ router, because }));
  const ofHosts = (named: boolean): readonly Contender[] =>
    contenders.filter(({ tree }) => namesHost(tree) === named);
  const groups = [
    () => [...misses(true), ...failing(ofHosts(true), facts, (failed) => !failed.some(isHost))],
    () => [...misses(false), ...failing(ofHosts(false), facts, () => true)],
    () => failing(contenders, facts, (failed) => failed.every(isHost)),
  ];
  for (const group of groups) {
    const found = group();
    if (found.length > 0) return found.slice(0, most);
  }
  return [];
}

/** Routers that would have come before the one that answers, had their rule matched; those of the same host only. */
export const nearRivals = (
  contenders: readonly Contender[],
  priority: number,
  request: Travelling,
): readonly NearMiss[] => {
  const facts = factsOf(request);
  const higher = contenders.filter((contender) => contender.priority > priority);
  return failing(higher, facts, (failed) => !failed.some(isHost)).slice(0, most);
};

// --- internal ---

/** Those whose rules fail at matchers of the wanted kind, at the fewest first. */
const failing = (
  contenders: readonly Contender[],
  facts: RequestFacts,
  isWanted: (failed: readonly RuleMatcher[]) => boolean,
): NearMiss[] =>
  contenders
    .map((contender) => ({ contender, failed: evaluateRequest(contender.tree, facts).failed }))
    .filter(
      ({ contender, failed }) => contender.router !== undefined && failed.length > 0 && isWanted(failed),
    )
    .sort((a, b) => a.failed.length - b.failed.length || b.contender.priority - a.contender.priority)
    .slice(0, most)
    .map(({ contender, failed }) => ({
      router: contender.summary(),
      because: failed.map((matcher) => `${formatMatcher(matcher)} does not match ${subject(matcher, facts)}`),
    }));

const namesHost = (tree: RuleTree): boolean =>
  matchersOf(tree).some((matcher) => isHost(matcher) && !isUniversal(matcher));

const isHost = ({ name }: RuleMatcher): boolean => name === "Host" || name === "HostRegexp";

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
