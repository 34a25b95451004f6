import { hostsOf } from "../../traefik/rules/parse";
import type { RuleTree } from "../../traefik/rules/tree";
import type { HttpRouter, TraefikModel } from "../../verify/traefik/model";

/** The model with those HTTP routers only that may matter to a request for this host. */
export type ModelFor = (host: string) => TraefikModel;

/** Sorts routers out by host once, so that following one request does not mean going through all of them. */
export function modelsByHost(model: TraefikModel): ModelFor {
  const places = new Map<HttpRouter, number>(model.http.map((router, place) => [router, place]));
  const named = new Map<string, HttpRouter[]>();
  const forAny: HttpRouter[] = [];
  for (const router of model.http) {
    const hosts = router.rule.ok ? onlyHosts(router.rule.tree) : undefined;
    if (!router.rule.ok || hosts === undefined) {
      forAny.push(router);
      continue;
    }
    // also those that a rule excludes decide about TLS options
    for (const host of new Set([...hosts, ...hostsOf(router.rule.tree, "Host")])) {
      const others = named.get(host);
      if (others === undefined) named.set(host, [router]);
      else others.push(router);
    }
  }
  const models = new Map<string, TraefikModel>();
  return (host) => {
    const known = models.get(host);
    if (known !== undefined) return known;
    const http = [...forAny, ...(named.get(host) ?? [])].sort(
      (a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0),
    );
    const one = { ...model, http };
    models.set(host, one);
    return one;
  };
}

// --- internal ---

/** Hosts outside of which nothing fits the rule, in small letters; undefined where any may. */
function onlyHosts(tree: RuleTree): ReadonlySet<string> | undefined {
  switch (tree.kind) {
    case "matcher": {
      if (tree.name !== "Host" || tree.negated || tree.values.some((host) => host.includes("*")))
        return undefined;
      // a host may be written with the dot at its end, and asked for without
      return new Set(
        tree.values.flatMap((host) => [host.toLowerCase(), host.toLowerCase().replace(/\.$/, "")]),
      );
    }
    case "and":
      return tree.operands.map(onlyHosts).find((hosts) => hosts !== undefined);
    case "or": {
      const operands = tree.operands.map(onlyHosts);
      if (operands.some((hosts) => hosts === undefined)) return undefined;
      return new Set(operands.flatMap((hosts) => [...(hosts ?? [])]));
    }
    default:
      return tree satisfies never;
  }
}
