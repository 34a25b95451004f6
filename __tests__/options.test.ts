import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import { once } from "../platform/once";
import { members, middlewareExamples } from "./middleware-examples";
import { definitionSchema, optionPaths } from "./option-paths";
import { type DefinitionInput, kubernetesOutput, resolve, small, terraformJson } from "./outputs";

/** What the options are changed from: every optional part is there, so that each change is of one option. */
const base: DefinitionInput = {
  ...small,
  aws: { ...small.aws, state: { bucket: "acme-tfstate" } },
  network: {
    ...small.network,
    subnets: {
      public: ["10.0.0.0/24", "10.0.1.0/24"],
      private: ["10.0.32.0/19", "10.0.64.0/19"],
      intra: ["10.0.2.0/24", "10.0.3.0/24"],
    },
  },
  ingress: {
    forwardedHeadersFrom: ["198.51.100.0/24"],
    plugins: {
      example: { moduleName: "github.com/acme/example", version: "v1.0.0" },
      geoblock: { moduleName: "github.com/acme/geoblock", version: "v1.0.0" },
    },
    dashboard: { host: "traefik.example.com", basicAuth: { secret: "operators" } },
  },
  gitops: { argocd: { repository: "https://example.com/gitops.git" } },
  certificates: {
    ...small.certificates,
    issuers: {
      own: { ca: { secretName: "own-ca" } },
      example: {
        acme: {
          externalAccount: { keyId: "a", secretName: "account" },
          dns01: { zone: { name: "example.org", id: "ZEXAMPLE" } },
        },
      },
    },
    additional: { example: { hosts: ["a.example.org"], issuer: "own" } },
  },
  tls: {
    default: { clientAuth: { secretNames: ["ca"] } },
    options: { example: { clientAuth: { secretNames: ["ca"] } } },
  },
  serversTransports: { example: {}, slow: {} },
  serversTransportsTcp: { example: { tls: {} } },
  middlewares: { ...members, shared: { addPrefix: { prefix: "/before" } } },
  services: {
    pages: { image: "example/pages:1" },
    elsewhere: { image: "example/elsewhere:1", namespace: "elsewhere" },
    frontend: { image: "example/frontend:1" },
    whoami: {
      image: "example/whoami:1",
      expose: [{ host: "whoami.example.com" }],
      egress: [{ cidr: "192.0.2.0/24", port: 5432 }],
    },
  },
};

/** Changed values of options that take no more than that. `*` is `example`; of a list the first item is changed. */
const values: Readonly<Record<string, unknown>> = {
  "certificates.issuers.*.acme.server": "https://acme.example.com/directory",
  "certificates.issuers.*.acme.email": "issuer@example.com",
  "certificates.issuers.*.acme.profile": "shortlived",
  "certificates.issuers.*.acme.externalAccount.keyId": "other",
  "certificates.issuers.*.acme.externalAccount.secretName": "other",
  "certificates.issuers.*.acme.externalAccount.secretKey": "other",
  "certificates.issuers.*.acme.dns01.zone.name": "example.net",
  "certificates.issuers.*.acme.dns01.zone.id": "ZOTHER",
  "certificates.issuers.*.acme.dns01.role": "arn:aws:iam::444455556666:role/dns",
  "certificates.issuers.*.acme.http01": {},
  "certificates.issuers.*.ca.secretName": "ca",
  "certificates.issuers.*.selfSigned": {},
  "certificates.additional.*.namespace": "elsewhere",
  "certificates.additional.*.hosts": ["b.example.org"],
  "certificates.additional.*.commonName": "a.example.org",
  "certificates.additional.*.issuer": "example",
  "certificates.additional.*.secretName": "other",
  "certificates.additional.*.duration": "100h",
  "certificates.additional.*.renewBefore": "10h",
  "certificates.additional.*.key.algorithm": "RSA",
  "certificates.additional.*.key.size": 384,
  "certificates.additional.*.usages": ["client auth"],
  "ingress.plugins.*.moduleName": "github.com/acme/other",
  "ingress.plugins.*.version": "v2.0.0",
  "ingress.dashboard.host": "other.example.com",
  "ingress.dashboard.basicAuth": { secret: "others" },
  "ingress.dashboard.allowFrom": ["203.0.113.0/24"],
  "gitops.argocd.repository": "https://example.com/other.git",
  "gitops.argocd.path": "other",
  "gitops.argocd.revision": "v1",
  "gitops.argocd.namespace": "other",
  "gitops.argocd.server": "https://prod.example.com",
  "gitops.argocd.sync": "manual",
  "gitops.flux.repository": "https://example.com/other.git",
  "gitops.flux.path": "other",
  "gitops.flux.revision.branch": "other",
  "gitops.flux.revision.tag": "v1",
  "gitops.flux.revision.semver": ">=1.0.0",
  "gitops.flux.revision.commit": "0123456789abcdef0123456789abcdef01234567",
  "gitops.flux.secretName": "credentials",
  "gitops.flux.namespace": "other",
  "gitops.flux.interval": "1h",
  "gitops.flux.timeout": "5m",
  "gitops.flux.dependsOn": ["controllers"],
  ...tlsOption("tls.default"),
  "tls.options.*.namespace": "elsewhere",
  ...tlsOption("tls.options.*"),
  "serversTransports.*.namespace": "elsewhere",
  ...transportTls("serversTransports.*"),
  "serversTransports.*.minVersion": "VersionTLS13",
  "serversTransports.*.maxVersion": "VersionTLS12",
  "serversTransports.*.cipherSuites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
  "serversTransports.*.maxIdleConnsPerHost": -1,
  "serversTransports.*.disableHTTP2": true,
  "serversTransports.*.forwardingTimeouts.dialTimeout": "1s",
  "serversTransports.*.forwardingTimeouts.responseHeaderTimeout": "2s",
  "serversTransports.*.forwardingTimeouts.idleConnTimeout": "3s",
  "serversTransports.*.forwardingTimeouts.readIdleTimeout": "4s",
  "serversTransportsTcp.*.namespace": "elsewhere",
  "serversTransportsTcp.*.dialTimeout": "1s",
  "serversTransportsTcp.*.dialKeepAlive": "2s",
  "serversTransportsTcp.*.terminationDelay": "3s",
  "serversTransportsTcp.*.proxyProtocol.version": 1,
  ...transportTls("serversTransportsTcp.*.tls"),
};

