import { hostsOf } from "../../traefik/rules/parse";
import type { RuleTree } from "../../traefik/rules/tree";
import type { Input } from "../../verify/input/input";
import type { HttpRouter, TraefikModel } from "../../verify/traefik/model";
import { certificatesFor } from "./certificates";

/** What may matter to a request for one host. */
export interface HostView {
  readonly model: TraefikModel;
  /** With the objects that decide about certificates only. */
  readonly input: Input;
}

/** Sorts everything out by host once, so that following one request does not mean going through all of it. */
export function viewsByHost(model: TraefikModel, input: Input): (host: string) => HostView {
  const routersFor = routersByHost(model.http);
  const tlsFor = certificatesFor(model.tls, input);
  const views = new Map<string, HostView>();
  return (host) => {
    const known = views.get(host);
    if (known !== undefined) return known;
    const { tls, objects } = tlsFor(host);
    const view = { model: { ...model, http: routersFor(host), tls }, input: { ...input, objects } };
    views.set(host, view);
    return view;
  };
}

// --- internal ---

function routersByHost(routers: readonly HttpRouter[]): (host: string) => readonly HttpRouter[] {
  const places = new Map(routers.map((router, place) => [router, place]));
  const named = new Map<string, HttpRouter[]>();
  const forAny: HttpRouter[] = [];
  for (const router of routers) {
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
  return (host) =>
    [...forAny, ...(named.get(host) ?? [])].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

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
