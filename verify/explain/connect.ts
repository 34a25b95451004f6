import { type ConnectionFacts, evaluateConnection, matchesHostExpression } from "../../traefik/rules/match";
import { hostsOf, isCatchAll } from "../../traefik/rules/parse";
import type { TcpRouter, TraefikModel } from "../traefik/model";
import type { EntryPoint } from "../traefik/static-configuration";
import type { ExplainedRequest } from "./request";

/** What an entry point does with a connection before it is known to be HTTP. */
export type Connection =
  /** HTTP routers decide; with TLS, under options that the server name chose. */
  | { readonly kind: "http"; readonly options?: string }
  | { readonly kind: "tcp"; readonly router: TcpRouter; readonly tied: readonly TcpRouter[] }
  | { readonly kind: "closed"; readonly reason: string };

/** Decides as Traefik's TCP router (pkg/server/router/tcp): names of HTTPS come first, catch-alls last. */
export function connect(model: TraefikModel, entryPoint: EntryPoint, request: ExplainedRequest): Connection {
  const facts: ConnectionFacts = {
    serverName: request.serverName,
    alpn: request.alpn,
    ...(request.clientIp !== undefined && { clientIp: request.clientIp }),
  };
  const routers = model.tcp.filter(
    (router) =>
      router.state.kind !== "dropped" && router.entryPoints.some(({ name }) => name === entryPoint.name),
  );
  const isTls = request.scheme === "https" || request.scheme === "tls";
  if (!isTls) {
    const plain = bestOf(
      routers.filter(({ tls }) => tls === undefined),
      facts,
      true,
    );
    return plain ?? { kind: "http" };
  }
  const https = httpsOptions(model, entryPoint, request.serverName);
  if (https !== undefined && !https.catchAll) return https.connection;
  const encrypted = routers.filter(({ tls }) => tls !== undefined);
  const named = bestOf(encrypted, facts, false);
  if (named !== undefined) return named;
  if (https !== undefined) return https.connection;
  return bestOf(encrypted, facts, true) ?? { kind: "http", options: "default" };
}

/** Names that HTTPS routers of an entry point ask for, and the TLS options of each. */
export function httpsHosts(
  model: TraefikModel,
  entryPoint: EntryPoint,
): ReadonlyMap<string, string | undefined> {
  const hosts = new Map<string, string | undefined>();
  for (const { rule, bindings, state } of model.http) {
    if (!rule.ok || state.kind === "dropped") continue;
    for (const binding of bindings) {
      if (binding.entryPoint.name !== entryPoint.name || binding.options === undefined) continue;
      const { applied } = binding.options;
      const known = model.tls.options.has(applied) ? applied : undefined;
      const named = hostsOf(rule.tree, "Host");
      if (named.length === 0) hosts.set("*", "default");
      for (const host of named) if (/^(\*\.)?[\w.\-:]+$|^\*$/.test(host)) hosts.set(host, known);
    }
  }
  return hosts;
}

// --- internal ---

interface HttpsChoice {
  readonly catchAll: boolean;
  readonly connection: Connection;
}

/** The longest name that fits decides. */
function httpsOptions(
  model: TraefikModel,
  entryPoint: EntryPoint,
  serverName: string,
): HttpsChoice | undefined {
  const hosts = httpsHosts(model, entryPoint);
  const fitting = [...hosts.keys()]
    .filter(
      (host) =>
        host !== "*" && serverName !== "" && matchesHostExpression(serverName, host.replace(/\.$/, "")),
    )
    .sort((a, b) => b.length - a.length);
  const [host] = fitting.length > 0 ? fitting : hosts.has("*") ? ["*"] : [];
  if (host === undefined) return undefined;
  const options = hosts.get(host);
  const connection: Connection =
    options === undefined
      ? {
          kind: "closed",
          reason: `the TLS options of ${host} do not exist, so Traefik closes its connections`,
        }
      : { kind: "http", options };
  return { catchAll: host === "*", connection };
}

/** The best router that matches; of catch-alls, only where they are asked for. */
function bestOf(
  routers: readonly TcpRouter[],
  facts: ConnectionFacts,
  catchAll: boolean,
): Exclude<Connection, { kind: "http" }> | undefined {
  const matching = routers
    .filter(({ rule, state }) => rule.ok && (state.kind === "enabled" || closes(state)))
    .filter(({ rule }) => rule.ok && evaluateConnection(rule.tree, facts).matches)
    .sort((a, b) => b.priority - a.priority);
  const [best] = matching;
  if (best === undefined || !best.rule.ok || (!catchAll && isCatchAll(best.rule.tree))) return undefined;
  if (best.state.kind !== "enabled") {
    const reason = best.state.reasons[0]?.message ?? "its TLS options do not exist";
    return { kind: "closed", reason: `${best.object.namespace}/${best.object.name}: ${reason}` };
  }
  return {
    kind: "tcp",
    router: best,
    tied: matching.filter(({ priority }) => priority === best.priority).slice(1),
  };
}

/** A router whose only trouble is its TLS options stays, to close what it matches. */
const closes = (state: TcpRouter["state"]): boolean =>
  state.kind === "disabled" && state.reasons.every(({ code }) => code === "tls-option-missing");
