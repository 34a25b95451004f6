import { type Cases, certManager, route, traefik } from "./case";

const certificate = (rest: string, name = "web", namespace = "apps"): string =>
  certManager("Certificate", name, `  secretName: ${name}-tls\n${rest}`, namespace);

const issuedBy = (issuer: string, names: string): string =>
  certificate(`  issuerRef: ${issuer}\n  dnsNames: ${names}\n`);

const acme = (solvers: string, kind = "ClusterIssuer", server = "https://acme.example/directory"): string =>
  certManager(
    kind,
    "acme",
    `  acme:\n    server: ${server}\n    privateKeySecretRef: { name: key }\n    solvers: ${solvers}\n`,
  );

const named = "{ kind: ClusterIssuer, name: acme }";
const byDns = "[{ dns01: { route53: { hostedZoneID: Z1 } } }]";
const byHttp = "[{ http01: { ingress: { ingressClassName: traefik } } }]";

const store = (secret: string, namespace = "traefik"): string =>
  traefik("TLSStore", "default", `  defaultCertificate: { secretName: ${secret} }\n`, namespace);

const strict = traefik("TLSOption", "default", "  sniStrict: true\n", "traefik");

const secured = (tls: string, host = "a.example"): string => route(`Host(\`${host}\`)`, `  tls: ${tls}\n`);

const names = (list: string, name = "web", namespace = "apps"): string =>
  certificate(`  issuerRef: { name: x }\n  dnsNames: ${list}\n`, name, namespace);

const installed = (chart: string, values: string) => ({
  resource: { helm_release: { [chart]: { chart, name: chart, namespace: chart, values: [values] } } },
});

const withRole = (role: string) => ({
  yaml: acme(`[{ dns01: { route53: { hostedZoneID: Z1, role: ${role} } } }]`),
  stack: {
    resource: {
      aws_iam_role: { cm: { name: "cert-manager", assume_role_policy: "{}" } },
      aws_eks_pod_identity_association: {
        cm: {
          namespace: "cert-manager",
          service_account: "cert-manager",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of Terraform
          role_arn: "${aws_iam_role.cm.arn}",
        },
      },
      helm_release: {
        cm: { chart: "cert-manager", name: "cert-manager", namespace: "cert-manager", values: [] },
      },
    },
  },
});

