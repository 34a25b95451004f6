import { join, resolve as resolvePath } from "node:path";
import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../../k8s/app";
import { traefikValues } from "../../stacks/releases/traefik";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";
import { find, manifestsIn, namesOf } from "./manifests";
import { meshObjects } from "./mesh/objects";

const findSchema = schemasIn(join(resolvePath(__dirname, "../.."), "imports", "schemas"));
const service = { image: "example/web:1" };

const platformWith = (certificates: Partial<DefinitionInput["certificates"]>) =>
  resolve({
    ...small,
    services: { web: service },
    certificates: { ...small.certificates, ...certificates },
  });

/** The objects of certificates, after the schemas of their resources have accepted them. */
function objectsOf(certificates: Partial<DefinitionInput["certificates"]>) {
  const files = kubernetesFiles(platformWith(certificates));
  expect(checkObjects(files, findSchema)).toEqual([]);
  return manifestsIn(files);
}

const role = "arn:aws:iam::444455556666:role/dns";
const partner = {
  acme: {
    server: "https://acme.example.com/directory",
    email: "partner@example.com",
    profile: "tlsserver",
    externalAccount: { keyId: "id", secretName: "partner-account" },
    dns01: { zone: { name: "partner.example", id: "ZPARTNER" }, role },
  },
};

test("asks another authority, with a known account and through a role of another account", () => {
  expect(find(objectsOf({ issuers: { partner } }), "ClusterIssuer", "partner").spec).toEqual({
    acme: {
      server: "https://acme.example.com/directory",
      email: "partner@example.com",
      profile: "tlsserver",
      privateKeySecretRef: { name: "partner-account-key" },
      externalAccountBinding: { keyID: "id", keySecretRef: { name: "partner-account", key: "secret" } },
      solvers: [
        {
          selector: { dnsZones: ["partner.example"] },
          dns01: { route53: { hostedZoneID: "ZPARTNER", role } },
        },
      ],
    },
  });
});

test("lets cert-manager write into the zones of its issuers and assume their roles, and no others", () => {
  const statements = (certificates: Partial<DefinitionInput["certificates"]>) =>
    JSON.parse(
      resourceOf(terraformJson(platformWith(certificates)), "aws_iam_role_policy", "cert-manager").policy,
    ).Statement.map(({ Action, Resource }: { Action: string[]; Resource: string[] }) => [
      Action.join(),
      ...Resource,
    ]);
  const own = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ";
  expect(statements({})).toEqual([
    ["route53:GetChange", "arn:aws:route53:::change/*"],
    ["route53:ListResourceRecordSets", own],
    ["route53:ChangeResourceRecordSets", own],
  ]);
  const more = { acme: { dns01: { zone: { name: "example.org", id: "ZMORE" } } } };
  expect(statements({ issuers: { partner, more } })).toEqual([
    ["route53:GetChange", "arn:aws:route53:::change/*"],
    ["route53:ListResourceRecordSets", own, "arn:aws:route53:::hostedzone/ZMORE"],
    ["route53:ChangeResourceRecordSets", own, "arn:aws:route53:::hostedzone/ZMORE"],
    ["sts:AssumeRole,sts:TagSession", role],
  ]);
});

test("makes an authority of one's own from a certificate that signs itself", () => {
  const objects = objectsOf({
    issuers: { root: { selfSigned: {} }, corporate: { ca: { secretName: "corporate-ca-tls" } } },
    additional: {
      "corporate-ca": {
        namespace: "cert-manager",
        commonName: "Corporate CA",
        issuer: "root",
        isCA: true,
        duration: "87600h",
        renewBefore: "720h",
        key: { algorithm: "RSA", size: 4096 },
        usages: ["cert sign", "crl sign"],
      },
      clients: {
        namespace: "apps",
        hosts: ["web.internal.example.com"],
        issuer: "corporate",
        key: { algorithm: "Ed25519" },
      },
    },
  });
  expect(find(objects, "ClusterIssuer", "root").spec).toEqual({ selfSigned: {} });
  expect(find(objects, "ClusterIssuer", "corporate").spec).toEqual({
    ca: { secretName: "corporate-ca-tls" },
  });
  expect(find(objects, "Certificate", "corporate-ca")).toMatchObject({
    metadata: { namespace: "cert-manager" },
    spec: {
      secretName: "corporate-ca-tls",
      issuerRef: { kind: "ClusterIssuer", name: "root" },
      commonName: "Corporate CA",
      isCA: true,
      usages: ["cert sign", "crl sign"],
      privateKey: { algorithm: "RSA", size: 4096, rotationPolicy: "Always" },
      duration: "87600h",
      renewBefore: "720h",
    },
  });
  expect(find(objects, "Certificate", "clients").spec.privateKey).toEqual({
    algorithm: "Ed25519",
    rotationPolicy: "Always",
  });
});

