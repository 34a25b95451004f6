import { expect, test } from "@jest/globals";
import { samplePlatform } from "../platform/sample";
import { allObjects, find } from "./manifests";

const objects = allObjects(samplePlatform({ services: { a: { image: "a:v1" } } }));

test("speaks TLS 1.2 or later, and only for hosts with a certificate", () => {
  const { metadata, spec } = find(objects, "TLSOption", "default");
  expect(metadata.namespace).toBe("traefik");
  expect(spec).toMatchObject({ minVersion: "VersionTLS12", sniStrict: true });
  expect(spec.cipherSuites.filter((suite: string) => !/^TLS_ECDHE_.*(GCM|POLY1305)/.test(suite))).toEqual([]);
});

test("serves the secret that the certificate is written to, from its namespace", () => {
  const store = find(objects, "TLSStore", "default");
  const certificate = find(objects, "Certificate", "wildcard-example-com");
  expect(store.metadata.namespace).toBe(certificate.metadata.namespace);
  expect(store.spec).toEqual({ defaultCertificate: { secretName: certificate.spec.secretName } });
});

test("asks for the domain and its subdomains", () => {
  expect(find(objects, "Certificate", "wildcard-example-com").spec).toEqual({
    secretName: "wildcard-example-com-tls",
    issuerRef: { kind: "ClusterIssuer", name: "letsencrypt-production" },
    dnsNames: ["example.com", "*.example.com"],
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    renewBeforePercentage: 33,
  });
});

test("issues with the controller's own credentials, in the one zone", () => {
  expect(find(objects, "ClusterIssuer", "letsencrypt-staging").spec).toEqual({
    acme: {
      server: "https://acme-staging-v02.api.letsencrypt.org/directory",
      email: "platform@example.com",
      privateKeySecretRef: { name: "letsencrypt-staging-account-key" },
      solvers: [
        {
          selector: { dnsZones: ["example.com"] },
          dns01: { route53: { hostedZoneID: "Z0123456789ABCDEFGHIJ" } },
        },
      ],
    },
  });
});

test("names a namespace on everything but what belongs to the cluster", () => {
  const clusterScoped = ["Namespace", "ClusterIssuer", "StorageClass"];
  const wrong = objects.filter(
    ({ kind, metadata }) => clusterScoped.includes(kind) !== (metadata.namespace === undefined),
  );
  expect(wrong).toEqual([]);
});

test("says of every object who manages it", () => {
  const managers = objects.map(({ metadata }) => (metadata as { labels?: Record<string, string> }).labels);
  expect(managers).toEqual(
    managers.map(() => expect.objectContaining({ "app.kubernetes.io/managed-by": "slipway" })),
  );
});
