import { type ParsedRule, parseRule } from "../../traefik/rules/parse";
import { matchersOf, type RuleMatcher, type RuleTree } from "../../traefik/rules/tree";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { type Cluster, mapping, mappings, specOf, string, strings, traefikIo } from "./cluster";
import type { EntryPoint } from "./settings";

/** One rule of an IngressRoute or IngressRouteTCP, with what its object says for all of them. */
export interface Route {
  readonly from: LocatedObject;
  readonly index: number;
  /** Of the rule within the object. */
  readonly path: Path;
  readonly kind: "http" | "tcp";
  readonly fields: Readonly<Record<string, unknown>>;
  /** Empty where there is none. */
  readonly match: string;
  /** Undefined where the rule is in the syntax of Traefik 2, by its own word. */
  readonly rule: ParsedRule | undefined;
  readonly tree: RuleTree | undefined;
  readonly matchers: readonly RuleMatcher[];
  /** As the object names them; empty where it names none. */
  readonly entryPoints: readonly string[];
  /** Undefined where the object has no `tls`. */
  readonly tls: Readonly<Record<string, unknown>> | undefined;
  /** Whether it hangs below another route, which has the rest. */
  readonly isChild: boolean;
}

const known = new WeakMap<Cluster, readonly Route[]>();

/** Every rule of the input, read once. */
export function routesOf(cluster: Cluster): readonly Route[] {
  const read = known.get(cluster) ?? [
    ...cluster.all(traefikIo("IngressRoute")).flatMap((from) => routesIn(from, "http")),
    ...cluster.all(traefikIo("IngressRouteTCP")).flatMap((from) => routesIn(from, "tcp")),
  ];
  known.set(cluster, read);
  return read;
}

/** Hosts that a rule names, in small letters; negated ones and expressions are left out. */
export const hostsOf = ({ matchers }: Route): readonly string[] =>
  matchers
    .filter(({ name, negated }) => !negated && (name === "Host" || name === "HostSNI"))
    .flatMap(({ values }) => values.map((value) => value.toLowerCase().replace(/\.$/, "")));

/** The entry points that a route is bound to, where Traefik's settings are known. */
export function entryPointsOf({ traefik }: Cluster, { entryPoints }: Route): readonly EntryPoint[] {
  if (traefik === undefined) return [];
  const all = [...traefik.entryPoints.values()];
  if (entryPoints.length > 0) return all.filter(({ name }) => entryPoints.includes(name));
  const streams = all.filter(({ protocol }) => protocol === "tcp");
  const byDefault = streams.filter(({ asDefault }) => asDefault);
  return byDefault.length > 0 ? byDefault : streams.filter(({ name }) => name !== "traefik");
}

/** Whether a route answers TLS connections: it asks for TLS, or every entry point of it has it. */
export function hasTls(cluster: Cluster, route: Route): boolean {
  if (route.tls !== undefined) return true;
  const bound = entryPointsOf(cluster, route);
  return bound.length > 0 && bound.every(({ tls }) => tls !== undefined);
}

// --- internal ---

function routesIn(from: LocatedObject, kind: Route["kind"]): Route[] {
  const spec = specOf(from);
  const entryPoints = strings(spec.entryPoints);
  const tls = spec.tls === undefined || spec.tls === null ? undefined : mapping(spec.tls);
  const isChild = mappings(spec.parentRefs).length > 0;
  return mappings(spec.routes).map(({ item, index }) => {
    const match = string(item.match) ?? "";
    const rule = item.syntax === "v2" ? undefined : parseRule(kind, match);
    const tree = rule?.ok === true ? rule.tree : undefined;
    return {
      from,
      index,
      path: ["spec", "routes", index],
      kind,
      fields: item,
      match,
      rule,
      tree,
      matchers: tree === undefined ? [] : matchersOf(tree),
      entryPoints,
      tls,
      isChild,
    };
  });
}
