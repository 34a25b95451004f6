import { hostsOf } from "../../traefik/rules/parse";
import { matchersOf } from "../../traefik/rules/tree";
import type { TraefikModel } from "../../verify/traefik/model";
import { byCodeUnits } from "../differences/value";
import { type AnyRouter, signaturesOf } from "./signature";

/** Routers whose requests may meet something else, on one side. */
export interface AffectedRouters {
  /** Those that are not the same on the other side. */
  readonly changed: readonly AnyRouter[];
  /** Those that compete with one that changed, for the same hosts. */
  readonly beside: readonly AnyRouter[];
}

/** Compares the routers of two models. Both lists are sorted by the routers' names. */
export function affectedRouters(
  base: TraefikModel,
  head: TraefikModel,
): { readonly base: AffectedRouters; readonly head: AffectedRouters } {
  const [before, after] = [signaturesOf(base), signaturesOf(head)];
  const changed = { base: without(before, after), head: without(after, before) };
  const hosts = new Set([...changed.base, ...changed.head].flatMap(hostsIn));
  const beside = (signatures: ReadonlyMap<AnyRouter, string>, own: readonly AnyRouter[]): AnyRouter[] => {
    const known = new Set(own);
    return sorted(
      [...signatures.keys()].filter((router) => {
        if (known.has(router) || router.kind === "udp") return false;
        return isForAnyHost(router) ? hosts.size > 0 : hostsIn(router).some((host) => hosts.has(host));
      }),
    );
  };
  return {
    base: { changed: changed.base, beside: beside(before, changed.base) },
    head: { changed: changed.head, beside: beside(after, changed.head) },
  };
}

/** Hosts that a router's rule names, in small letters; empty where it is for any. */
export const hostsIn = (router: AnyRouter): readonly string[] =>
  router.kind === "udp" || !router.rule.ok
    ? []
    : hostsOf(router.rule.tree, router.kind === "http" ? "Host" : "HostSNI");

// --- internal ---

const isForAnyHost = (router: AnyRouter): boolean =>
  router.kind !== "udp" &&
  router.rule.ok &&
  !matchersOf(router.rule.tree).some(({ name }) => name.startsWith("Host"));

function without(
  these: ReadonlyMap<AnyRouter, string>,
  those: ReadonlyMap<AnyRouter, string>,
): readonly AnyRouter[] {
  const others = new Map<string, Set<string>>();
  for (const [router, signature] of those) {
    const key = `${router.kind} ${router.name}`;
    const known = others.get(key);
    if (known === undefined) others.set(key, new Set([signature]));
    else known.add(signature);
  }
  return sorted(
    [...these].flatMap(([router, signature]) =>
      others.get(`${router.kind} ${router.name}`)?.has(signature) === true ? [] : [router],
    ),
  );
}

const sorted = (routers: readonly AnyRouter[]): AnyRouter[] =>
  [...routers].sort((a, b) => byCodeUnits(a.kind, b.kind) || byCodeUnits(a.name, b.name));
