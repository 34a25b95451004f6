import { canonicalHeader } from "../../traefik/rules/header";

/** A request or connection that is to be explained. */
export interface ExplainedRequest {
  readonly scheme: "http" | "https" | "tcp" | "tls" | "udp";
  /** Host of the URL, without its port. */
  readonly host: string;
  /** Port that the client connects to. */
  readonly port: number;
  /** Whether the URL names the port. */
  readonly portIsExplicit: boolean;
  readonly method: string;
  /** Escaped path as it is sent, without the query; `/` at least. */
  readonly path: string;
  /** Without its `?`. */
  readonly query: string;
  /** Canonical names with their values in order; `Host` is not among them. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** What the client calls the host: of the URL, or of a header `Host`. */
  readonly hostHeader: string;
  /** Name that the client asks for in TLS; empty for an address, and without TLS. */
  readonly serverName: string;
  /** Protocols that the client offers in TLS. */
  readonly alpn: readonly string[];
  readonly clientIp?: string;
}

export interface RequestOptions {
  /** @default "GET" */
  readonly method?: string;
  /** As curl takes them: `Name: value`, `Name;` for an empty one. */
  readonly headers?: readonly string[];
  readonly clientIp?: string;
  /** @default - those of HTTPS, h2 and http/1.1; none for tls:// */
  readonly alpn?: readonly string[];
}

export type ReadRequest =
  | { readonly ok: true; readonly request: ExplainedRequest }
  | { readonly ok: false; readonly message: string };

/** Reads `https://host:port/path?query` and its like. The path is taken as it is: nothing is cleaned or escaped. */
export function readRequest(url: string, options: RequestOptions = {}): ReadRequest {
  const [, scheme = "", authority = "", rest = ""] = /^([A-Za-z]+):\/\/([^/?#]*)([^#]*)/s.exec(url) ?? [];
  const kind = scheme.toLowerCase();
  if (!isScheme(kind)) {
    return {
      ok: false,
      message: `${url} is no URL; write http://, https://, tcp://, tls:// or udp:// and a host`,
    };
  }
  // credentials are part of the URL and no business of routing
  const place = authority.slice(authority.lastIndexOf("@") + 1);
  const [, bracketed, plain, portText] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(place) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || (host === "" && kind !== "udp" && kind !== "tcp")) {
    return { ok: false, message: `${url} names no host` };
  }
  const port = portText === undefined || portText === "" ? defaultPorts[kind] : Number(portText);
  if (port === undefined || port < 1 || port > 65_535) {
    return {
      ok: false,
      message: portText
        ? `${portText} is no port`
        : `${url} needs a port, as in ${kind}://${host || "host"}:1234`,
    };
  }
  if (/[\s\p{Cc}]/u.test(rest)) {
    return {
      ok: false,
      message: "the path has a space or a control character; write it as %20 and the like",
    };
  }
  const headers = readHeaders(options.headers ?? []);
  if (!headers.ok) return headers;
  const [path = "", ...query] = rest.split("?");
  const isAddress = bracketed !== undefined || /^\d+\.\d+\.\d+\.\d+$/.test(host);
  const secure = kind === "https" || kind === "tls";
  const shownPort = port === defaultPorts[kind] ? "" : `:${port}`;
  return {
    ok: true,
    request: {
      scheme: kind,
      host,
      port,
      portIsExplicit: portText !== undefined && portText !== "",
      method: options.method ?? "GET",
      path: path === "" ? "/" : path,
      query: query.join("?"),
      headers: headers.values,
      hostHeader: headers.host ?? `${bracketed === undefined ? host : `[${bracketed}]`}${shownPort}`,
      serverName: secure && !isAddress ? host.toLowerCase().replace(/\.$/, "") : "",
      alpn: options.alpn ?? (kind === "https" ? ["h2", "http/1.1"] : []),
      ...(options.clientIp !== undefined && { clientIp: options.clientIp }),
    },
  };
}

/** The request in one line, as it was asked for. */
export function describeRequest({
  scheme,
  host,
  port,
  portIsExplicit,
  method,
  path,
  query,
}: ExplainedRequest): string {
  const authority = `${host.includes(":") ? `[${host}]` : host}${portIsExplicit ? `:${port}` : ""}`;
  if (scheme !== "http" && scheme !== "https") return `${scheme}://${authority}`;
  return `${method} ${scheme}://${authority}${path}${query === "" ? "" : `?${query}`}`;
}

// --- internal ---

const defaultPorts: Readonly<Record<ExplainedRequest["scheme"], number | undefined>> = {
  http: 80,
  https: 443,
  tcp: undefined,
  tls: 443,
  udp: undefined,
};

const isScheme = (text: string): text is ExplainedRequest["scheme"] => Object.hasOwn(defaultPorts, text);

type ReadHeaders =
  | { readonly ok: true; readonly values: ReadonlyMap<string, readonly string[]>; readonly host?: string }
  | { readonly ok: false; readonly message: string };

function readHeaders(lines: readonly string[]): ReadHeaders {
  const values = new Map<string, string[]>();
  let host: string | undefined;
  for (const line of lines) {
    const [, name, separator, value = ""] = /^([^:;\s]+)\s*([:;])(.*)$/s.exec(line) ?? [];
    if (name === undefined)
      return { ok: false, message: `${JSON.stringify(line)} is no header; write "Name: value"` };
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
      return { ok: false, message: `${name} is no name of a header` };
    const trimmed = value.trim();
    // curl sends nothing for a name without a value, and an empty value for one with a semicolon
    if (separator === ":" && trimmed === "") continue;
    const canonical = canonicalHeader(name);
    if (canonical === "Host") host = trimmed;
    else values.set(canonical, [...(values.get(canonical) ?? []), trimmed]);
  }
  return { ok: true, values, ...(host !== undefined && { host }) };
}
