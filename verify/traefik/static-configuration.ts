import type { Input, Release } from "../input/input";
import type { Location } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { type Arguments, argumentsIn } from "./arguments";

/** What Traefik is started with, as far as routing depends on it. */
export interface StaticConfiguration {
  /** Whether the chart's values are at hand; otherwise these are the chart's defaults, and any entry point may exist. */
  readonly known: boolean;
  readonly entryPoints: readonly EntryPoint[];
  /** Entry points of routers that name none. */
  readonly defaultEntryPoints: readonly string[];
  readonly provider: KubernetesProvider;
  /** Whether the dashboard and its API may be routed to. */
  readonly api: boolean;
  /** Namespace that Traefik is installed in, where it is known. */
  readonly namespace?: string;
  readonly release?: Release;
}

export interface EntryPoint {
  readonly name: string;
  readonly protocol: "tcp" | "udp";
  /** Port that the load balancer offers it at. */
  readonly port?: number;
  /** Port that Traefik's pods listen on. */
  readonly containerPort?: number;
  /** Whether the chart's Service offers it at all. */
  readonly exposed: boolean;
  readonly asDefault: boolean;
  /** TLS that routers get which ask for none. */
  readonly tls?: { readonly options?: string };
  /** Middlewares that run before those of each router, as `<namespace>-<name>@kubernetescrd`. */
  readonly middlewares: readonly string[];
  readonly redirection?: Redirection;
  /** Whether ACME challenges are exempt from the redirection. */
  readonly allowAcmeByPass: boolean;
  /** Whether `..`, `.` and `//` are taken out of paths before they are routed. */
  readonly sanitizePath: boolean;
  /** What happens to headers with an underscore in their name. */
  readonly underscoreHeaders: "keep" | "delete" | "reject";
  /** Encoded characters in paths that are answered with 400, such as `%2F`. */
  readonly refusedEncodings: readonly string[];
  /** Whether `;` in a query is read as part of a value. */
  readonly encodeQuerySemicolons: boolean;
  /** Whose word about the client's address is taken. */
  readonly forwardedHeaders: { readonly insecure: boolean; readonly trustedIPs: readonly string[] };
  /** Where its port is described. */
  readonly path: Path;
}

/** Sends every request of an entry point elsewhere. */
export interface Redirection {
  /** Name of the entry point, or `:port`. */
  readonly to: string;
  readonly port: string;
  readonly scheme: string;
  readonly permanent: boolean;
  /** Undefined: above every router of a user. */
  readonly priority?: number;
}

/** The provider of Traefik's own kinds. */
export interface KubernetesProvider {
  readonly enabled: boolean;
  /** Empty: routes without a class, and those of class `traefik`. */
  readonly ingressClass: string;
  readonly labelSelector: string;
  /** Empty: all of them. */
  readonly namespaces: readonly string[];
  readonly allowCrossNamespace: boolean;
  readonly allowExternalNameServices: boolean;
  readonly allowEmptyServices: boolean;
  readonly nativeLbByDefault: boolean;
  /** Namespaces that may name objects of other providers; undefined: all of them. */
  readonly crossProviderNamespaces?: readonly string[];
}

/** Traefik's static configuration, from the values of its release and the defaults of chart 41. */
export function staticConfiguration(input: Pick<Input, "releases">): StaticConfiguration {
  const release = input.releases.find(({ chart }) => chart === "traefik");
  const values = release?.values ?? {};
  const extra = argumentsIn(values.additionalArguments);
  const ports = mergedPorts(values.ports);
  const entryPoints = [
    ...Object.entries(ports).flatMap(([name, port]) =>
      isRecord(port) ? [entryPointOf(name, port, ports)] : [],
    ),
  ].map((entryPoint) => withArguments(entryPoint, extra));
  for (const name of extra.entryPoints) {
    if (!entryPoints.some((entryPoint) => entryPoint.name === name)) {
      entryPoints.push(withArguments(entryPointOf(name, { expose: { default: false } }, ports), extra));
    }
  }
  return {
    known: release !== undefined,
    entryPoints,
    defaultEntryPoints: defaultsOf(entryPoints),
    provider: providerOf(values, release?.namespace, extra),
    api: flag(at(values, "api", "dashboard"), true) || flag(at(values, "api", "insecure"), false),
    ...(release?.namespace !== undefined && { namespace: release.namespace }),
    ...(release !== undefined && { release }),
  };
}

