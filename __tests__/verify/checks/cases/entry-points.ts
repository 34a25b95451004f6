import { type Cases, middleware, service, traefik } from "./case";

const route = (spec: string, metadata = "name: web, namespace: apps"): string =>
  traefik(
    "IngressRoute",
    "web",
    `${spec}  routes: [{ kind: Rule, match: Host(\`a\`), services: [{ name: web, port: 80 }] }]\n`,
  ).replace("name: web, namespace: apps", metadata) + service("web");

const redirecting = `ports:
  web: { http: { redirections: { entryPoint: { to: websecure } } } }
  websecure: { asDefault: true }`;

const dashboard = (middlewares: string, entryPoint = "websecure"): string =>
  traefik(
    "IngressRoute",
    "dashboard",
    `  entryPoints: [${entryPoint}]
  routes:
  - kind: Rule
    match: Host(\`a\`)
    middlewares: ${middlewares}
    services: [{ name: api@internal, kind: TraefikService }]
`,
  );

const provider = (settings: string): string => `providers: { kubernetesCRD: { ${settings} } }`;

export const entryPointCases: Cases = {
  E11: [
    {
      finds: {
        yaml: route("  entryPoints: [webscure]\n"),
        values: "log: { level: INFO }",
        finding: "5:17 error IngressRoute apps/web: Traefik has no entry point webscure",
      },
      // any may exist
      passes: { yaml: route("  entryPoints: [webscure]\n") },
    },
    {
      finds: {
        yaml: route("  entryPoints: [dns]\n"),
        values: "ports: { dns: { port: 5353, protocol: UDP } }",
        finding: "5:17 error IngressRoute apps/web: The entry point dns is for UDP",
      },
      passes: {
        yaml: route("  entryPoints: [own]\n"),
        values: 'additionalArguments: ["--entryPoints.own.address=:9000"]',
      },
    },
  ],
  E12: [
    {
      finds: {
        yaml: route("  entryPoints: [web]\n"),
        values: redirecting,
        finding: "5:17 error IngressRoute apps/web: Every request to web is redirected to websecure",
      },
      passes: { yaml: route("  entryPoints: [web]\n"), values: "ports: { web: { port: 8000 } }" },
    },
    {
      finds: {
        yaml: route("  entryPoints: [web, websecure]\n"),
        values: redirecting,
        finding: "5:17 warning IngressRoute apps/web: Every request to web is redirected to websecure",
      },
      passes: { yaml: route("  entryPoints: [websecure]\n"), values: redirecting },
    },
  ],
  E13: [
    {
      finds: {
        yaml: route("  entryPoints: [web, websecure]\n  tls: {}\n"),
        values: "log: { level: INFO }",
        finding: "5:17 error IngressRoute apps/web: With tls the route answers no plain request",
      },
      passes: { yaml: route("  entryPoints: [web, websecure]\n"), values: "log: { level: INFO }" },
    },
  ],
  W14: [
    {
      finds: {
        yaml: route(""),
        values: "log: { level: INFO }",
        finding:
          "4:1 warning IngressRoute apps/web: No entry point is named and none is the default, so the route is bound to all of web, websecure, metrics",
      },
      passes: { yaml: route(""), values: "ports: { websecure: { asDefault: true } }" },
    },
  ],
  E15: [
    {
      finds: {
        yaml: route("  ingressClassName: internal\n"),
        values: provider("ingressClass: public"),
        finding:
          "5:3 error IngressRoute apps/web: Traefik takes routes of the class public, and this one is of internal",
      },
      passes: { yaml: route("  ingressClassName: public\n"), values: provider("ingressClass: public") },
    },
    {
      finds: {
        yaml: route("", "name: web, namespace: apps, annotations: { kubernetes.io/ingress.class: internal }"),
        values: provider("enabled: true"),
        finding:
          "3:56 error IngressRoute apps/web: Traefik takes routes without a class or of the class traefik",
      },
      passes: {
        yaml: route("", "name: web, namespace: apps, annotations: { kubernetes.io/ingress.class: traefik }"),
        values: provider("enabled: true"),
      },
    },
  ],
  E16: [
    {
      finds: {
        yaml: middleware("  compress: {}\n"),
        values: provider("namespaces: [traefik, web]"),
        finding: "3:24 error Middleware apps/one: Traefik watches traefik, web alone",
      },
      passes: { yaml: middleware("  compress: {}\n"), values: provider("namespaces: [traefik, apps]") },
    },
  ],
  E17: [
    {
      finds: {
        yaml: middleware("  compress: {}\n"),
        values: provider("labelSelector: 'tier in (front, edge),!old'"),
        finding:
          "3:1 error Middleware apps/one: Traefik looks at objects with tier in (front, edge),!old alone",
      },
      passes: {
        yaml: middleware("  compress: {}\n").replace(
          "namespace: apps",
          "namespace: apps, labels: { tier: front }",
        ),
        values: provider("labelSelector: 'tier in (front, edge),!old'"),
      },
    },
  ],
  W18: [
    {
      finds: {
        yaml: dashboard("[]"),
        finding: "10:18 warning IngressRoute apps/dashboard: Whoever reaches websecure sees every route",
      },
      passes: { yaml: dashboard("[]", "traefik") },
    },
    {
      finds: {
        yaml: dashboard("[{ name: one }]") + middleware("  compress: {}\n"),
        finding: "10:18 warning IngressRoute apps/dashboard: Whoever reaches websecure sees every route",
      },
      passes: {
        yaml:
          dashboard("[{ name: both }]") +
          middleware("  chain: { middlewares: [{ name: one }] }\n", "both") +
          middleware("  basicAuth: { secret: users }\n"),
      },
    },
  ],
  E19: [
    {
      finds: {
        yaml: dashboard("[]"),
        values: provider("crossProviderNamespaces: [traefik]"),
        finding: "10:18 error IngressRoute apps/dashboard: The namespace apps may not use api@internal",
      },
      passes: { yaml: dashboard("[]"), values: provider("crossProviderNamespaces: [apps]") },
    },
  ],
};
