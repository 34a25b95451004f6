import { type Cases, route, traefik } from "./case";

const option = (spec: string): string => traefik("TLSOption", "modern", `  ${spec}\n`);

const transport = (spec: string): string => traefik("ServersTransport", "slow", `  ${spec}\n`);

const tcp = (match: string, rest = ""): string =>
  traefik(
    "IngressRouteTCP",
    "db",
    `  entryPoints: [web]
  routes:
  - match: ${match}
    services: [{ name: db, port: 5432 }]
${rest}`,
  );

const plain = traefik(
  "IngressRoute",
  "web",
  "  entryPoints: [web]\n  routes: [{ kind: Rule, match: Host(`a`), services: [{ name: web, port: 80 }] }]\n",
);

const secured = (name: string, options: string, host = "a"): string =>
  route(`Host(\`${host}\`)`, `  tls: { ${options === "" ? "" : `options: { name: ${options} }`} }\n`, name);

export const tlsCases: Cases = {
  E40: [
    {
      finds: {
        yaml: option('minVersion: "1.2"'),
        finding: "5:3 error TLSOption apps/modern: There is no version 1.2: Traefik ignores it",
      },
      passes: { yaml: option("minVersion: VersionTLS12") },
    },
    {
      finds: {
        yaml: option("cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256]"),
        finding: "5:18 error TLSOption apps/modern: There is no cipher suite ECDHE-RSA-AES128-GCM-SHA256",
      },
      passes: { yaml: option("cipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]") },
    },
    {
      finds: {
        yaml: option("curvePreferences: [P256]"),
        finding: "5:22 error TLSOption apps/modern: There is no curve P256",
      },
      passes: { yaml: option("curvePreferences: [X25519MLKEM768, CurveP256]") },
    },
    {
      finds: {
        yaml: option("clientAuth: { clientAuthType: RequireAndVerifyClientCert }"),
        finding:
          "5:3 error TLSOption apps/modern: RequireAndVerifyClientCert has no authority to verify with",
      },
      passes: {
        yaml: option("clientAuth: { clientAuthType: RequireAndVerifyClientCert, secretNames: [ca] }"),
      },
    },
    {
      finds: {
        yaml: option("{ minVersion: VersionTLS13, maxVersion: VersionTLS12 }"),
        finding: "5:31 error TLSOption apps/modern: VersionTLS12 is below VersionTLS13",
      },
      passes: { yaml: option("{ minVersion: VersionTLS12, maxVersion: VersionTLS13 }") },
    },
  ],
  E41: [
    {
      finds: {
        yaml: secured("one", "strict") + secured("two", ""),
        finding:
          "21:3 error IngressRoute apps/two: IngressRoute apps/one has the TLS options apps/strict for a, this one the default TLS options",
      },
      passes: { yaml: secured("one", "strict") + secured("two", "strict") + secured("three", "", "b") },
    },
  ],
  W42: [
    {
      finds: {
        yaml: route("PathPrefix(`/`)", "  tls: { options: { name: strict } }\n"),
        finding: "8:5 warning IngressRoute apps/web: TLS options are chosen by the host",
      },
      passes: {
        yaml: route("Host(`*.example`) && PathPrefix(`/`)", "  tls: { options: { name: strict } }\n"),
      },
    },
  ],
  E43: [
    {
      finds: {
        yaml: tcp("HostSNI(`db.example`)"),
        finding: "7:5 error IngressRouteTCP apps/db: Only TLS tells the host db.example",
      },
      passes: { yaml: tcp("HostSNI(`db.example`)", "  tls: { passthrough: true }\n") },
    },
  ],
  W44: [
    {
      finds: {
        yaml: tcp("HostSNI(`*`)") + plain,
        finding: "7:5 warning IngressRouteTCP apps/db: The route takes every plain connection of web",
      },
      passes: { yaml: tcp("HostSNI(`*`)", "  tls: {}\n") + plain },
    },
  ],
  W45: [
    {
      finds: {
        yaml: transport("{ insecureSkipVerify: true, forwardingTimeouts: { responseHeaderTimeout: 30s } }"),
        finding: "5:5 warning ServersTransport apps/slow: Any certificate is accepted",
      },
      passes: { yaml: transport("{ serverName: a, forwardingTimeouts: { responseHeaderTimeout: 30s } }") },
    },
  ],
  W46: [
    {
      finds: {
        yaml: transport("{ serverName: a, forwardingTimeouts: { dialTimeout: 30s } }"),
        finding: "5:20 warning ServersTransport apps/slow: Nothing bounds the wait for an answer",
      },
      passes: { yaml: transport("{ forwardingTimeouts: { responseHeaderTimeout: 30 } }") },
    },
  ],
};
