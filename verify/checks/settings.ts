import type { Input, Release } from "../input/input";
import { valueAt } from "../input/releases";
import { argumentsIn } from "../traefik/arguments";
import * as configured from "../traefik/static-configuration";

/** How Traefik is installed: its static configuration, with what only matters to checks. */
export interface TraefikSettings {
  readonly release: Release;
  readonly entryPoints: ReadonlyMap<string, EntryPoint>;
  readonly crdProvider: configured.KubernetesProvider & { readonly safeNaming: boolean };
  readonly ingressProvider: { readonly enabled: boolean; readonly ingressClass: string };
  readonly gatewayProvider: { readonly enabled: boolean };
}

export interface EntryPoint extends configured.EntryPoint {
  /** Networks whose PROXY headers are believed; undefined where none are. */
  readonly proxyProtocolFrom?: readonly string[];
  /** Networks whose X-Forwarded-For is believed. */
  readonly forwardedHeadersFrom: readonly string[];
}

/** Undefined where no values are given or not all of them are known: then nothing can be said against a manifest. */
export function traefikSettings(input: Input): TraefikSettings | undefined {
  const found = input.releases.filter(({ chart }) => chart === "traefik");
  const [release] = found;
  // two installations divide the objects between them in ways that labels and classes decide
  if (release === undefined || found.length > 1 || !release.valuesKnown) return undefined;
  const { values } = release;
  const { settings } = argumentsIn(values.additionalArguments);
  const { entryPoints, provider } = configured.staticConfiguration(input);
  const setting = (...path: readonly string[]): unknown =>
    settings.get(["providers", ...path].join(".").toLowerCase()) ?? valueAt(values, ["providers", ...path]);
  const isOn = (value: unknown, byDefault: boolean): boolean =>
    value === undefined || value === null ? byDefault : value === true || value === "true";
  const ingressClass = setting("kubernetesIngress", "ingressClass");
  return {
    release,
    entryPoints: new Map(entryPoints.map((entryPoint) => [entryPoint.name, withTrust(entryPoint, values)])),
    crdProvider: { ...provider, safeNaming: isOn(setting("kubernetesCRD", "safeNaming"), false) },
    ingressProvider: {
      enabled: isOn(setting("kubernetesIngress", "enabled"), true),
      ingressClass: typeof ingressClass === "string" ? ingressClass : "",
    },
    gatewayProvider: { enabled: isOn(setting("kubernetesGateway", "enabled"), false) },
  };
}

// --- internal ---

function withTrust(entryPoint: configured.EntryPoint, values: Release["values"]): EntryPoint {
  const at = (...path: string[]) => valueAt(values, ["ports", entryPoint.name, ...path]);
  const trusted = texts(at("proxyProtocol", "trustedIPs"));
  return {
    ...entryPoint,
    ...(trusted.length > 0 && { proxyProtocolFrom: trusted }),
    forwardedHeadersFrom:
      at("forwardedHeaders", "insecure") === true
        ? ["0.0.0.0/0"]
        : texts(at("forwardedHeaders", "trustedIPs")),
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
