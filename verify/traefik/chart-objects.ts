import type { Release } from "../input/input";
import { type LocatedObject, locatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";

/** What Traefik's chart makes of its values beside Deployment and Service: routes, TLS options and stores. */
export function chartObjects(release: Release): readonly LocatedObject[] {
  const { values } = release;
  const namespace = release.namespace ?? "default";
  const of = (kind: string, name: string, spec: object, at: Path): LocatedObject =>
    locatedObject(
      release.file,
      { apiVersion: "traefik.io/v1alpha1", kind, metadata: { name, namespace }, spec },
      () => release.locate(at),
    );
  return [
    ...Object.entries(merged(chartRoutes, values.ingressRoute)).flatMap(([name, route]) =>
      isRecord(route) && route.enabled === true
        ? [
            of("IngressRoute", `${release.name ?? "traefik"}-${name}`, routeSpec(route, classOf(values)), [
              "ingressRoute",
              name,
            ]),
          ]
        : [],
    ),
    ...entriesOf(values.tlsOptions).map(([name, spec]) => of("TLSOption", name, spec, ["tlsOptions", name])),
    ...entriesOf(values.tlsStore).map(([name, spec]) => of("TLSStore", name, spec, ["tlsStore", name])),
  ];
}

// --- internal ---

type Values = Readonly<Record<string, unknown>>;

const chartRoutes: Readonly<Record<string, Values>> = {
  dashboard: {
    enabled: false,
    matchRule: "PathPrefix(`/dashboard`) || PathPrefix(`/api`)",
    services: [{ name: "api@internal", kind: "TraefikService" }],
    entryPoints: ["traefik"],
  },
  healthcheck: {
    enabled: false,
    matchRule: "PathPrefix(`/ping`)",
    services: [{ name: "ping@internal", kind: "TraefikService" }],
    entryPoints: ["traefik"],
  },
};

function merged(base: Readonly<Record<string, Values>>, over: unknown): Values {
  const given = isRecord(over) ? over : {};
  const keys = [...new Set([...Object.keys(base), ...Object.keys(given)])];
  return Object.fromEntries(
    keys.map((key) => {
      const value = Object.hasOwn(given, key) ? given[key] : undefined;
      return [
        key,
        isRecord(value) ? { ...(Object.hasOwn(base, key) ? base[key] : {}), ...value } : base[key],
      ];
    }),
  );
}

function routeSpec(
  { matchRule, services, middlewares, entryPoints, tls }: Values,
  ingressClassName: string,
): object {
  return {
    ...(ingressClassName !== "" && { ingressClassName }),
    entryPoints,
    routes: [
      { match: matchRule, kind: "Rule", services, ...(Array.isArray(middlewares) && { middlewares }) },
    ],
    ...(isRecord(tls) && Object.keys(tls).length > 0 && { tls }),
  };
}

/** The class that the provider looks for; the chart gives it only where it makes the IngressClass too. */
function classOf({ ingressClass, providers }: Values): string {
  if (isRecord(ingressClass) && ingressClass.enabled === false) return "";
  const crd = isRecord(providers) && isRecord(providers.kubernetesCRD) ? providers.kubernetesCRD : {};
  return typeof crd.ingressClass === "string" ? crd.ingressClass : "";
}

const entriesOf = (value: unknown): [string, Values][] =>
  isRecord(value)
    ? Object.entries(value).flatMap(([name, item]): [string, Values][] =>
        isRecord(item) ? [[name, item]] : [],
      )
    : [];
