import type { Input, Release } from "../input/input";
import { valueAt } from "../input/releases";
import { isRecord } from "../structural/record";

/** How Traefik is installed: its static configuration as the chart makes it from values. */
export interface TraefikSettings {
  readonly release: Release;
  readonly entryPoints: ReadonlyMap<string, EntryPoint>;
  readonly crdProvider: {
    readonly enabled: boolean;
    readonly allowCrossNamespace: boolean;
    readonly allowExternalNameServices: boolean;
    readonly allowEmptyServices: boolean;
    /** Empty: no class, or `traefik`. */
    readonly ingressClass: string;
    readonly labelSelector: string;
    /** Empty: all. */
    readonly namespaces: readonly string[];
    /** Empty: all. */
    readonly crossProviderNamespaces: readonly string[];
    readonly safeNaming: boolean;
  };
  readonly ingressProvider: {
    readonly enabled: boolean;
    readonly ingressClass: string;
    readonly namespaces: readonly string[];
  };
  readonly gatewayProvider: { readonly enabled: boolean };
}

export interface EntryPoint {
  readonly name: string;
  readonly protocol: "TCP" | "UDP";
  /** Port of the pods. */
  readonly port?: number;
  /** Port of the Service. */
  readonly exposedPort?: number;
  /** Whether the chart's Service has it. */
  readonly exposed: boolean;
  readonly asDefault: boolean;
  /** Whether every router on it gets TLS. */
  readonly tls: boolean;
  /** Name of the entry point that everything is redirected to. */
  readonly redirectsTo?: string;
  readonly allowACMEByPass: boolean;
  /** Networks whose PROXY headers are believed; undefined where none are. */
  readonly proxyProtocolFrom?: readonly string[];
  /** Networks whose X-Forwarded-For is believed. */
  readonly forwardedHeadersFrom: readonly string[];
}

/** What the chart's own values say of the ports (traefik-helm-chart, values.yaml). */
const defaultPorts: Readonly<Record<string, unknown>> = {
  traefik: { port: 8080, expose: { default: false } },
  web: { port: 8000, exposedPort: 80, expose: { default: true } },
  websecure: { port: 8443, exposedPort: 443, expose: { default: true }, http: { tls: { enabled: true } } },
  metrics: { port: 9100, expose: { default: false } },
};

/** Undefined where no values are given or not all of them are known: then nothing can be said against a manifest. */
export function traefikSettings({ releases }: Input): TraefikSettings | undefined {
  const found = releases.filter(({ chart }) => chart === "traefik");
  const [release] = found;
  // two installations divide the objects between them in ways that labels and classes decide
  if (release === undefined || found.length > 1 || !release.valuesKnown) return undefined;
  const { values } = release;
  const flags = flagsOf(values);
  const crd = provider(values, flags, "kubernetesCRD");
  const ingress = provider(values, flags, "kubernetesIngress");
  return {
    release,
    entryPoints: entryPointsOf(values, flags),
    crdProvider: {
      enabled: crd.yes("enabled", true),
      allowCrossNamespace: crd.yes("allowCrossNamespace", false),
      allowExternalNameServices: crd.yes("allowExternalNameServices", false),
      allowEmptyServices: crd.yes("allowEmptyServices", true),
      ingressClass: crd.text("ingressClass"),
      labelSelector: crd.text("labelSelector"),
      namespaces: crd.list("namespaces"),
      crossProviderNamespaces: crd.list("crossProviderNamespaces"),
      safeNaming: crd.yes("safeNaming", false),
    },
    ingressProvider: {
      enabled: ingress.yes("enabled", true),
      ingressClass: ingress.text("ingressClass"),
      namespaces: ingress.list("namespaces"),
    },
    gatewayProvider: { enabled: provider(values, flags, "kubernetesGateway").yes("enabled", false) },
  };
}

// --- internal ---

type Values = Readonly<Record<string, unknown>>;
type Flags = ReadonlyMap<string, string>;

