import { isInBlock } from "../../traefik/address";
import { canonicalHeader } from "../../traefik/rules/header";
import type { RequestFacts } from "../../traefik/rules/match";
import type { EntryPoint } from "../traefik/static-configuration";
import type { ExplainedRequest } from "./request";
import {
  bytesOf,
  cleanPath,
  escapedPath,
  normalizePath,
  parsePath,
  routingPath,
  textOf,
  type UrlPath,
  unescaped,
} from "./url-path";

/** A request on its way through Traefik. Middlewares change it. */
export interface Travelling {
  readonly method: string;
  /** `Host` as it is sent on. */
  readonly host: string;
  /** What rules compare with, which middlewares do not change. */
  readonly canonicalHost: string;
  readonly url: UrlPath;
  /** As it is written, a string of bytes like the path. */
  readonly query: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly clientIp?: string;
  readonly tls: boolean;
}

export type Arrival =
  | { readonly kind: "arrived"; readonly request: Travelling }
  | { readonly kind: "refused"; readonly status: number; readonly reason: string };

/** What an entry point makes of a request before any router sees it (pkg/server, pkg/middlewares/forwardedheaders). */
export function arrive(request: ExplainedRequest, entryPoint: EntryPoint): Arrival {
  const refused = (reason: string, status = 400): Arrival => ({ kind: "refused", status, reason });
  if (!/^[!$%&'()*+,\-./0-9:;=@A-Z_a-z~[\]]*$/.test(request.hostHeader))
    return refused("the Host is malformed");
  const parsed = parsePath(bytesOf(request.path));
  if (parsed === undefined) return refused("an escape in the path is broken");
  // no client sends what stands behind a #, and what does is up to no good
  if (request.path.includes("#")) return refused("the path has a #");
  const normal = normalizePath(parsed);
  const url = entryPoint.sanitizePath ? cleanPath(normal) : normal;
  const headers = new Map(request.headers);
  if (entryPoint.underscoreHeaders !== "keep") {
    const names = [...headers.keys()].filter((name) => name.includes("_"));
    if (names.length > 0 && entryPoint.underscoreHeaders === "reject") {
      return refused(`header ${names[0]} has an underscore, which the entry point rejects`);
    }
    for (const name of names) headers.delete(name);
  }
  const tls = request.scheme === "https";
  forward(headers, request, tls, isTrusted(request.clientIp, entryPoint));
  return {
    kind: "arrived",
    request: {
      method: request.method,
      host: request.hostHeader,
      canonicalHost: canonicalHost(request.hostHeader),
      url,
      query: bytesOf(request.query).replaceAll(";", entryPoint.encodeQuerySemicolons ? "%3B" : "&"),
      headers,
      ...(request.clientIp !== undefined && { clientIp: request.clientIp }),
      tls,
    },
  };
}

/** What rules see of the request where it is now. */
export const factsOf = ({
  method,
  canonicalHost,
  url,
  query,
  headers,
  clientIp,
}: Travelling): RequestFacts => ({
  method,
  host: canonicalHost,
  path: routingPath(url),
  query: queryValues(query),
  headers,
  ...(clientIp !== undefined && { clientIp }),
});

/** Path and query as a server is asked for them. */
export function requestUri({ url, query }: Travelling): string {
  const path = escapedPath(url) || "/";
  return query === "" ? path : `${path}?${query}`;
}

// --- internal ---

/** Small letters, no port (requestdecorator). */
function canonicalHost(host: string): string {
  const lower = host.trim().toLowerCase();
  if (!lower.includes(":")) return lower;
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*)):[^:]*$/.exec(lower) ?? [];
  const found = bracketed ?? plain;
  if (found !== undefined) return found.trim();
  return lower.startsWith("[") && lower.endsWith("]") ? lower.slice(1, -1) : lower;
}

const managed: ReadonlySet<string> = new Set([
  "X-Forwarded-Proto",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Server",
  "X-Forwarded-Uri",
  "X-Forwarded-Method",
  "X-Forwarded-Prefix",
  "X-Forwarded-Tls-Client-Cert",
  "X-Forwarded-Tls-Client-Cert-Info",
  "X-Real-Ip",
]);

const isManaged = (name: string): boolean => managed.has(canonicalHeader(name.replaceAll("_", "-")));

/** Whether what a client says of forwarding is believed. */
const isTrusted = (clientIp: string | undefined, { forwardedHeaders }: EntryPoint): boolean =>
  forwardedHeaders.insecure ||
  (clientIp !== undefined && forwardedHeaders.trustedIPs.some((block) => isInBlock(clientIp, block)));

/** Without trust, whatever a client says of forwarding is replaced by what Traefik knows. */
function forward(
  headers: Map<string, readonly string[]>,
  request: ExplainedRequest,
  tls: boolean,
  trusted: boolean,
): void {
  if (!trusted) for (const name of [...headers.keys()]) if (isManaged(name)) headers.delete(name);
  const fill = (name: string, value: string): void => {
    if ((headers.get(name)?.[0] ?? "") === "") headers.set(name, [value]);
  };
  const has = (name: string, word: string): boolean =>
    (headers.get(name)?.[0] ?? "").split(",").some((part) => part.trim().toLowerCase() === word);
  const websocket = has("Connection", "upgrade") && has("Upgrade", "websocket");
  if (request.clientIp !== undefined) fill("X-Real-Ip", request.clientIp.replace(/%.*$/, ""));
  fill("X-Forwarded-Proto", websocket ? (tls ? "wss" : "ws") : tls ? "https" : "http");
  const port = /:(\d+)$/.exec(request.hostHeader)?.[1];
  const secure = tls || ["https", "wss"].includes(headers.get("X-Forwarded-Proto")?.[0] ?? "");
  fill("X-Forwarded-Port", port ?? (secure ? "443" : "80"));
  if (request.hostHeader !== "") fill("X-Forwarded-Host", request.hostHeader);
  const upgrade = headers.get("Upgrade")?.[0];
  const connection = (headers.get("Connection") ?? [])
    .flatMap((value) => value.split(","))
    .map((part) => part.trim());
  for (const name of connection) {
    if (name !== "" && !isManaged(canonicalHeader(name))) headers.delete(canonicalHeader(name));
  }
  headers.delete("Connection");
  if (upgrade !== undefined && connection.some((name) => name.toLowerCase() === "upgrade")) {
    headers.set("Upgrade", [upgrade]);
    headers.set("Connection", ["Upgrade"]);
  }
}

/** Values by key (url.ParseQuery): pairs with a broken escape or a semicolon are passed over. */
function queryValues(query: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const [key = "", ...rest] = pair.split("=");
    const [name, value] = [decodeQuery(key), decodeQuery(rest.join("="))];
    if (name !== undefined && value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

function decodeQuery(bytes: string): string | undefined {
  const decoded = unescaped(bytes.replaceAll("+", " "));
  return decoded === undefined ? undefined : textOf(decoded);
}
