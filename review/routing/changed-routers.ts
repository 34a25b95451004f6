import { hostsOf } from "../../traefik/rules/parse";
import type { Input } from "../../verify/input/input";
import type { TraefikModel } from "../../verify/traefik/model";
import { byCodeUnits } from "../differences/value";
import { certificatesFor } from "./certificates";
import { type AnyRouter, signaturesOf } from "./signature";

/** Routers whose requests may meet something else, on one side. */
export interface AffectedRouters {
  /** Those that are not the same on the other side. */
  readonly changed: readonly AnyRouter[];
  /** Those that compete with one that changed, for the same hosts or for any. */
  readonly beside: readonly AnyRouter[];
  /** Others that answer over TLS, for whose hosts other certificates are at hand. */
  readonly certified: readonly AnyRouter[];
}

interface Seen {
  readonly model: TraefikModel;
  readonly input: Input;
}

/** Compares the routers of two models. Both lists are sorted by the routers' names. */
export function affectedRouters(
  base: Seen,
  head: Seen,
): { readonly base: AffectedRouters; readonly head: AffectedRouters } {
  const [before, after] = [signaturesOf(base.model), signaturesOf(head.model)];
  const changed = { base: without(before, after), head: without(after, before) };
  const all = [...changed.base, ...changed.head];
  const hosts = new Set(all.flatMap(hostsIn));
  const isForAll = all.some(isForAnyHost);
  const [tlsBefore, tlsAfter] = [base, head].map(({ model, input }) => certificatesFor(model.tls, input));
  const isCertifiedOtherwise = (router: AnyRouter): boolean =>
    hasTls(router) && namesOf(router).some((host) => tlsBefore?.(host).text !== tlsAfter?.(host).text);
  const rest = (
    signatures: ReadonlyMap<AnyRouter, string>,
    own: readonly AnyRouter[],
  ): Omit<AffectedRouters, "changed"> => {
    const known = new Set(own);
    const others = sorted([...signatures.keys()].filter((router) => !known.has(router)));
    const isBeside = (router: AnyRouter): boolean =>
      router.kind !== "udp" &&
      (isForAll || (isForAnyHost(router) ? hosts.size > 0 : hostsIn(router).some((host) => hosts.has(host))));
    return {
      beside: others.filter(isBeside),
      certified: others.filter((router) => !isBeside(router) && isCertifiedOtherwise(router)),
    };
  };
  return {
    base: { changed: changed.base, ...rest(before, changed.base) },
    head: { changed: changed.head, ...rest(after, changed.head) },
  };
}

/** Hosts that a router's rule names, in small letters; empty where it is for any. */
export const hostsIn = (router: AnyRouter): readonly string[] =>
  router.kind === "udp" || !router.rule.ok
    ? []
    : hostsOf(router.rule.tree, router.kind === "http" ? "Host" : "HostSNI");

/** Whether two routers may get the same request, as far as their hosts say. */
export const mayMeet = (one: AnyRouter, other: AnyRouter): boolean =>
  one.kind === other.kind &&
  one.kind !== "udp" &&
  one.name !== other.name &&
  (isForAnyHost(one) || isForAnyHost(other) || hostsIn(one).some((host) => hostsIn(other).includes(host)));

// --- internal ---

/** Names that a client may ask for; what is made up stands for any. */
const namesOf = (router: AnyRouter): readonly string[] => {
  const hosts = hostsIn(router);
  return hosts.length > 0 ? hosts.map((host) => host.replace(/^\*/, "slipway-any")) : ["slipway.invalid"];
};

const hasTls = (router: AnyRouter): boolean =>
  router.kind === "http"
    ? router.bindings.some(({ tls }) => tls)
    : router.kind === "tcp" && router.tls !== undefined && !router.tls.passthrough;

const isForAnyHost = (router: AnyRouter): boolean =>
  router.kind !== "udp" && router.rule.ok && hostsIn(router).every((host) => host.includes("*"));

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