/** Where something in the values is written. */
export const locateValue = (
  release: Release | undefined,
  path: Path,
): Location & { readonly file: string } => ({
  file: release?.file ?? "",
  ...(release?.locate(path) ?? { line: 1, column: 1 }),
});

// --- internal ---

type Values = Readonly<Record<string, unknown>>;

const chartPorts: Readonly<Record<string, Values>> = {
  traefik: { port: 8080, expose: { default: false }, exposedPort: 8080 },
  web: { port: 8000, expose: { default: true }, exposedPort: 80 },
  websecure: { port: 8443, expose: { default: true }, exposedPort: 443, http: { tls: { enabled: true } } },
  metrics: { port: 9100, expose: { default: false }, exposedPort: 9100 },
};

/** Helm merges mappings, and null takes away. */
function mergedPorts(values: unknown): Readonly<Record<string, unknown>> {
  return merged(chartPorts, isRecord(values) ? values : {});
}

function merged(base: Values, over: Values): Values {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
  return Object.fromEntries(
    keys.flatMap((key): [string, unknown][] => {
      const [below, above] = [own(base, key), own(over, key)];
      if (above === null) return [];
      if (above === undefined) return [[key, below]];
      return [[key, isRecord(below) && isRecord(above) ? merged(below, above) : above]];
    }),
  );
}

const own = (values: Values, key: string): unknown => (Object.hasOwn(values, key) ? values[key] : undefined);

function entryPointOf(name: string, port: Values, ports: Values): EntryPoint {
  const http = isRecord(port.http) ? port.http : {};
  const redirection = redirectionOf(at(http, "redirections", "entryPoint"), ports);
  const options = text(at(http, "tls", "options"));
  const exposedPort = port.exposedPort ?? port.port;
  const strategy = http.underscoreHeadersStrategy;
  return {
    name,
    protocol: String(port.protocol ?? "TCP").toUpperCase() === "UDP" ? "udp" : "tcp",
    ...(typeof exposedPort === "number" && { port: exposedPort }),
    ...(typeof port.port === "number" && { containerPort: port.port }),
    exposed: flag(at(port, "expose", "default"), false),
    asDefault: flag(port.asDefault, false),
    ...(flag(at(http, "tls", "enabled"), false) && { tls: options === "" ? {} : { options } }),
    middlewares: texts(http.middlewares),
    ...(redirection !== undefined && { redirection }),
    allowAcmeByPass: flag(port.allowACMEByPass, false),
    sanitizePath: flag(http.sanitizePath, true),
    underscoreHeaders: strategy === "delete" || strategy === "reject" ? strategy : "keep",
    refusedEncodings: refusedEncodings(http.encodedCharacters),
    encodeQuerySemicolons: flag(http.encodeQuerySemicolons, false),
    forwardedHeaders: {
      insecure: flag(at(port, "forwardedHeaders", "insecure"), false),
      trustedIPs: texts(at(port, "forwardedHeaders", "trustedIPs")),
    },
    path: ["ports", name],
  };
}

const encodings: Readonly<Record<string, string>> = {
  allowEncodedSlash: "%2F",
  allowEncodedBackSlash: "%5C",
  allowEncodedNullCharacter: "%00",
  allowEncodedSemicolon: "%3B",
  allowEncodedPercent: "%25",
  allowEncodedQuestionMark: "%3F",
  allowEncodedHash: "%23",
};

const refusedEncodings = (values: unknown): string[] =>
  isRecord(values)
    ? Object.entries(encodings).flatMap(([key, encoding]) => (values[key] === false ? [encoding] : []))
    : [];

