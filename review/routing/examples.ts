import type { ConnectionFacts, RequestFacts } from "../../traefik/rules/match";
import { alternatives, type Conjunction } from "../../traefik/rules/normal-form";
import type { RuleTree } from "../../traefik/rules/tree";
import { connectionsFor, requestsFor } from "../../traefik/rules/witness";
import type { ExplainedRequest } from "../../verify/explain/request";
import type { HttpRouter, TcpRouter, TraefikModel, UdpRouter } from "../../verify/traefik/model";
import type { EntryPoint } from "../../verify/traefik/static-configuration";
import type { AnyRouter } from "./signature";

/** A request that a router may take, at one of its entry points. */
export interface Example {
  readonly entryPoint: string;
  /** Whether it is known which port the entry point has. */
  readonly portIsKnown: boolean;
  readonly request: ExplainedRequest;
}

/**
 * Requests for a router: for each entry point and each alternative of its rule some that fit, the plainest first, of
 * which one is enough.
 */
export function examplesFor(router: AnyRouter, model: TraefikModel): readonly (readonly Example[])[] {
  switch (router.kind) {
    case "http":
      return httpExamples(router, model);
    case "tcp":
      return tcpExamples(router);
    case "udp":
      return udpExamples(router);
    default:
      return router satisfies never;
  }
}

/** Requests that two routers may take, at the entry points of the first. */
export function sharedExamples(one: AnyRouter, other: AnyRouter): readonly (readonly Example[])[] {
  if (one.kind !== "http" || other.kind !== "http" || !one.rule.ok || !other.rule.ok) return [];
  return httpExamplesOf({ kind: "and", operands: [one.rule.tree, other.rule.tree] }, one.bindings);
}

/** How a made-up part of a request is shown. */
export const withoutMadeUp = (text: string): string =>
  text.replace(/(a\.b\.)?slipway\.invalid|slipway-any/g, "*");

// --- internal ---

/** Alternatives of one rule that are tried, and requests for each. */
const most = { alternatives: 8, requests: 6 };

function httpExamples(router: HttpRouter, model: TraefikModel): readonly (readonly Example[])[] {
  if (!router.rule.ok) return [];
  const { tree } = router.rule;
  if (router.parents.length === 0) return httpExamplesOf(tree, router.bindings);
  return model.http
    .filter(({ name, rule }) => rule.ok && router.parents.includes(name))
    .flatMap(({ rule, bindings }) =>
      rule.ok ? httpExamplesOf({ kind: "and", operands: [rule.tree, tree] }, bindings) : [],
    );
}

function httpExamplesOf(tree: RuleTree, bindings: HttpRouter["bindings"]): readonly (readonly Example[])[] {
  return (alternatives(tree) ?? []).slice(0, most.alternatives).flatMap((conjunction) => {
    const requests = plainest(requestsFor(conjunction), conjunction);
    return bindings.map(({ entryPoint, tls }) =>
      requests.map((facts) => ({
        ...at(entryPoint),
        request: httpRequest(facts, entryPoint, tls, conjunction),
      })),
    );
  });
}

/** GET before other methods, short paths before long ones, what the rule says before what is made up. */
function plainest(requests: readonly RequestFacts[], conjunction: Conjunction): readonly RequestFacts[] {
  const effort = ({ method, path, host, query, headers }: RequestFacts): number =>
    (method === "GET" ? 0 : 1000) +
    100 * (`${host}${path}`.match(/slipway/g)?.length ?? 0) +
    10 * (query.size + headers.size) +
    (conjunction.length > 0 && path === "/" ? 1 : 0) +
    path.length / 1000;
  return requests
    .map((facts) => ({ facts, effort: effort(facts) }))
    .sort((a, b) => a.effort - b.effort)
    .slice(0, most.requests)
    .map(({ facts }) => facts);
}

function httpRequest(
  { host, path, method, headers, query, clientIp }: RequestFacts,
  entryPoint: EntryPoint,
  tls: boolean,
  conjunction: Conjunction,
): ExplainedRequest {
  const usual = tls ? 443 : 80;
  const port = entryPoint.port ?? usual;
  const shownHost = host === "" ? "slipway.invalid" : host;
  return {
    scheme: tls ? "https" : "http",
    host: shownHost,
    port,
    portIsExplicit: port !== usual,
    method: method === "" ? "GET" : method,
    path: path === "" ? "/" : encoded(path),
    query: [...query]
      .flatMap(([name, values]) =>
        values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
      )
      .join("&"),
    headers: new Map([...headers].filter(([, values]) => values.length > 0)),
    hostHeader: port === usual ? shownHost : `${shownHost}:${port}`,
    serverName: tls ? shownHost : "",
    alpn: tls ? ["h2", "http/1.1"] : [],
    // whoever asks for an address is given one; otherwise allow lists say what they allow
    ...(clientIp !== undefined && conjunction.some(({ name }) => name === "ClientIP") && { clientIp }),
  };
}

/** As it is sent: what a URL cannot have is escaped, what is escaped already is not again. */
const encoded = (path: string): string =>
  path.replace(/[^!$%&'()*+,\-./0-9:;=@A-Z_a-z~]/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );

function tcpExamples({ rule, entryPoints, tls }: TcpRouter): readonly (readonly Example[])[] {
  if (!rule.ok) return [];
  return (alternatives(rule.tree) ?? []).slice(0, most.alternatives).flatMap((conjunction) => {
    const connections = connectionsFor(conjunction).slice(0, most.requests);
    return entryPoints.map((entryPoint) =>
      connections.map((facts) => ({
        ...at(entryPoint),
        request: connection(facts, entryPoint, tls !== undefined, conjunction),
      })),
    );
  });
}

function connection(
  { serverName, alpn, clientIp }: ConnectionFacts,
  { port = 443 }: EntryPoint,
  tls: boolean,
  conjunction: Conjunction,
): ExplainedRequest {
  const host = serverName === "" ? "slipway.invalid" : serverName;
  return {
    ...plainRequest,
    scheme: tls ? "tls" : "tcp",
    // without TLS nobody says which host is meant
    host: tls ? host : "slipway.invalid",
    port,
    serverName: tls ? host : "",
    alpn,
    ...(clientIp !== undefined && conjunction.some(({ name }) => name === "ClientIP") && { clientIp }),
  };
}

const udpExamples = ({ entryPoints }: UdpRouter): readonly (readonly Example[])[] =>
  entryPoints.map((entryPoint) => [
    {
      ...at(entryPoint),
      request: { ...plainRequest, scheme: "udp", host: "slipway.invalid", port: entryPoint.port ?? 0 },
    },
  ]);

const at = ({ name, port }: EntryPoint): Omit<Example, "request"> => ({
  entryPoint: name,
  portIsKnown: port !== undefined,
});

const plainRequest: Omit<ExplainedRequest, "scheme" | "host" | "port"> = {
  portIsExplicit: true,
  method: "GET",
  path: "/",
  query: "",
  headers: new Map(),
  hostHeader: "",
  serverName: "",
  alpn: [],
};
