import { type Cases, certManager, core, middleware, route, service, traefik } from "./case";

const to = (reference: string, rest = ""): string =>
  traefik(
    "IngressRoute",
    "web",
    `  routes:\n  - { kind: Rule, match: Host(\`a\`), services: [{ ${reference} }]${rest} }\n`,
  );

const deployment = (ports: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: apps }
spec:
  template:
    metadata: { labels: { app: web, tier: front } }
    spec: { containers: [{ name: web, ports: ${ports} }] }
---
`;

const selecting = (labels: string, ports: string): string =>
  core("Service", "web", `spec:\n  selector: ${labels}\n  ports: ${ports}\n`);

const weighted = (name: string, child: string): string =>
  traefik("TraefikService", name, `  weighted: { services: [{ ${child} }] }\n`);

const transport = (spec: string, namespace?: string): string =>
  traefik(
    "ServersTransport",
    "slow",
    `  forwardingTimeouts: { responseHeaderTimeout: 30s }\n${spec}`,
    namespace,
  );

const secured = (tls: string): string => `${route("Host(`a`)", `  tls: ${tls}\n`)}${service("web")}`;

const values = "providers: { kubernetesCRD: { allowCrossNamespace: false } }";

export const referenceCases: Cases = {
  E20: [
    {
      finds: {
        yaml: to("name: wbe, port: 80") + service("web"),
        finding: "6:50 error IngressRoute apps/web: Service apps/wbe is not there",
      },
      passes: { yaml: to("name: web, port: 80") + service("web") },
    },
    {
      finds: {
        yaml: to("name: web, port: 80") + service("web", "other"),
        finding: "6:50 warning IngressRoute apps/web: Service apps/web is not among the files",
      },
      passes: { yaml: to("name: web, port: 80, namespace: other") + service("web", "other") },
    },
    {
      finds: {
        yaml: to("name: web, port: 8080") + service("web"),
        finding: "6:61 error IngressRoute apps/web: Service web has no port 8080",
      },
      passes: { yaml: to("name: web, port: http") + service("web") },
    },
    {
      finds: {
        yaml: to('name: web, port: "80"') + service("web"),
        finding: "6:61 error IngressRoute apps/web: A port in quotes is looked for by name",
      },
      passes: { yaml: to("name: web, port: 80") + service("web") },
    },
    {
      finds: {
        yaml: to("name: web, port: 80") + selecting("{ app: wbe }", "[{ port: 80 }]") + deployment("[]"),
        complete: true,
        finding: "12:3 error Service apps/web: No pod has all of these labels",
      },
      passes: {
        yaml: to("name: web, port: 80") + selecting("{ app: web }", "[{ port: 80 }]") + deployment("[]"),
        complete: true,
      },
    },
    {
      finds: {
        yaml:
          to("name: web, port: 80") +
          selecting("{ app: web }", "[{ port: 80, targetPort: http }]") +
          deployment("[{ name: web, containerPort: 8080 }]"),
        finding: "13:23 error Service apps/web: No container of the selected pods has a port named http",
      },
      passes: {
        yaml:
          to("name: web, port: 80") +
          selecting("{ app: web }", "[{ port: 80, targetPort: web }]") +
          deployment("[{ name: web, containerPort: 8080 }]"),
      },
    },
  ],
  E21: [
    {
      finds: {
        yaml:
          to("name: canray, kind: TraefikService") +
          weighted("canary", "name: web, port: 80") +
          service("web"),
        finding: "6:50 error IngressRoute apps/web: TraefikService apps/canray is not there",
      },
      passes: {
        yaml:
          to("name: canary, kind: TraefikService") +
          weighted("canary", "name: web, port: 80") +
          service("web"),
      },
    },
    {
      finds: {
        yaml: to("name: api@internal"),
        finding: "6:50 error IngressRoute apps/web: Without a kind, api@internal is looked for as a Service",
      },
      passes: { yaml: to("name: api@internal, kind: TraefikService") },
    },
    {
      finds: {
        yaml: traefik("TraefikService", "none", "  {}\n"),
        finding: "4:1 error TraefikService apps/none: The TraefikService has no type",
      },
      passes: { yaml: weighted("one", "name: web, port: 80") },
    },
    {
      finds: {
        yaml: weighted("a", "name: b, kind: TraefikService") + weighted("b", "name: a, kind: TraefikService"),
        finding: "11:28 error TraefikService apps/b: a leads back to b",
      },
      passes: {
        yaml: weighted("a", "name: b, kind: TraefikService") + weighted("b", "name: web, port: 80"),
      },
    },
  ],
  E22: [
    {
      finds: {
        yaml:
          to("name: web, port: 80", ", middlewares: [{ name: auht }]") +
          middleware("  addPrefix: { prefix: /a }\n", "auth"),
        finding: "6:90 error IngressRoute apps/web: Middleware apps/auht is not there",
      },
      passes: {
        yaml:
          to("name: web, port: 80", ", middlewares: [{ name: auth }]") +
          middleware("  addPrefix: { prefix: /a }\n", "auth"),
      },
    },
    {
      finds: {
        yaml: to("name: web, port: 80", ", middlewares: [{ name: auth }]"),
        finding: "6:90 warning IngressRoute apps/web: Middleware apps/auth is not among the files",
      },
      passes: { yaml: to("name: web, port: 80", ", middlewares: [{ name: auth@file }]") },
    },
    {
      finds: {
        yaml:
          to("name: web, port: 80", ", middlewares: [{ name: few }]") +
          traefik("MiddlewareTCP", "few", "  inFlightConn: { amount: 10 }\n"),
        finding: "6:90 error IngressRoute apps/web: few is a MiddlewareTCP, which HTTP routes cannot use",
      },
      passes: {
        yaml:
          to("name: web, port: 80", ", middlewares: [{ name: few }]") +
          middleware("  inFlightReq: { amount: 10 }\n", "few"),
      },
    },
    {
      finds: {
        yaml:
          middleware("  chain: { middlewares: [{ name: b }] }\n", "a") +
          middleware("  chain: { middlewares: [{ name: a }] }\n", "b"),
        finding: "11:28 error Middleware apps/b: The chain leads back to a",
      },
      passes: {
        yaml:
          middleware("  chain: { middlewares: [{ name: b }] }\n", "a") +
          middleware("  addPrefix: { prefix: /a }\n", "b"),
      },
    },
  ],
  E23: [
    {
      finds: {
        yaml: to("name: web, port: 80", ", middlewares: [{ name: auth, namespace: traefik }]"),
        values,
        finding:
          "6:102 error IngressRoute apps/web: Middleware auth is in the namespace traefik, which the provider does not allow",
      },
      // without values nobody knows what is allowed
      passes: { yaml: to("name: web, port: 80", ", middlewares: [{ name: auth, namespace: traefik }]") },
    },
    {
      finds: {
        yaml: to("name: web, port: 80, namespace: other"),
        values,
        finding: "6:71 error IngressRoute apps/web: Service web is in the namespace other",
      },
      passes: {
        yaml: to("name: web, port: 80, namespace: other"),
        values: "providers: { kubernetesCRD: { allowCrossNamespace: true } }",
      },
    },
    {
      finds: {
        yaml: to("name: web, port: 80", ", middlewares: [{ name: apps-auth@kubernetescrd }]"),
        values,
        finding: "6:90 error IngressRoute apps/web: apps-auth@kubernetescrd may be in any namespace",
      },
      passes: { yaml: to("name: web, port: 80", ", middlewares: [{ name: auth, namespace: apps }]"), values },
    },
  ],
  E24: [
    {
      finds: {
        yaml: to("name: web, port: 80, serversTransport: slow") + transport("", "traefik"),
        finding: "6:71 error IngressRoute apps/web: ServersTransport apps/slow is not there",
      },
      passes: { yaml: to("name: web, port: 80, serversTransport: slow") + transport("") },
    },
  ],
  E25: [
    {
      finds: {
        yaml:
          secured("{ options: { name: modren } }") +
          traefik("TLSOption", "modern", "  minVersion: VersionTLS13\n"),
        finding: "10:21 error IngressRoute apps/web: TLSOption apps/modren is not there",
      },
      passes: {
        yaml:
          secured("{ options: { name: modern } }") +
          traefik("TLSOption", "modern", "  minVersion: VersionTLS13\n"),
      },
    },
    {
      finds: {
        yaml:
          secured("{ options: { name: default } }") +
          traefik("TLSOption", "default", "  minVersion: VersionTLS13\n"),
        finding:
          "10:21 error IngressRoute apps/web: The TLSOption default is registered without its namespace",
      },
      passes: { yaml: secured("{}") + traefik("TLSOption", "default", "  minVersion: VersionTLS13\n") },
    },
  ],
  E26: [
    {
      finds: {
        yaml:
          traefik("TLSOption", "default", "  sniStrict: true\n") +
          traefik("TLSOption", "default", "  sniStrict: true\n", "other"),
        finding: "9:13 error TLSOption other/default: There is another TLSOption named default",
      },
      passes: {
        yaml:
          traefik("TLSOption", "default", "  sniStrict: true\n") +
          traefik("TLSOption", "strict", "  sniStrict: true\n", "other"),
      },
    },
    {
      finds: {
        yaml: traefik("TLSStore", "mine", "  defaultCertificate: { secretName: a }\n"),
        finding: "3:13 error TLSStore apps/mine: Traefik uses the TLSStore named default and no other",
      },
      passes: { yaml: traefik("TLSStore", "default", "  defaultCertificate: { secretName: a }\n") },
    },
    {
      finds: {
        yaml: traefik("TLSOption", "default", "  sniStrict: true\n"),
        values: "tlsOptions: { default: { minVersion: VersionTLS12 } }",
        finding:
          "3:13 error TLSOption apps/default: There is another TLSOption named default, in the chart's values",
      },
      passes: {
        yaml: traefik("TLSOption", "default", "  sniStrict: true\n"),
        values: "tlsOptions: { modern: { minVersion: VersionTLS13 } }",
      },
    },
  ],
  E27: [
    {
      finds: {
        yaml: middleware("  basicAuth: { secret: users }\n"),
        finding: "5:16 warning Middleware apps/one: Nothing among the files makes Secret apps/users",
      },
      passes: {
        yaml: `${middleware("  basicAuth: { secret: users }\n")}apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: users, namespace: apps }
