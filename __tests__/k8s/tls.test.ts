import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../../k8s/app";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";
import type { DefinitionInput } from "../outputs";
import { samplePlatform } from "../platform/sample";
import { find, manifestsIn } from "./manifests";

const findSchema = schemasIn(join(resolve(__dirname, "../.."), "imports", "schemas"));

/** The objects of a definition, after the schemas of their resources have accepted them. */
function objectsOf(sections: Partial<DefinitionInput>) {
  const files = kubernetesFiles(samplePlatform(sections));
  expect(checkObjects(files, findSchema)).toEqual([]);
  return manifestsIn(files);
}

type Tls = NonNullable<DefinitionInput["tls"]>;
type Transports = NonNullable<DefinitionInput["serversTransports"]>;

const option: NonNullable<Tls["default"]> = {
  minVersion: "VersionTLS10",
  maxVersion: "VersionTLS12",
  cipherSuites: ["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
  curvePreferences: ["X25519MLKEM768", "CurveP256"],
  sniStrict: false,
  alpnProtocols: ["h2", "http/1.1"],
  disableSessionTickets: true,
  clientAuth: { secretNames: ["clients-ca"], clientAuthType: "VerifyClientCertIfGiven" },
};

test("writes every way to speak TLS in Traefik's words, the default one into Traefik's namespace", () => {
  const objects = objectsOf({ tls: { default: option, options: { old: { ...option, namespace: "shop" } } } });
  expect(find(objects, "TLSOption", "default")).toMatchObject({
    metadata: { namespace: "traefik" },
    spec: option,
  });
  expect(find(objects, "TLSOption", "old")).toMatchObject({ metadata: { namespace: "shop" }, spec: option });
});

test("chooses no cipher suites where only TLS 1.3 is spoken", () => {
  const objects = objectsOf({ tls: { options: { new: { minVersion: "VersionTLS13" } } } });
  expect(find(objects, "TLSOption", "new").spec).toEqual({ minVersion: "VersionTLS13", sniStrict: true });
});

test("asks for a verified certificate where an authority is named", () => {
  const objects = objectsOf({ tls: { options: { mutual: { clientAuth: { secretNames: ["ca"] } } } } });
  expect(find(objects, "TLSOption", "mutual").spec.clientAuth).toEqual({
    secretNames: ["ca"],
    clientAuthType: "RequireAndVerifyClientCert",
  });
});

const tls = {
  serverName: "web.example.com",
  rootCAs: [{ secret: "ca" }, { configMap: "ca" }],
  certificatesSecrets: ["client"],
  peerCertURI: "spiffe://example.com/web",
};

test("writes every way to speak to services", () => {
  const options: Transports[string] = {
    ...tls,
    minVersion: "VersionTLS12",
    maxVersion: "VersionTLS13",
    cipherSuites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
    maxIdleConnsPerHost: 10,
    disableHTTP2: false,
    forwardingTimeouts: {
      dialTimeout: "1s",
      responseHeaderTimeout: "1m",
      idleConnTimeout: "2m",
      readIdleTimeout: "3s",
      pingTimeout: "4s",
    },
  };
  const objects = objectsOf({
    serversTransports: { slow: options, insecure: { insecureSkipVerify: true } },
  });
  expect(find(objects, "ServersTransport", "slow").spec).toEqual(options);
  expect(find(objects, "ServersTransport", "insecure").spec).toEqual({
    insecureSkipVerify: true,
    maxIdleConnsPerHost: 200,
    forwardingTimeouts: { responseHeaderTimeout: "30s" },
  });
});

test("writes every way to connect to services of TCP routes", () => {
  const options = {
    dialTimeout: "1s",
    dialKeepAlive: "2s",
    terminationDelay: "3s",
    proxyProtocol: { version: 2 as const },
    tls,
  };
  const objects = objectsOf({
    serversTransportsTcp: { database: options, insecure: { tls: { insecureSkipVerify: true } } },
  });
  expect(find(objects, "ServersTransportTCP", "database").spec).toEqual(options);
  expect(find(objects, "ServersTransportTCP", "insecure").spec).toEqual({
    tls: { insecureSkipVerify: true },
  });
});
