import { quoted } from "../../traefik/rules/quote";
import type { HttpAddress, Match, TcpExposure } from "../services/model";

/** The rule of an exposure over HTTP, in Traefik's language (T: pkg/muxer/http). */
export function httpRule(address: HttpAddress): string {
  if (address.kind === "rule") return address.rule;
  return [`Host(${quoted(address.host)})`, ...pathRule(address), ...matchRules(address.match)].join(" && ");
}

/** The rule of an exposure over TCP. A server name is only seen where the client speaks TLS. */
export function tcpRule({ host, clients, rule }: TcpExposure): string {
  if (rule !== undefined) return rule;
  return [
    `HostSNI(${quoted(host ?? "*")})`,
    ...anyOf(clients.map((client) => `ClientIP(${quoted(client)})`)),
  ].join(" && ");
}

/**
 * Priority of an exposure over HTTP, or undefined where Traefik's own is right, which is the length of the rule: the
 * deeper of two paths is longer. Conditions on the path's requests must count for less than a deeper path, which by
 * length they would not: `/` with a long header would take requests from under `/api`.
 */
export function httpPriority(address: HttpAddress): number | undefined {
  if (address.kind === "rule") return undefined;
  const { host, path, exact, match } = address;
  const conditions = matchRules(match).length + (exact ? 1 : 0);
  if (conditions === 0) return undefined;
  const bare = httpRule({ kind: "host", host, path, exact: false, match: anything });
  // a path that is one character deeper is at least four longer
  return Buffer.byteLength(bare) + Math.min(conditions, 3);
}

/** What Traefik takes for the priority of a route (T: pkg/server/router): the one that it names, or the rule's length. */
export const effectivePriority = (rule: string, priority: number | undefined): number =>
  priority ?? Buffer.byteLength(rule);

/** The conditions of a match, each a rule of its own. */
export const matchRules = ({ methods, headers, cookies, query, clients }: Match): string[] => [
  ...anyOf(methods.map((method) => `Method(${quoted(method)})`)),
  ...Object.entries(headers).map(([name, value]) => `Header(${quoted(name)}, ${quoted(value)})`),
  ...Object.entries(cookies).map(
    ([name, value]) => `HeaderRegexp(\`Cookie\`, ${quoted(cookiePattern(name, value))})`,
  ),
  ...Object.entries(query).map(([name, value]) => `Query(${quoted(name)}, ${quoted(value)})`),
  ...anyOf(clients.map((client) => `ClientIP(${quoted(client)})`)),
];

// --- internal ---

const anything: Match = { methods: [], headers: {}, cookies: {}, query: {}, clients: [] };

/** `/api` and what is below it, but not `/apiary`, which Traefik's own PathPrefix takes along. */
function pathRule({ path, exact }: { path: string; exact: boolean }): string[] {
  if (exact) return [`Path(${quoted(path)})`];
  return path === "/" ? [] : [`(Path(${quoted(path)}) || PathPrefix(${quoted(`${path}/`)}))`];
}

function anyOf(rules: readonly string[]): string[] {
  if (rules.length === 0) return [];
  const [only] = rules;
  return [rules.length === 1 && only !== undefined ? only : `(${rules.join(" || ")})`];
}

/** One cookie among others in the header (RFC 6265, 4.2.1). */
const cookiePattern = (name: string, value: string): string =>
  `(^|;\\s*)${escaped(name)}=${escaped(value)}\\s*(;|$)`;

/** Text in RE2, where it stands for itself. */
const escaped = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
