import { alternatives } from "../../traefik/rules/normal-form";
import { covers, overlap } from "../../traefik/rules/relation";
import type { RuleTree } from "../../traefik/rules/tree";
import { type Cluster, mapping, specOf, string } from "./cluster";
import { type Draft, draft } from "./finding";
import { entryPointsOf, type Route, routesOf } from "./routes";

/** Checks of routes against each other: which one answers where the rules of several fit. */
export function* conflictChecks(cluster: Cluster): Generator<Draft> {
  const budget = { comparisons: mostComparisons };
  for (const competitors of arenas(cluster).values()) yield* conflictsAmong(competitors, budget);
}

// --- internal ---

/** A route in one place where it competes. */
interface Competitor {
  readonly route: Route;
  readonly tree: RuleTree;
  readonly priority: number;
  /** Where it can be looked for: by the host and the beginning of the path of each of its alternatives. */
  readonly places: readonly Place[];
}

interface Place {
  /** `a.example`, `*.example`, or `*` where the rule does not say. */
  readonly host: string;
  readonly path: string;
}

/** Routes by where they compete: one entry point, with TLS or without, of one class. */
function arenas(cluster: Cluster): ReadonlyMap<string, readonly Competitor[]> {
  const found = new Map<string, Competitor[]>();
  for (const route of routesOf(cluster)) {
    const { tree, rule, isChild, kind, fields, matchers } = route;
    if (tree === undefined || rule === undefined || isChild || matchers.length > mostMatchers) continue;
    const places = placesOf(tree);
    if (places === undefined) continue;
    const given = fields.priority;
    const priority = typeof given === "number" && given !== 0 ? given : rule.priority;
    const competitor = { route, tree, priority, places };
    for (const arena of arenasOf(cluster, route)) {
      const key = `${kind} ${arena} ${classOf(route)}`;
      const list = found.get(key);
      if (list === undefined) found.set(key, [competitor]);
      else list.push(competitor);
    }
  }
  return found;
}

function arenasOf(cluster: Cluster, route: Route): string[] {
  const secured = route.tls !== undefined;
  if (cluster.traefik !== undefined) {
    return entryPointsOf(cluster, route).map(
      ({ name, tls }) => `${name} ${secured || tls !== undefined ? "TLS" : "plain"}`,
    );
  }
  // what the default entry points are, only values could tell
  return (route.entryPoints.length === 0 ? [""] : route.entryPoints).map(
    (name) => `${name} ${secured ? "TLS" : "plain"}`,
  );
}

export function classOf({ from }: Pick<Route, "from">): string {
  const annotations = mapping(mapping(from.object.metadata).annotations);
  return string(specOf(from).ingressClassName) ?? string(annotations["kubernetes.io/ingress.class"]) ?? "";
}

/** Characters of a path by which routes are found; all that they have in common is compared then. */
const longestPath = 200;

/** Of rules with more, nothing can be decided in a time that anybody waits. */
const mostMatchers = 100;

/** Undefined where a rule has so many alternatives that none of it can be compared. */
function placesOf(tree: RuleTree): readonly Place[] | undefined {
  const all = alternatives(tree);
  if (all === undefined) return undefined;
  const places = all.map((conjunction) => {
    const values = (...names: string[]) =>
      conjunction
        .filter(({ name, negated }) => !negated && names.includes(name))
        .map(({ values: [value = ""] }) => value);
    const paths = values("Path", "PathPrefix").sort((a, b) => b.length - a.length);
    const path = (paths[0] ?? "").slice(0, longestPath);
    return { host: values("Host", "HostSNI")[0]?.toLowerCase() ?? "*", path };
  });
  return [...new Map(places.map((place) => [`${place.host}\n${place.path}`, place])).values()];
}

/** Pairs of rules that are compared; a platform of a thousand services has a few thousand that meet at all. */
const mostComparisons = 10_000;

/** Routes at one place that a route is compared with; more differ in what can seldom be decided. */
const mostAtOnePlace = 100;

function* conflictsAmong(
  competitors: readonly Competitor[],
  budget: { comparisons: number },
): Generator<Draft> {
  const byPlace = new Map<string, Competitor[]>();
  const lengths = new Set<number>();
  for (const competitor of competitors) {
    for (const { host, path } of competitor.places) {
      const key = `${host}\n${path}`;
      lengths.add(path.length);
      const list = byPlace.get(key);
      if (list === undefined) byPlace.set(key, [competitor]);
      else list.push(competitor);
    }
  }
  const sorted = [...lengths].sort((a, b) => a - b);
  const order = new Map(competitors.map((competitor, index) => [competitor, index]));
  const paired = new Set<string>();
  const reported = new Set<Competitor>();
  for (const one of competitors) {
    for (const { host, path } of one.places) {
      for (const around of hostsAround(host)) {
        for (const length of sorted) {
          if (length > path.length) break;
          const others = byPlace.get(`${around}\n${path.slice(0, length)}`) ?? [];
          for (const other of others.slice(0, mostAtOnePlace)) {
            if (other.route === one.route) continue;
            const [a, b] = [order.get(one) ?? 0, order.get(other) ?? 0].sort((x, y) => x - y);
            const pair = `${a} ${b}`;
            if (paired.has(pair)) continue;
            paired.add(pair);
            if (budget.comparisons === 0) return;
            budget.comparisons -= 1;
            yield* between(one, other, reported);
          }
        }
      }
    }
  }
}

/** Hosts under which a rule may stand that also fits this one. */
function hostsAround(host: string): string[] {
  if (host === "*") return ["*"];
  const wildcard = `*${host.slice(host.indexOf("."))}`;
  return [...new Set([host, ...(host.includes(".") ? [wildcard] : []), "*"])];
}

function* between(one: Competitor, other: Competitor, reported: Set<Competitor>): Generator<Draft> {
  const kind = one.route.kind;
  if (one.priority === other.priority) {
    // two of one object with one rule are told by another check
    if (one.route.from === other.route.from && one.route.match === other.route.match) return;
    const order: readonly [Competitor, Competitor] = isBefore(one, other) ? [one, other] : [other, one];
    const [first, later] = order;
    if (reported.has(later) || overlap(kind, one.tree, other.tree).answer !== "yes") return;
    reported.add(later);
    yield draft("E8", later.route.from, [...later.route.path, "match"], {
      happens: `Requests fit both this rule and ${describe(first)}, and both have the priority ${one.priority}: which one answers differs between replicas and from one reload to the next.`,
      fix: "Give one of them a priority.",
    });
    return;
  }
  const [higher, lower] = one.priority > other.priority ? [one, other] : [other, one];
  if (reported.has(lower) || covers(kind, higher.tree, lower.tree).answer !== "yes") return;
  reported.add(lower);
  yield draft("E7", lower.route.from, [...lower.route.path, "match"], {
    happens: `All requests that fit this rule fit ${describe(higher)} too, which has the priority ${higher.priority} over ${lower.priority}: this route gets none.`,
    fix: "Give this route a higher priority, or remove it.",
  });
}

const isBefore = ({ route: a }: Competitor, { route: b }: Competitor): boolean =>
  a.from === b.from ? a.index < b.index : `${a.from.file} ${a.from.name}` <= `${b.from.file} ${b.from.name}`;

const describe = ({ route: { from, match } }: Competitor): string =>
  `${match.length > 80 ? `${match.slice(0, 77)}…` : match} of ${from.kind} ${from.namespace}/${from.name}`;