export const certificateCases: Cases = {
  E47: [
    {
      finds: {
        yaml: secured("{ secretName: web-tls }") + names("[b.example]"),
        finding: "8:5 error IngressRoute apps/web: Certificate web does not cover a.example",
      },
      passes: { yaml: secured("{ secretName: web-tls }") + names("['*.example']") },
    },
    {
      // a wildcard is for one label
      finds: {
        yaml: secured("{}", "b.a.example") + names("['*.example']", "all", "traefik") + store("all-tls"),
        finding: "8:5 error IngressRoute apps/web: Certificate all does not cover b.a.example",
      },
      passes: { yaml: secured("{}") + names("['*.example']", "all", "traefik") + store("all-tls") },
    },
    {
      finds: {
        yaml: secured("{}"),
        complete: true,
        finding: "8:5 error IngressRoute apps/web: No certificate covers a.example",
      },
      // elsewhere there may be one
      passes: { yaml: secured("{}") },
    },
    {
      finds: {
        yaml:
          secured("{}") +
          names("[a.example, other.example]", "other") +
          route("Host(`other.example`)", "  tls: { secretName: other-tls }\n", "other"),
        finding:
          "8:5 warning IngressRoute apps/web: a.example is served with Certificate apps/other, which another route loads",
      },
      passes: { yaml: secured("{ secretName: other-tls }") + names("[a.example]", "other") },
    },
  ],
  E48: [
    {
      finds: {
        yaml: secured("{ secretName: web-tls }") + names("[a.example]", "web", "traefik"),
        finding:
          "10:10 error IngressRoute apps/web: Certificate traefik/web writes Secret web-tls into its own namespace",
      },
      passes: { yaml: secured("{ secretName: web-tls }") + names("[a.example]") },
    },
    {
      finds: {
        yaml: secured("{ secretName: web-tls }") + names("[a.example]", "web", "traefik"),
        complete: true,
        finding: "10:10 error IngressRoute apps/web: Certificate traefik/web writes Secret web-tls",
      },
      // another controller copies it
      passes: {
        yaml:
          secured("{ secretName: web-tls }") +
          names(
            "[a.example]\n  secretTemplate: { annotations: { reflector.v1.k8s.emberstack.com/reflection-allowed: 'true' } }",
            "web",
            "traefik",
          ),
      },
    },
  ],
  E49: [
    {
      finds: {
        yaml: issuedBy("{ name: acme }", "[a.example]") + acme(byDns),
        finding: "6:16 error Certificate apps/web: acme is a ClusterIssuer, and without that kind",
      },
      passes: { yaml: issuedBy(named, "[a.example]") + acme(byDns) },
    },
    {
      finds: {
        yaml: issuedBy("{ kind: ClusterIssuer, name: amce }", "[a.example]") + acme(byDns),
        finding: "6:37 error Certificate apps/web: ClusterIssuer amce is not there",
      },
      passes: {
        yaml: issuedBy("{ kind: AWSPCAIssuer, group: awspca.cert-manager.io, name: amce }", "[a.example]"),
      },
    },
  ],
  E50: [
    {
      finds: {
        yaml: issuedBy(named, "[example, '*.example']") + acme(byHttp),
        finding: "7:23 error Certificate apps/web: An authority gives a wildcard for an answer in DNS alone",
      },
      passes: { yaml: issuedBy(named, "[example, '*.example']") + acme(byDns) },
    },
    {
      finds: {
        yaml:
          issuedBy(named, "[a.other]") +
          acme("[{ selector: { dnsZones: [example] }, dns01: { route53: {} } }]"),
        finding: "7:14 error Certificate apps/web: acme has no solver for a.other",
      },
      passes: {
        yaml:
          issuedBy(named, "[a.example]") +
          acme("[{ selector: { dnsZones: [example] }, dns01: { route53: {} } }]"),
      },
    },
  ],
  E51: [
    {
      finds: {
        yaml: acme(byHttp),
        values: "providers: { kubernetesIngress: { enabled: false } }",
        finding: "8:27 error ClusterIssuer acme: Traefik does not read Ingresses",
      },
      passes: { yaml: acme(byHttp), values: "providers: { kubernetesIngress: { enabled: true } }" },
    },
    {
      finds: {
        yaml: acme(byHttp),
        values: "ports: { web: { expose: { default: false } } }",
        finding: "8:27 error ClusterIssuer acme: No entry point is exposed at port 80",
      },
      passes: { yaml: acme(byHttp), values: "ports: { web: { exposedPort: 80 } }" },
    },
  ],
  E52: [
    {
      finds: {
        yaml: acme("[{ http01: { gatewayHTTPRoute: { parentRefs: [{ name: a, kind: Gateway }] } } }]"),
        values: "providers: { kubernetesGateway: { enabled: false } }",
        finding: "8:27 error ClusterIssuer acme: Traefik does not read Gateways",
      },
      passes: {
        yaml: acme("[{ http01: { gatewayHTTPRoute: { parentRefs: [{ name: a, kind: Gateway }] } } }]"),
        values: "providers: { kubernetesGateway: { enabled: true } }",
      },
    },
  ],
  E53: [
    {
      finds: {
        yaml: acme(byDns, "Issuer"),
        stack: installed("cert-manager", "replicaCount: 2"),
        finding: "8:26 error Issuer apps/acme: An Issuer may not use the pod's own credentials",
      },
      passes: {
        yaml: acme(byDns, "Issuer"),
        stack: installed("cert-manager", "extraArgs: [--issuer-ambient-credentials]"),
      },
    },
  ],
  E54: [
    {
      finds: {
        ...withRole("arn:aws:iam::111122223333:role/cert-manager"),
        finding: "8:55 error ClusterIssuer acme: The pod has the role cert-manager already",
      },
      passes: withRole("arn:aws:iam::444455556666:role/dns"),
    },
  ],
  E56: [
    {
      finds: {
        yaml: certManager("Issuer", "two", "  selfSigned: {}\n  ca: { secretName: a }\n"),
        finding: "5:3 error Issuer apps/two: The issuer has the types ca and selfSigned",
      },
      passes: { yaml: certManager("Issuer", "one", "  selfSigned: {}\n") },
    },
    {
      finds: {
        yaml: acme("[{ selector: {} }]"),
        finding: "8:15 error ClusterIssuer acme: A solver has neither http01 nor dns01",
      },
      passes: { yaml: acme(byDns) },
    },
    {
      finds: {
        yaml: certificate("  issuerRef: { name: x }\n"),
        finding: "4:1 error Certificate apps/web: The Certificate is for no name",
      },
      passes: { yaml: names("[a.example]") },
    },
    {
      finds: {
        yaml: names("[a.example]\n  privateKey: { algorithm: ECDSA, size: 2048 }"),
        finding: "8:35 error Certificate apps/web: There is no ECDSA key of 2048 bits",
      },
      passes: { yaml: names("[a.example]\n  privateKey: { algorithm: RSA, size: 2048 }") },
    },
    {
      finds: {
        yaml: names("[a.example]\n  duration: 90d"),
        finding: "8:3 error Certificate apps/web: 90d is no duration of Go",
      },
      passes: { yaml: names("[a.example]\n  duration: 2160h\n  renewBefore: 720h") },
    },
    {
      finds: {
        yaml: names("[a.example]\n  duration: 24h\n  renewBefore: 24h"),
        finding: "9:3 error Certificate apps/web: Renewal would begin before the certificate does",
      },
      passes: { yaml: names("[a.example]\n  duration: 24h\n  renewBefore: 8h") },
    },
  ],
  W57: [
    {
      finds: {
        yaml:
          names("[a.example]") +
          certManager(
            "Certificate",
            "two",
            "  { secretName: web-tls, issuerRef: { name: x }, dnsNames: [b] }\n",
          ),
        finding: "13:5 error Certificate apps/two: Certificate web writes Secret web-tls too",
      },
      passes: { yaml: names("[a.example]") + names("[b.example]", "two") },
    },
    {
      finds: {
        yaml: names("[a.example, b.example]") + names("[b.example, a.example]", "web", "other"),
        finding: "15:3 warning Certificate other/web: Certificate apps/web has the same names",
      },
      passes: { yaml: names("[a.example, b.example]") + names("[b.example]", "web", "other") },
    },
  ],
  W58: [
    {
      finds: {
        yaml: names("['*.example']"),
        finding: "7:14 warning Certificate apps/web: *.example does not cover example itself",
      },
      passes: { yaml: names("[example, '*.example']") },
    },
    {
      finds: {
        yaml: names("[a.example]\n  privateKey: { rotationPolicy: Never }"),
        finding: "8:17 warning Certificate apps/web: The key stays the same for all renewals",
      },
      passes: { yaml: names("[a.example]\n  privateKey: { rotationPolicy: Always }") },
    },
    {
      finds: {
        yaml: issuedBy(named, "[a.example]\n  commonName: b.example") + acme(byDns),
        finding: "8:3 error Certificate apps/web: ACME wants the common name among dnsNames",
      },
      passes: { yaml: issuedBy(named, "[a.example]\n  commonName: a.example") + acme(byDns) },
    },
    {
      finds: {
        yaml:
          issuedBy("{ kind: ClusterIssuer, name: trial }", "[a.example]") +
          certManager(
            "ClusterIssuer",
            "trial",
            "  acme: { server: https://acme-staging.example, privateKeySecretRef: { name: a } }\n",
          ) +
          acme(byDns) +
          certificate(`  issuerRef: ${named}\n  dnsNames: [b.example]\n`, "other"),
        finding: "6:37 warning Certificate apps/web: The issuer is for trials",
      },
      passes: {
        yaml:
          issuedBy("{ kind: ClusterIssuer, name: trial }", "[a.example]") +
          certManager(
            "ClusterIssuer",
            "trial",
            "  acme: { server: https://acme-staging.example, privateKeySecretRef: { name: a } }\n",
          ),
      },
    },
  ],
  E59: [
    {
      finds: {
        yaml: secured("{}", "a.other") + names("['*.example']", "all", "traefik") + store("all-tls") + strict,
        finding:
          "8:5 error IngressRoute apps/web: Certificate all does not cover a.other, and sniStrict is on",
      },
      passes: { yaml: secured("{}") + names("['*.example']", "all", "traefik") + store("all-tls") + strict },
    },
  ],
};
