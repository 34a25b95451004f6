import { configurationAddress } from "../plan/address";
import { attribute, hasUnknown, same } from "../plan/attribute";
import { type Plan, type PlanChange, Unknown } from "../plan/change";

/** Who depends on what, read from a plan once. */
export interface Reach {
  /** Addresses of all resources that depend on one, directly or not, sorted. */
  readonly reachable: (address: string) => readonly string[];
  /**
   * Addresses of those that the change of one touches in this plan, sorted: they refer to an attribute that is unknown
   * or changes, directly or through others that are replaced themselves.
   */
  readonly hot: (address: string) => readonly string[];
  /** What is directly between them: each pair leads from the one that is referred to. */
  readonly hotEdges: (address: string) => readonly { readonly from: string; readonly to: string }[];
}

/** The part of a graph that fits into a drawing. */
export interface HotGraph {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** How many nodes did not fit. */
  readonly left: number;
}

export function reachOf(plan: Plan): Reach {
  const changes = new Map<string, PlanChange[]>();
  for (const change of plan.changes) {
    if (change.deposed !== undefined) continue;
    const key = configurationAddress(change.address);
    changes.set(key, [...(changes.get(key) ?? []), change]);
  }
  const dependents = new Map<string, Dependent[]>();
  for (const [from, references] of plan.references) {
    for (const reference of references) {
      const target = targetOf(configurationAddress(reference), changes);
      const self = configurationAddress(from);
      if (target === undefined || target.key === self) continue;
      dependents.set(target.key, [...(dependents.get(target.key) ?? []), { key: self, path: target.path }]);
    }
  }

  const addressesOf = (keys: Iterable<string>, own: string): readonly string[] =>
    [...keys]
      .filter((key) => key !== own)
      .flatMap((key) => (changes.get(key) ?? []).map(({ address }) => address))
      .sort();

  const walk = (start: string, follow: (from: string, dependent: Dependent) => boolean): Set<string> => {
    const seen = new Set([start]);
    const queue = [start];
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (const dependent of dependents.get(from) ?? []) {
        if (seen.has(dependent.key) || !follow(from, dependent)) continue;
        seen.add(dependent.key);
        queue.push(dependent.key);
      }
    }
    return seen;
  };

  const isHot = (from: string, { key, path }: Dependent): boolean =>
    (changes.get(from) ?? []).some((change) => moves(change, path)) &&
    (changes.get(key) ?? []).some(({ action }) => action !== "no-op" && action !== "read");

  // whoever is only changed in place hands nothing on
  const hotFrom = (start: string) =>
    walk(start, (from, dependent) => (from === start || isNew(changes.get(from))) && isHot(from, dependent));

  return {
    reachable: (address) => {
      const own = configurationAddress(address);
      return addressesOf(
        walk(own, () => true),
        own,
      );
    },
    hot: (address) => {
      const own = configurationAddress(address);
      return addressesOf(hotFrom(own), own);
    },
    hotEdges: (address) => {
      const own = configurationAddress(address);
      const within = hotFrom(own);
      const edges = [...within].flatMap((from) =>
        from !== own && !isNew(changes.get(from))
          ? []
          : (dependents.get(from) ?? [])
              .filter((dependent) => within.has(dependent.key) && isHot(from, dependent))
              .map(({ key }) => ({ from, to: key })),
      );
      return unique(edges);
    },
  };
}

/** What a change touches, at most `most` nodes of it, those nearest to the change first. */
export function hotGraph(plan: Plan, address: string, most = 25): HotGraph {
  const reach = reachOf(plan);
  const edges = reach.hotEdges(address);
  const start = configurationAddress(address);
  const nodes = new Set([start]);
  for (const node of nodes) for (const { from, to } of edges) if (from === node) nodes.add(to);
  const kept = new Set([...nodes].slice(0, most));
  return {
    nodes: [...kept],
    edges: edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    left: nodes.size - kept.size,
  };
}

// --- internal ---

interface Dependent {
  readonly key: string;
  /** Attribute that is referred to; empty where it is the whole resource. */
  readonly path: string;
}

/** The resource that a reference names, and the attribute of it. */
function targetOf(
  reference: string,
  changes: ReadonlyMap<string, unknown>,
): { readonly key: string; readonly path: string } | undefined {
  const steps = reference.split(".");
  for (let length = steps.length; length >= 2; length--) {
    const key = steps.slice(0, length).join(".");
    if (changes.has(key)) return { key, path: steps.slice(length).join(".") };
  }
  return undefined;
}

/** Whether an attribute is unknown or another one after the change. */
function moves(change: PlanChange, path: string): boolean {
  if (change.action === "no-op" || change.action === "read" || path === "") return false;
  const after = attribute(change.after, path);
  if (after instanceof Unknown || hasUnknown(after)) return true;
  return !same(attribute(change.before, path), after);
}

const isNew = (changes: readonly PlanChange[] | undefined): boolean =>
  (changes ?? []).some(({ action }) =>
    ["create", "replace-delete-first", "replace-create-first", "delete"].includes(action),
  );

const unique = (edges: readonly { readonly from: string; readonly to: string }[]) =>
  [...new Map(edges.map((item) => [`${item.from}\n${item.to}`, item])).values()].sort((one, other) =>
    `${one.from}\n${one.to}` < `${other.from}\n${other.to}` ? -1 : 1,
  );