test("serves certificates of Traefik's namespace from the default store, and routes their hosts", () => {
  const certificates = {
    ...small.certificates,
    additional: {
      shop: { hosts: ["shop.eu.example.com"], issuer: "letsencrypt-production" },
      apps: { namespace: "apps", hosts: ["a.eu.example.com"], issuer: "letsencrypt-production" },
    },
  };
  const services = { shop: { ...service, expose: [{ host: "shop.eu.example.com" }] } };
  const objects = manifestsIn(kubernetesFiles(resolve({ ...small, certificates, services })));
  expect(find(objects, "TLSStore", "default").spec).toEqual({
    defaultCertificate: { secretName: "wildcard-example-com-tls" },
    // with sniStrict only those that are listed count
    certificates: [{ secretName: "wildcard-example-com-tls" }, { secretName: "shop-tls" }],
  });
  const elsewhere = { apps: { ...service, expose: [{ host: "a.eu.example.com" }] } };
  expect(() => resolve({ ...small, certificates, services: elsewhere })).toThrow("is not covered");
});

const overHttp = {
  issuers: { http: { acme: { http01: {} } } },
  additional: { shop: { namespace: "apps", hosts: ["shop.example.org"], issuer: "http" } },
};

test("answers challenges over HTTP through Traefik, past its redirection and the namespace's policy", () => {
  const objects = objectsOf(overHttp);
  expect(find(objects, "ClusterIssuer", "http").spec.acme.solvers).toEqual([
    {
      http01: {
        ingress: {
          ingressClassName: "traefik",
          serviceType: "ClusterIP",
          ingressTemplate: {
            metadata: { annotations: { "traefik.ingress.kubernetes.io/router.entrypoints": "web" } },
          },
        },
      },
    },
  ]);
  expect(find(objects, "NetworkPolicy", "acme-http01-solver").spec).toMatchObject({
    podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
    ingress: [{ ports: [{ port: 8089 }] }],
  });
  const values = traefikValues(platformWith(overHttp));
  expect(values.ingressClass).toEqual({ enabled: true, isDefaultClass: false, name: "traefik" });
  expect(values.providers.kubernetesIngress).toMatchObject({ enabled: true, ingressClass: "traefik" });
  expect(values.ports.web?.allowACMEByPass).toBe(true);
});

test.each([
  ["istio", { "sidecar.istio.io/inject": "false" }],
  ["istio-ambient", { "istio.io/dataplane-mode": "none" }],
] as const)(
  "answers challenges outside of %s, whose members would not be asked by Traefik",
  (mesh, labels) => {
    const certificates = { ...small.certificates, ...overHttp };
    const objects = meshObjects(mesh, { web: service }, { certificates });
    expect(find(objects, "ClusterIssuer", "http").spec.acme.solvers[0].http01.ingress.podTemplate).toEqual({
      metadata: { labels },
    });
  },
);

test("reads no Ingress objects where no challenge needs one", () => {
  const values = traefikValues(platformWith({ issuers: { partner } }));
  expect(values.ingressClass).toEqual({ enabled: false });
  expect(values.providers.kubernetesIngress).toEqual({ enabled: false });
  expect(values.ports.web).not.toHaveProperty("allowACMEByPass");
  expect(namesOf(objectsOf({ issuers: { partner } }), "NetworkPolicy")).not.toContain("acme-http01-solver");
});