function tlsOption(path: string): Record<string, unknown> {
  return {
    [`${path}.minVersion`]: "VersionTLS13",
    [`${path}.maxVersion`]: "VersionTLS12",
    [`${path}.cipherSuites`]: ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"],
    [`${path}.curvePreferences`]: ["X25519"],
    [`${path}.sniStrict`]: false,
    [`${path}.alpnProtocols`]: ["http/1.1"],
    [`${path}.disableSessionTickets`]: true,
    [`${path}.clientAuth.secretNames`]: ["other-ca"],
    [`${path}.clientAuth.clientAuthType`]: "VerifyClientCertIfGiven",
  };
}

function transportTls(path: string): Record<string, unknown> {
  return {
    [`${path}.serverName`]: "web.example.com",
    [`${path}.insecureSkipVerify`]: true,
    [`${path}.rootCAs[].secret`]: "ca",
    [`${path}.rootCAs[].configMap`]: "ca",
    [`${path}.certificatesSecrets`]: ["client"],
    [`${path}.peerCertURI`]: "spiffe://example.com/web",
  };
}

/** A change that gives the option at a path another value. */
// biome-ignore lint/suspicious/noExplicitAny: a change reaches into parts that the input type leaves optional
function setting(path: string, value: unknown): (definition: any) => void {
  return (definition) => {
    const steps = path.replaceAll("*", "example").replaceAll("[]", ".0").split(".");
    const last = steps.pop() ?? "";
    // of these there can be one
    for (const kind of ["acme", "ca", "selfSigned"])
      if (steps[1] === "issuers" && kind !== (steps[3] ?? last))
        delete definition.certificates.issuers.example[kind];
    if (last === "http01") definition.certificates.issuers.example.acme = {};
    const part = steps.reduce((part, step, index) => {
      part[step] ??= steps[index + 1] === "0" ? [] : {};
      return part[step];
    }, definition);
    part[last] = value;
  };
}