/** The chart writes the port that the other entry point is exposed at. */
function redirectionOf(values: unknown, ports: Values): Redirection | undefined {
  if (!isRecord(values) || typeof values.to !== "string" || values.to === "") return undefined;
  const { to, scheme, permanent, priority } = values;
  const target = ports[to];
  const port = to.startsWith(":")
    ? to.slice(1)
    : isRecord(target)
      ? String(target.exposedPort ?? target.port ?? "")
      : "";
  return {
    to,
    port,
    scheme: text(scheme) || "https",
    permanent: flag(permanent, true),
    ...(typeof priority === "number" && priority !== 0 && { priority }),
  };
}

function withArguments(entryPoint: EntryPoint, { settings }: Arguments): EntryPoint {
  const setting = (key: string): string | undefined =>
    settings.get(`entrypoints.${entryPoint.name}.${key}`.toLowerCase());
  const address = /^.*:(\d+)(?:\/(tcp|udp))?$/i.exec(setting("address") ?? "");
  const tls = setting("http.tls");
  const options = setting("http.tls.options");
  const to = setting("http.redirections.entrypoint.to");
  return {
    ...entryPoint,
    ...(address !== null && entryPoint.port === undefined && { port: Number(address[1]) }),
    ...(address?.[2] !== undefined && { protocol: address[2].toLowerCase() === "udp" ? "udp" : "tcp" }),
    asDefault: flag(setting("asdefault"), entryPoint.asDefault),
    ...((tls === "true" || options !== undefined) && { tls: options === undefined ? {} : { options } }),
    middlewares: setting("http.middlewares")?.split(",") ?? entryPoint.middlewares,
    allowAcmeByPass: flag(setting("allowacmebypass"), entryPoint.allowAcmeByPass),
    sanitizePath: flag(setting("http.sanitizepath"), entryPoint.sanitizePath),
    encodeQuerySemicolons: flag(setting("http.encodequerysemicolons"), entryPoint.encodeQuerySemicolons),
    ...(to !== undefined && {
      redirection: {
        to,
        port: to.replace(/^:/, ""),
        scheme: setting("http.redirections.entrypoint.scheme") ?? "https",
        permanent: flag(setting("http.redirections.entrypoint.permanent"), true),
      },
    }),
  };
}

/** Those that say so, or else all TCP ones but Traefik's own (pkg/config/static, cmd/traefik). */
function defaultsOf(entryPoints: readonly EntryPoint[]): string[] {
  const tcp = entryPoints.filter(({ protocol }) => protocol === "tcp");
  const chosen = tcp.filter(({ asDefault }) => asDefault);
  return (chosen.length > 0 ? chosen : tcp.filter(({ name }) => name !== "traefik"))
    .map(({ name }) => name)
    .sort();
}

function providerOf(
  values: Values,
  namespace: string | undefined,
  { settings }: Arguments,
): KubernetesProvider {
  const crd = at(values, "providers", "kubernetesCRD");
  const setting = (key: string): unknown =>
    settings.get(`providers.kubernetescrd.${key}`.toLowerCase()) ?? (isRecord(crd) ? crd[key] : undefined);
  const list = (key: string): string[] => {
    const value = setting(key);
    return typeof value === "string" && value !== "" ? value.split(",") : texts(value);
  };
  const crossProvider = list("crossProviderNamespaces");
  const namespaces = list("namespaces");
  const own = flag(at(values, "rbac", "namespaced"), false) && namespace !== undefined ? [namespace] : [];
  return {
    enabled: flag(setting("enabled"), true),
    ingressClass: text(setting("ingressClass")),
    labelSelector: text(setting("labelSelector")),
    namespaces: namespaces.length > 0 ? namespaces : own,
    allowCrossNamespace: flag(setting("allowCrossNamespace"), false),
    allowExternalNameServices: flag(setting("allowExternalNameServices"), false),
    allowEmptyServices: flag(setting("allowEmptyServices"), true),
    nativeLbByDefault: flag(setting("nativeLBByDefault"), false),
    // an empty list is not passed on by the chart
    ...(crossProvider.length > 0 && { crossProviderNamespaces: crossProvider }),
  };
}

function at(values: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? own(value, key) : undefined), values);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

const flag = (value: unknown, fallback: boolean): boolean =>
  typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : fallback;