spec: {}
`,
      },
    },
    {
      finds: {
        yaml:
          middleware("  basicAuth: { secret: users }\n") +
          core("Secret", "users", "stringData: { a: x, b: y }\n"),
        finding:
          "5:16 error Middleware apps/one: Secret users has the keys a, b where username and password, or a single key",
      },
      passes: {
        yaml:
          middleware("  basicAuth: { secret: users }\n") +
          core("Secret", "users", "stringData: { any: x }\n"),
      },
    },
    {
      finds: {
        yaml:
          secured("{ secretName: web-tls }") + core("Secret", "web-tls", "data: { cert: eA==, key: eA== }\n"),
        finding:
          "10:10 error IngressRoute apps/web: Secret web-tls has the keys cert, key where tls.crt and tls.key is needed",
      },
      passes: {
        yaml:
          secured("{ secretName: web-tls }") +
          certManager(
            "Certificate",
            "web",
            "  { secretName: web-tls, dnsNames: [a], issuerRef: { name: ca } }\n",
          ),
      },
    },
  ],
  E28: [
    {
      finds: {
        yaml:
          traefik("IngressRoute", "child", "  parentRefs: [{ name: parnet }]\n  routes: []\n") +
          route("Host(`a`)", "", "parent"),
        finding: "5:18 error IngressRoute apps/child: IngressRoute apps/parnet is not there",
      },
      passes: {
        yaml:
          traefik("IngressRoute", "child", "  parentRefs: [{ name: parent }]\n  routes: []\n") +
          traefik("IngressRoute", "parent", "  routes: [{ kind: Rule, match: Host(`a`) }]\n"),
      },
    },
    {
      finds: {
        yaml:
          traefik("IngressRoute", "child", "  parentRefs: [{ name: parent }]\n  tls: {}\n  routes: []\n") +
          traefik("IngressRoute", "parent", "  routes: [{ kind: Rule, match: Host(`a`) }]\n"),
        finding: "6:3 error IngressRoute apps/child: A child has the tls of its parent",
      },
      passes: {
        yaml:
          traefik("IngressRoute", "child", "  parentRefs: [{ name: parent }]\n  routes: []\n") +
          traefik("IngressRoute", "parent", "  tls: {}\n  routes: [{ kind: Rule, match: Host(`a`) }]\n"),
      },
    },
    {
      finds: {
        yaml:
          traefik("IngressRoute", "child", "  parentRefs: [{ name: web }]\n  routes: []\n") +
          route("Host(`a`)"),
        finding: "16:5 error IngressRoute apps/web: A route cannot have both services and children",
      },
      passes: { yaml: route("Host(`a`)") },
    },
    {
      finds: {
        yaml:
          traefik("IngressRoute", "a", "  parentRefs: [{ name: b }]\n  routes: []\n") +
          traefik("IngressRoute", "b", "  parentRefs: [{ name: a }]\n  routes: []\n"),
        finding: "12:18 error IngressRoute apps/b: a is also below this route",
      },
      passes: {
        yaml:
          traefik("IngressRoute", "a", "  parentRefs: [{ name: b }]\n  routes: []\n") +
          traefik("IngressRoute", "b", "  routes: []\n"),
      },
    },
  ],
  W29: [
    {
      finds: {
        yaml:
          traefik("Middleware", "c", "  addPrefix: { prefix: /a }\n", "a-b") +
          traefik("Middleware", "b-c", "  addPrefix: { prefix: /b }\n", "a"),
        finding: "9:13 warning Middleware a/b-c: Traefik calls this Middleware a-b-c, as it does a-b/c",
      },
      passes: {
        yaml:
          traefik("Middleware", "c", "  addPrefix: { prefix: /a }\n", "a-b") +
          traefik("Middleware", "b-c", "  addPrefix: { prefix: /b }\n", "a"),
        values: "providers: { kubernetesCRD: { safeNaming: true } }",
      },
    },
  ],
  W30: [
    {
      finds: {
        yaml:
          weighted("a", "name: web, port: 80, passHostHeader: false") +
          weighted("b", "name: web, port: 80") +
          service("web"),
        finding:
          "11:26 warning TraefikService apps/b: Service web has other options here than in TraefikService apps/a",
      },
      passes: {
        yaml:
          weighted("a", "name: web, port: 80, weight: 1") +
          weighted("b", "name: web, port: 80, weight: 9") +
          service("web"),
      },
    },
  ],
  E31: [
    {
      finds: {
        yaml:
          to("name: web, port: 80") +
          core("Service", "web", "spec: { type: ExternalName, externalName: a.example }\n"),
        values: "providers: { kubernetesCRD: { allowExternalNameServices: false } }",
        finding: "6:50 error IngressRoute apps/web: Service web has the type ExternalName",
      },
      passes: {
        yaml:
          to("name: web, port: 80") +
          core("Service", "web", "spec: { type: ExternalName, externalName: a.example }\n"),
        values: "providers: { kubernetesCRD: { allowExternalNameServices: true } }",
      },
    },
    {
      finds: {
        yaml: to("name: web, port: 80, healthCheck: { path: /up }") + service("web"),
        finding:
          "6:71 error IngressRoute apps/web: Traefik takes health checks for the type ExternalName only",
      },
      passes: {
        yaml:
          to("name: web, port: 80, healthCheck: { path: /up }") +
          core(
            "Service",
            "web",
            "spec: { type: ExternalName, externalName: a.example, ports: [{ port: 80 }] }\n",
          ),
      },
    },
    {
      finds: {
        yaml:
          to("name: web, port: 80, nativeLB: true") +
          core("Service", "web", "spec: { clusterIP: None, ports: [{ port: 80 }] }\n"),
        finding: "6:71 error IngressRoute apps/web: Service web is headless",
      },
      passes: { yaml: to("name: web, port: 80, nativeLB: true") + service("web") },
    },
  ],
  E32: [
    {
      finds: {
        yaml: transport("  rootCAs: [{}]\n"),
        finding: "6:13 error ServersTransport apps/slow: The entry names neither a secret nor a configMap",
      },
      passes: { yaml: transport("  rootCAs: [{ configMap: authority }]\n") },
    },
  ],
};