/** One changed value for every option. */
// biome-ignore lint/suspicious/noExplicitAny: a change reaches into parts that the input type leaves optional
const changes: Readonly<Record<string, (definition: any) => void>> = {
  name: (d) => {
    d.name = "other";
  },
  "aws.region": (d) => {
    d.aws.region = "eu-west-1";
    d.network.zones = ["euw1-az1", "euw1-az2"];
  },
  "aws.account": (d) => {
    d.aws.account = "444455556666";
  },
  "aws.state.bucket": (d) => {
    d.aws.state.bucket = "other";
  },
  "aws.state.key": (d) => {
    d.aws.state.key = "other.tfstate";
  },
  "aws.state.region": (d) => {
    d.aws.state.region = "eu-west-1";
  },
  "aws.state.kmsKey": (d) => {
    d.aws.state.kmsKey = "arn:aws:kms:eu-central-1:111122223333:key/1";
  },
  "aws.tags": (d) => {
    d.aws.tags = { CostCentre: "42" };
  },
  "domain.name": (d) => {
    d.domain.name = "example.org";
    d.services.whoami.expose[0].host = "whoami.example.org";
    d.ingress.dashboard.host = "traefik.example.org";
  },
  "domain.zoneId": (d) => {
    d.domain.zoneId = "ZOTHER";
  },
  "network.cidr": (d) => {
    d.network.cidr = "10.0.0.0/17";
  },
  "network.zones": (d) => {
    d.network.zones = ["euc1-az1", "euc1-az3"];
  },
  "network.nat": (d) => {
    d.network.nat = "single";
  },
  "network.subnets.public": (d) => {
    d.network.subnets.public = ["10.0.4.0/24", "10.0.5.0/24"];
  },
  "network.subnets.private": (d) => {
    d.network.subnets.private = ["10.0.96.0/19", "10.0.128.0/19"];
  },
  "network.subnets.intra": (d) => {
    d.network.subnets.intra = ["10.0.4.0/24", "10.0.5.0/24"];
  },
  "cluster.version": (d) => {
    d.cluster.version = "1.34";
  },
  "cluster.endpoint.public": (d) => {
    d.cluster.endpoint = { public: ["203.0.113.0/24"] };
  },
  "cluster.admins": (d) => {
    d.cluster.admins = ["arn:aws:iam::111122223333:role/other"];
  },
  "cluster.serviceCidr": (d) => {
    d.cluster.serviceCidr = "172.21.0.0/16";
  },
  "cluster.logs.types": (d) => {
    d.cluster.logs = { types: ["api"] };
  },
  "cluster.logs.retentionDays": (d) => {
    d.cluster.logs = { retentionDays: 7 };
  },
  "cluster.support": (d) => {
    d.cluster.support = "extended";
  },
  "cluster.deletionProtection": (d) => {
    d.cluster.deletionProtection = false;
  },
  "nodeGroups.*.ami": (d) => {
    d.nodeGroups.system.ami = "al2023-arm64";
  },
  "nodeGroups.*.release": (d) => {
    d.nodeGroups.system.release = "1.52.0-0badcafe";
  },
  "nodeGroups.*.instances": (d) => {
    d.nodeGroups.system.instances = ["m7g.xlarge"];
  },
  "nodeGroups.*.size.min": (d) => {
    d.nodeGroups.system.size = { min: 3 };
  },
  "nodeGroups.*.size.max": (d) => {
    d.nodeGroups.system.size = { max: 9 };
  },
  "nodeGroups.*.diskGiB": (d) => {
    d.nodeGroups.system.diskGiB = 80;
  },
  "nodeGroups.*.labels": (d) => {
    d.nodeGroups.system.labels = { role: "system" };
  },
  "ingress.scheme": (d) => {
    d.ingress = { ...d.ingress, scheme: "internal" };
  },
  "ingress.allowFrom": (d) => {
    d.ingress = { ...d.ingress, allowFrom: ["203.0.113.0/24"] };
  },
  "ingress.replicas.min": (d) => {
    d.ingress = { ...d.ingress, replicas: { min: 3 } };
  },
  "ingress.replicas.max": (d) => {
    d.ingress = { ...d.ingress, replicas: { max: 9 } };
  },
  "ingress.logLevel": (d) => {
    d.ingress = { ...d.ingress, logLevel: "DEBUG" };
  },
  "ingress.forwardedHeadersFrom": (d) => {
    d.ingress = { forwardedHeadersFrom: ["203.0.113.0/24"] };
  },
  "ingress.dashboard.forwardAuth": (d) => {
    d.ingress.dashboard = {
      host: "traefik.example.com",
      forwardAuth: { address: "http://auth.example.com" },
    };
  },
  "middlewares.*.namespace": (d) => {
    d.middlewares.shared.namespace = "elsewhere";
  },
  // the options of each kind are looked at in k8s/middleware.test.ts
  ...Object.fromEntries(
    Object.entries<readonly object[]>(middlewareExamples).map(([kind, [options]]) => [
      `middlewares.*.${kind}`,
      (d) => {
        d.middlewares.shared = { [kind]: options };
      },
    ]),
  ),
  "serversTransports.*.forwardingTimeouts.pingTimeout": (d) => {
    d.serversTransports.example.forwardingTimeouts = { readIdleTimeout: "4s", pingTimeout: "5s" };
  },
  "gitops.flux.provider": (d) => {
    d.gitops = { flux: { repository: "oci://example.com/acme", revision: { tag: "v1" }, provider: "aws" } };
  },
  "gitops.flux.revision.digest": (d) => {
    d.gitops = {
      flux: { repository: "oci://example.com/acme", revision: { digest: `sha256:${"0a".repeat(32)}` } },
    };
  },
  "certificates.additional.*.isCA": (d) => {
    Object.assign(d.certificates.additional.example, { isCA: true, namespace: "cert-manager" });
  },
  ...Object.fromEntries(Object.entries(values).map(([path, value]) => [path, setting(path, value)])),
  "certificates.email": (d) => {
    d.certificates.email = "other@example.com";
  },
  "certificates.issuer": (d) => {
    d.certificates.issuer = "letsencrypt-staging";
  },
  "services.*.namespace": (d) => {
    d.services.whoami.namespace = "other";
  },
  "services.*.image": (d) => {
    d.services.whoami.image = "example/whoami:2";
  },
  "services.*.port": (d) => {
    d.services.whoami.port = 9090;
  },
  "services.*.args": (d) => {
    d.services.whoami.args = ["--verbose"];
  },
  "services.*.env": (d) => {
    d.services.whoami.env = { LEVEL: "debug" };
  },
  "services.*.replicas.min": (d) => {
    d.services.whoami.replicas = { min: 3 };
  },
  "services.*.replicas.max": (d) => {
    d.services.whoami.replicas = { max: 9 };
  },
  "services.*.targetCpuPercent": (d) => {
    d.services.whoami.targetCpuPercent = 50;
  },
  "services.*.resources.cpu": (d) => {
    d.services.whoami.resources = { cpu: "200m" };
  },
  "services.*.resources.memory": (d) => {
    d.services.whoami.resources = { memory: "256Mi" };
  },
  "services.*.healthPath": (d) => {
    d.services.whoami.healthPath = "/health";
  },
  "services.*.expose[].host": (d) => {
    d.services.whoami.expose[0].host = "other.example.com";
  },
  "services.*.expose[].path": (d) => {
    d.services.whoami.expose[0].path = "/api";
  },
  "services.*.expose[].headers.request": (d) => {
    d.services.whoami.expose[0].headers = { request: { "X-A": "1" } };
  },
  "services.*.expose[].headers.response": (d) => {
    d.services.whoami.expose[0].headers = { response: { "X-A": "1" } };
  },
  "services.*.callers": (d) => {
    d.services.whoami.callers = ["frontend"];
  },
  "services.*.egress[].cidr": (d) => {
    d.services.whoami.egress[0].cidr = "198.51.100.0/24";
  },
  "services.*.egress[].port": (d) => {
    d.services.whoami.egress[0].port = 6379;
  },
};