/** What is given as arguments, by the option's name in lower case. */
function flagsOf(values: Values): Flags {
  const given = [...list(values.globalArguments), ...list(values.additionalArguments)];
  return new Map(
    given.flatMap((argument) => {
      const match = /^--?([^=]+)(?:=(.*))?$/s.exec(argument.trim());
      return match === null ? [] : [[(match[1] ?? "").toLowerCase(), match[2] ?? "true"] as const];
    }),
  );
}

function provider(values: Values, flags: Flags, name: string) {
  const given = valueAt(values, ["providers", name]);
  const flag = (option: string) => flags.get(`providers.${name}.${option}`.toLowerCase());
  const value = (option: string) => (isRecord(given) ? given[option] : undefined);
  return {
    yes: (option: string, byDefault: boolean): boolean => {
      const written = flag(option);
      if (written !== undefined) return written === "true";
      const set = value(option);
      return typeof set === "boolean" ? set : byDefault;
    },
    text: (option: string): string => {
      const written = flag(option) ?? value(option);
      return typeof written === "string" ? written : "";
    },
    list: (option: string): readonly string[] => {
      const written = flag(option);
      return written === undefined ? list(value(option)) : written.split(",").map((item) => item.trim());
    },
  };
}

function entryPointsOf(values: Values, flags: Flags): ReadonlyMap<string, EntryPoint> {
  const ports: Values = isRecord(values.ports) ? values.ports : {};
  const names = [...new Set([...Object.keys(defaultPorts), ...Object.keys(ports)])];
  const fromValues = names.flatMap((name): EntryPoint[] => {
    const given = ports[name];
    // null takes a port of the chart away
    if (given === null) return [];
    return [entryPoint(name, isRecord(given) ? given : {}, defaultPorts[name])];
  });
  const fromFlags = [...flags].flatMap(([option, value]): EntryPoint[] => {
    const name = /^entrypoints\.([^.]+)\.address$/.exec(option)?.[1];
    if (name === undefined || fromValues.some((known) => known.name.toLowerCase() === name)) return [];
    const [, port, protocol] = /:(\d+)(?:\/(\w+))?$/.exec(value) ?? [];
    return [
      {
        name,
        protocol: protocol === "udp" ? "UDP" : "TCP",
        ...(port !== undefined && { port: Number(port) }),
        exposed: false,
        asDefault: flags.get(`entrypoints.${name}.asdefault`) === "true",
        tls: flags.has(`entrypoints.${name}.http.tls`),
        allowACMEByPass: false,
        forwardedHeadersFrom: [],
      },
    ];
  });
  return new Map([...fromValues, ...fromFlags].map((found) => [found.name, found]));
}

function entryPoint(name: string, given: Values, byDefault: unknown): EntryPoint {
  const at = (...path: string[]) => valueAt(given, path) ?? valueAt(byDefault, path);
  const redirectsTo = at("http", "redirections", "entryPoint", "to");
  const trusted = list(at("proxyProtocol", "trustedIPs"));
  return {
    name,
    protocol: at("protocol") === "UDP" ? "UDP" : "TCP",
    ...number("port", at("port")),
    ...number("exposedPort", at("exposedPort") ?? at("port")),
    exposed: at("expose", "default") === true,
    asDefault: at("asDefault") === true,
    tls: at("http", "tls", "enabled") === true,
    ...(typeof redirectsTo === "string" && redirectsTo !== "" && { redirectsTo }),
    allowACMEByPass: at("allowACMEByPass") === true,
    ...(trusted.length > 0 && { proxyProtocolFrom: trusted }),
    forwardedHeadersFrom:
      at("forwardedHeaders", "insecure") === true
        ? ["0.0.0.0/0"]
        : list(at("forwardedHeaders", "trustedIPs")),
  };
}

const number = <K extends string>(key: K, value: unknown) =>
  (typeof value === "number" ? { [key]: value } : {}) as { readonly [P in K]?: number };

const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
