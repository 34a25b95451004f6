import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkObjects } from "../../../verify/structural/objects";
import { schemasIn } from "../../../verify/structural/schemas";

const findSchema = schemasIn(join(__dirname, "..", "..", "..", "imports", "schemas"));

const traefik = (kind: string, spec: object) => ({ apiVersion: "traefik.io/v1alpha1", kind, spec });
const certManager = (kind: string, spec: object) => ({ apiVersion: "cert-manager.io/v1", kind, spec });

function check(object: { readonly kind: string }): string[] {
  const namespace = object.kind === "ClusterIssuer" ? undefined : "apps";
  const whole = { ...object, metadata: { name: "a", namespace } };
  return checkObjects([{ path: "a.yaml", objects: [whole] }], findSchema).map(
    ({ path, message }) => `${path}: ${message}`,
  );
}

const route = (rest: object) => traefik("IngressRoute", { routes: [{ match: "Host(`a`)", ...rest }] });
const certificate = (rest: object) =>
  certManager("Certificate", { secretName: "tls", issuerRef: { name: "le" }, ...rest });
const issuer = (solver: object, rest: object = {}) =>
  certManager("ClusterIssuer", {
    acme: {
      server: "https://acme-v02.api.letsencrypt.org/directory",
      privateKeySecretRef: { name: "account" },
      solvers: [solver],
      ...rest,
    },
  });

const right: readonly (readonly [string, { readonly kind: string }])[] = [
  [
    "a route",
    traefik("IngressRoute", {
      entryPoints: ["websecure"],
      routes: [
        {
          kind: "Rule",
          match: "Host(`a.example.com`) && PathPrefix(`/api`)",
          priority: 100,
          middlewares: [{ name: "strip", namespace: "apps" }],
          services: [
            { name: "v1", port: "http", weight: 90 },
            { name: "v2", port: 80, weight: 10, strategy: "wrr", sticky: { cookie: { sameSite: "lax" } } },
          ],
        },
      ],
      tls: { options: { name: "modern" }, domains: [{ main: "a.example.com" }] },
    }),
  ],
  ["a middleware", traefik("Middleware", { rateLimit: { average: 100, period: "1m", burst: 50 } })],
  ["a middleware of a plugin", traefik("Middleware", { plugin: { geoblock: { countries: ["DE"] } } })],
  ["an empty block that means something", traefik("Middleware", { compress: {} })],
  [
    "a certificate",
    certificate({
      dnsNames: ["a.example.com"],
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      usages: ["digital signature", "server auth"],
      renewBeforePercentage: 33,
    }),
  ],
  [
    "an issuer",
    issuer({ dns01: { route53: { region: "eu-central-1" } }, selector: { dnsZones: ["example.com"] } }),
  ],
];

test.each(right)("accepts %s", (_what, object) => {
  expect(check(object)).toEqual([]);
});

const wrong: readonly (readonly [string, { readonly kind: string }, string])[] = [
  [
    "a priority in quotes",
    route({ priority: "100" }),
    'spec.routes[0].priority: must be a whole number; not "100"',
  ],
  [
    "a priority beyond what Traefik can say",
    route({ priority: 1e19 }),
    "spec.routes[0].priority: must be at most 9223372036854775000; not 10000000000000000000",
  ],
  [
    "a syntax of rules that is not there",
    route({ syntax: 2 }),
    "spec.routes[0].syntax: must be a string; not 2",
  ],
  [
    "a service without a name",
    route({ services: [{ port: 80 }] }),
    "spec.routes[0].services[0].name: is required",
  ],
  [
    "a port that is neither number nor name",
    route({ services: [{ name: "a", port: { number: 80 } }] }),
    'spec.routes[0].services[0].port: must be a whole number or a string; not {"number":80}',
  ],
  [
    "a strategy by its old name",
    route({ services: [{ name: "a", strategy: "wr" }] }),
    'spec.routes[0].services[0].strategy: must be one of wrr, p2c, hrw, leasttime, RoundRobin; not "wr"; did you mean wrr?',
  ],
  [
    "a middleware of Traefik 2",
    traefik("Middleware", { ipWhiteLst: { sourceRange: [] } }),
    "spec.ipWhiteLst: is no known field; did you mean ipWhiteList?",
  ],
  [
    "a duration in words",
    traefik("Middleware", { circuitBreaker: { checkPeriod: "1 minute" } }),
    'spec.circuitBreaker.checkPeriod: "1 minute" does not match ^([0-9]+(ns|us|µs|ms|s|m|h)?)+$',
  ],
  [
    "a name of a certificate in a list of its own",
    certificate({ dnsNames: "a.example.com" }),
    'spec.dnsNames: must be a list; not "a.example.com"',
  ],
  [
    "a key's algorithm in lower case",
    certificate({ privateKey: { algorithm: "ecdsa" } }),
    'spec.privateKey.algorithm: must be one of RSA, ECDSA, Ed25519; not "ecdsa"; did you mean ECDSA?',
  ],
  [
    "a certificate as before cert-manager 1.0",
    certificate({ organization: ["a"] }),
    "spec.organization: is no known field",
  ],
  [
    "a bundle that is text and not base64",
    issuer({}, { caBundle: "-----BEGIN CERTIFICATE-----" }),
    'spec.acme.caBundle: must be base64; not "-----BEGIN CERTIFICATE-----"',
  ],
  [
    "two issuers of Venafi at once",
    certManager("Issuer", {
      venafi: {
        zone: "a",
        cloud: { apiTokenSecretRef: { name: "a" } },
        tpp: { url: "https://a", credentialsRef: { name: "a" } },
      },
    }),
    "spec.venafi: exactly one of tpp, cloud, or ngts must be configured",
  ],
];

test.each(wrong)("refuses %s", (_what, object, finding) => {
  expect(check(object)).toEqual([finding]);
});