test("has a change for every option", () => {
  expect(Object.keys(changes).sort()).toEqual(optionPaths(definitionSchema()).sort());
});

/** The same, applied by another controller. */
const baseWithFlux: DefinitionInput = {
  ...base,
  gitops: { flux: { repository: "https://example.com/gitops.git" } },
};

/** What a definition leads to, made when it is asked for; most options change the half that is faster to write. */
const outputsOf = (definition: DefinitionInput) => {
  const platform = resolve(definition);
  return {
    kubernetes: once(() => kubernetesOutput(platform)),
    terraform: once(() => terraformJson(platform)),
  };
};

const [original, originalWithFlux] = [outputsOf(base), outputsOf(baseWithFlux)];

function isUnchanged(definition: DefinitionInput, before: typeof original): boolean {
  const after = outputsOf(definition);
  return (
    isDeepStrictEqual(after.kubernetes(), before.kubernetes()) &&
    isDeepStrictEqual(after.terraform(), before.terraform())
  );
}

test("finds no change where there is none", () => {
  expect(isUnchanged(base, original)).toBe(true);
});

test.each(Object.entries(changes))("%s changes the output", (option, change) => {
  const isOfFlux = option.startsWith("gitops.flux.");
  const definition = structuredClone(isOfFlux ? baseWithFlux : base);
  change(definition);
  expect(isUnchanged(definition, isOfFlux ? originalWithFlux : original)).toBe(false);
});
