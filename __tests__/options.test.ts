import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../k8s/app";
import { checkObjects } from "../verify/structural/objects";
import { schemaFolders, schemasIn } from "../verify/structural/schemas";
import { members, middlewareExamples } from "./middleware-examples";
import { definitionSchema, optionPaths } from "./option-paths";
import { type DefinitionInput, resolve, small, stacks } from "./outputs";
import { fullServices, serviceChanges } from "./service-options";

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
    entryPoints: { extra: { port: 9000 } },
    plugins: {
      example: { moduleName: "github.com/acme/example", version: "v1.0.0" },
      geoblock: { moduleName: "github.com/acme/geoblock", version: "v1.0.0" },
    },
    dashboard: { host: "traefik.example.com", basicAuth: { secret: "operators" } },
  },
  expect: [{ request: "GET https://whoami.example.com/", service: "whoami" }],
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
    options: { example: { clientAuth: { secretNames: ["ca"] } }, strict: {} },
  },
  serversTransports: { example: {}, slow: {} },
  serversTransportsTcp: { example: { tls: {} } },
  middlewares: { ...members, shared: { addPrefix: { prefix: "/before" } } },
  services: fullServices,
};

// biome-ignore lint/suspicious/noExplicitAny: a change reaches into parts that the input type leaves optional
type Change = (definition: any) => void;

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
function setting(path: string, value: unknown): Change {
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

/** One changed value for every option; where the option takes part in nothing else of the base, what it needs first. */
const changes: Readonly<Record<string, Change | readonly [needs: Change, change: Change]>> = {
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
    for (const { expose = [] } of Object.values<{ expose?: { host: string }[] }>(d.services)) {
      for (const exposure of expose) exposure.host = exposure.host.replace("example.com", "example.org");
    }
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
  "cluster.endpoint.proxy": (d) => {
    d.cluster.endpoint = { proxy: "http://proxy.example.com:3128" };
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
    Object.assign(d.ingress, { scheme: "internal" });
  },
  "ingress.allowFrom": (d) => {
    Object.assign(d.ingress, { allowFrom: ["203.0.113.0/24"] });
  },
  "ingress.replicas.min": (d) => {
    Object.assign(d.ingress, { replicas: { min: 3 } });
  },
  "ingress.replicas.max": (d) => {
    Object.assign(d.ingress, { replicas: { max: 9 } });
  },
  "ingress.logLevel": (d) => {
    Object.assign(d.ingress, { logLevel: "DEBUG" });
  },
  "ingress.dashboard.forwardAuth": (d) => {
    d.ingress.dashboard = {
      host: "traefik.example.com",
      forwardAuth: { address: "http://auth.example.com" },
    };
  },
  "serversTransports.*.forwardingTimeouts.pingTimeout": (d) => {
    d.serversTransports.example.forwardingTimeouts = { readIdleTimeout: "4s", pingTimeout: "5s" };
  },
  "gitops.flux.provider": [
    artifact,
    (d) => {
      d.gitops.flux.provider = "aws";
    },
  ],
  "gitops.flux.revision.digest": [
    artifact,
    (d) => {
      d.gitops.flux.revision = { digest: `sha256:${"0a".repeat(32)}` };
    },
  ],
  "certificates.additional.*.isCA": (d) => {
    Object.assign(d.certificates.additional.example, { isCA: true, namespace: "cert-manager" });
  },
  ...Object.fromEntries(
    Object.entries(values).map(([path, value]) => [
      path,
      path.startsWith("gitops.flux.") ? [flux, setting(path, value)] : setting(path, value),
    ]),
  ),
  "certificates.email": (d) => {
    d.certificates.email = "other@example.com";
  },
  "certificates.issuer": (d) => {
    d.certificates.issuer = "letsencrypt-staging";
  },
  "aws.state.create": (d) => {
    d.aws.state.create = true;
  },
  "aws.bootstrapState": [
    github,
    (d) => {
      d.aws.bootstrapState = "bucket";
    },
  ],
  "aws.assumeRole": (d) => {
    d.aws.assumeRole = "arn:aws:iam::111122223333:role/platform-admin";
  },
  "delivery.github.repository": [
    github,
    (d) => {
      d.delivery.github.repository = "acme/other";
    },
  ],
  "delivery.github.ids.owner": [
    github,
    (d) => {
      d.delivery.github.ids.owner = 9;
    },
  ],
  "delivery.github.ids.repository": [
    github,
    (d) => {
      d.delivery.github.ids.repository = 9;
    },
  ],
  "delivery.github.environment": [
    github,
    (d) => {
      d.delivery.github.environment = "production";
    },
  ],
  "delivery.github.provider": [
    github,
    (d) => {
      d.delivery.github.provider =
        "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    },
  ],
  "delivery.github.applyPolicies": [
    github,
    (d) => {
      d.delivery.github.applyPolicies = ["arn:aws:iam::aws:policy/PowerUserAccess"];
    },
  ],
  "delivery.github.planPolicies": [
    github,
    (d) => {
      d.delivery.github.planPolicies = ["arn:aws:iam::aws:policy/SecurityAudit"];
    },
  ],
  "delivery.github.permissionsBoundary": [
    github,
    (d) => {
      d.delivery.github.permissionsBoundary = "arn:aws:iam::111122223333:policy/boundary";
    },
  ],
  "domain.createZone": (d) => {
    d.domain.createZone = true;
  },
  "network.existing.vpc": [
    existing,
    (d) => {
      d.network.existing.vpc = "vpc-00000000000000009";
    },
  ],
  "network.existing.subnets.public": [
    existing,
    (d) => {
      d.network.existing.subnets.public[0] = "subnet-00000000000000009";
    },
  ],
  "network.existing.subnets.private": [
    existing,
    (d) => {
      d.network.existing.subnets.private[0] = "subnet-00000000000000009";
    },
  ],
  "network.existing.subnets.intra": [
    existing,
    (d) => {
      d.network.existing.subnets.intra[0] = "subnet-00000000000000009";
    },
  ],
  "network.endpoints.private": (d) => {
    d.network.endpoints = { private: true };
  },
  "network.endpoints.additional": (d) => {
    d.network.endpoints = { additional: ["secretsmanager"] };
  },
  "network.flowLogs.enabled": (d) => {
    d.network.flowLogs = { enabled: false };
  },
  "network.flowLogs.retentionDays": (d) => {
    d.network.flowLogs = { retentionDays: 7 };
  },
  "network.flowLogs.intervalSeconds": (d) => {
    d.network.flowLogs = { intervalSeconds: 60 };
  },
  "cluster.viewers": (d) => {
    d.cluster.viewers = ["arn:aws:iam::111122223333:role/viewer"];
  },
  "cluster.access[].role": [
    access,
    (d) => {
      d.cluster.access[0].role = "arn:aws:iam::111122223333:role/other";
    },
  ],
  "cluster.access[].policy": [
    access,
    (d) => {
      d.cluster.access[0].policy = "view";
    },
  ],
  "cluster.access[].namespaces": [
    access,
    (d) => {
      d.cluster.access[0].namespaces = ["apps"];
    },
  ],
  "cluster.zones": [
    (d) => {
      d.network = { cidr: "10.0.0.0/16", zones: ["euc1-az1", "euc1-az2", "euc1-az3"] };
    },
    (d) => {
      d.cluster.zones = ["euc1-az1", "euc1-az2"];
    },
  ],
  "cluster.secretsEncryption": (d) => {
    d.cluster.secretsEncryption = "customer-managed";
  },
  "cluster.secretsKey": [
    (d) => {
      d.cluster.secretsEncryption = "customer-managed";
    },
    (d) => {
      d.cluster.secretsKey = "arn:aws:kms:eu-central-1:111122223333:key/1";
    },
  ],
  "cluster.zonalShift": (d) => {
    d.cluster.zonalShift = false;
  },
  "cluster.identity": (d) => {
    d.cluster.identity = "irsa";
  },
  "cluster.strictSecurityGroups": (d) => {
    d.cluster.strictSecurityGroups = true;
  },
  "cluster.webhookPorts": [
    (d) => {
      d.cluster.strictSecurityGroups = true;
    },
    (d) => {
      d.cluster.webhookPorts = [15017];
    },
  ],
  "cluster.sweepOnDestroy": (d) => {
    d.cluster.sweepOnDestroy = false;
  },
  "addOns.ebsCsiDriver": (d) => {
    d.addOns = { ebsCsiDriver: false };
  },
  "addOns.nodeMonitoringAgent": (d) => {
    d.addOns = {
      nodeMonitoringAgent: true,
      versions: { "eks-node-monitoring-agent": "v1.7.1-eksbuild.1" },
    };
  },
  "addOns.snapshotController": (d) => {
    d.addOns = { snapshotController: true, versions: { "snapshot-controller": "v8.3.0-eksbuild.1" } };
  },
  "addOns.versions": (d) => {
    d.addOns = { versions: { coredns: "v1.13.9-eksbuild.9" } };
  },
  "nodeGroups.*.taints[].key": [
    taints,
    (d) => {
      d.nodeGroups.batch.taints[0].key = "other";
    },
  ],
  "nodeGroups.*.taints[].value": [
    taints,
    (d) => {
      d.nodeGroups.batch.taints[0].value = "other";
    },
  ],
  "nodeGroups.*.taints[].effect": [
    taints,
    (d) => {
      d.nodeGroups.batch.taints[0].effect = "NoExecute";
    },
  ],
  "nodeGroups.*.capacity": (d) => {
    d.nodeGroups.system.capacity = "spot";
  },
  "nodeGroups.*.zones": (d) => {
    d.nodeGroups.system.zones = ["euc1-az1"];
  },
  "nodeGroups.*.metadataHops": (d) => {
    d.nodeGroups.system.metadataHops = 2;
  },
  "nodeGroups.*.maxUnavailablePercent": (d) => {
    d.nodeGroups.system.maxUnavailablePercent = 50;
  },
  "nodeGroups.*.forceUpdate": (d) => {
    d.nodeGroups.system.forceUpdate = true;
  },
  "nodeGroups.*.repair": (d) => {
    d.nodeGroups.system.repair = false;
  },
  "scaling.autoscaler": (d) => {
    d.scaling = { autoscaler: "cluster-autoscaler" };
  },
  "scaling.nodePools.*.architectures": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.architectures = ["x86-64"];
    },
  ],
  "scaling.nodePools.*.capacity": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.capacity = ["spot"];
    },
  ],
  "scaling.nodePools.*.categories": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.categories = ["m"];
    },
  ],
  "scaling.nodePools.*.minGeneration": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.minGeneration = 6;
    },
  ],
  "scaling.nodePools.*.cpuLimit": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.cpuLimit = 8;
    },
  ],
  "scaling.nodePools.*.memoryLimitGiB": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.memoryLimitGiB = 16;
    },
  ],
  "scaling.nodePools.*.diskGiB": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.diskGiB = 80;
    },
  ],
  "scaling.nodePools.*.release": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.release = "1.60.0";
    },
  ],
  "scaling.nodePools.*.zones": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.zones = ["euc1-az1"];
    },
  ],
  "scaling.nodePools.*.labels": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.labels = { role: "batch" };
    },
  ],
  "scaling.nodePools.*.expireAfterDays": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.expireAfterDays = 7;
    },
  ],
  "scaling.nodePools.*.taints[].key": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.taints[0].key = "other";
    },
  ],
  "scaling.nodePools.*.taints[].value": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.taints[0].value = "other";
    },
  ],
  "scaling.nodePools.*.taints[].effect": [
    karpenter,
    (d) => {
      d.scaling.nodePools.default.taints[0].effect = "NoExecute";
    },
  ],
  "ingress.loadBalancer": [
    (d) => {
      d.dns = { externalDns: true };
    },
    (d) => {
      Object.assign(d.ingress, { loadBalancer: "controller" });
    },
  ],
  "ingress.proxyProtocol": (d) => {
    Object.assign(d.ingress, { proxyProtocol: false });
  },
  "ingress.entryPoints.*.port": [
    entryPoint,
    (d) => {
      d.ingress.entryPoints.postgres.port = 5433;
    },
  ],
  "ingress.entryPoints.*.protocol": [
    entryPoint,
    (d) => {
      d.ingress.entryPoints.postgres.protocol = "udp";
    },
  ],
  "ingress.forCallers": (d) => {
    d.ingress.forCallers = true;
  },
  mesh: [
    plainServices,
    (d) => {
      d.mesh = "istio";
    },
  ],
  ...observabilityChanges(),
  ...meshChanges(),
  "dns.externalDns": (d) => {
    d.dns = { externalDns: true };
  },
  "dns.policy": [
    externalDns,
    (d) => {
      d.dns.policy = "sync";
    },
  ],
  "dns.sources": [
    externalDns,
    (d) => {
      d.dns.sources = ["ingress"];
    },
  ],
  "releases.chartDirectory": (d) => {
    d.releases = { chartDirectory: "charts" };
  },
  "releases.imageRegistry": (d) => {
    d.releases = { imageRegistry: "mirror.example.com" };
  },
  "releases.metricsServer": (d) => {
    d.releases = { metricsServer: "add-on" };
    d.addOns = { versions: { "metrics-server": "v0.8.0-eksbuild.5" } };
  },
  "releases.upgradeDefinitions": (d) => {
    d.releases = { upgradeDefinitions: false };
  },
  "ingress.forwardedHeadersFrom": (d) => {
    d.ingress.forwardedHeadersFrom = ["203.0.113.0/24"];
  },
  "middlewares.*.namespace": (d) => {
    d.middlewares.shared.namespace = "elsewhere";
  },
  "expect[].request": (d) => {
    d.expect[0].request = "GET https://other.example.com/";
  },
  "expect[].headers": (d) => {
    d.expect[0].headers = { "X-Canary": "1" };
  },
  "expect[].clientIp": (d) => {
    d.expect[0].clientIp = "192.0.2.1";
  },
  "expect[].service": (d) => {
    d.expect[0].service = "frontend";
  },
  "expect[].version": (d) => {
    d.expect[0].version = "v2";
  },
  "expect[].status": (d) => {
    d.expect[0].status = 404;
  },
  "expect[].location": (d) => {
    d.expect[0].location = "https://other.example.com/";
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
  ...serviceChanges,
};

/** Options of what observes, all of which is there. */
function observabilityChanges(): Readonly<Record<string, readonly [needs: Change, change: Change]>> {
  const options = {
    "metrics.retentionDays": 7,
    "metrics.storageGiB": 100,
    "traces.percent": 50,
    "traces.retentionHours": 24,
    "traces.storageGiB": 20,
    accessLogs: "errors",
  };
  const all: Change = (d) => {
    d.observability = { metrics: {}, traces: {} };
  };
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => [
      `observability.${option}`,
      [all, setting(`observability.${option}`, value)],
    ]),
  );
}

/** Options that only a mesh has, of a service in which all of them are there. */
function meshChanges(): Readonly<Record<string, readonly [needs: Change, change: Change]>> {
  const options = {
    "egress[].host": "other.example.org",
    "permissions.*.methods": ["POST"],
    "permissions.*.paths": ["/other"],
    "traffic.faults.abort.percent": 2,
    "traffic.faults.abort.status": 500,
    "traffic.faults.delay.percent": 2,
    "traffic.faults.delay.time": "2s",
    "traffic.limits.connections": 50,
    "traffic.limits.pendingRequests": 5,
    "traffic.rateLimit.forCallers.average": 50,
    "traffic.rateLimit.forCallers.period": "1m",
    "traffic.rateLimit.forCallers.burst": 500,
    "traffic.timeouts.request": "20s",
  };
  const carried: Change = (d) => {
    plainServices(d);
    d.mesh = "istio";
    d.services = {
      frontend: { image: "example/frontend:1" },
      whoami: {
        image: "example/whoami:1",
        callers: ["frontend"],
        expose: [{ host: "whoami.example.com" }],
        egress: [{ host: "api.example.org", port: 443, protocol: "tls" }],
        permissions: { frontend: { methods: ["GET"], paths: ["/api"] } },
        traffic: {
          timeouts: { request: "10s" },
          limits: { connections: 100, pendingRequests: 10 },
          rateLimit: { average: 100, forCallers: { average: 100, burst: 200 } },
          faults: { delay: { percent: 1, time: "1s" }, abort: { percent: 1 } },
        },
      },
    };
  };
  return Object.fromEntries([
    ...Object.entries(options).map(([option, value]) => {
      const own = setting(option.replace("permissions.*", "permissions.frontend"), value);
      return [`services.*.${option}`, [carried, (d: Parameters<Change>[0]) => own(d.services.whoami)]];
    }),
    [
      "services.*.unsupported",
      [
        carried,
        (d: Parameters<Change>[0]) => {
          // without it the definition is refused
          Object.assign(d.services.whoami, { unsupported: { sticky: "skip" } });
          d.services.whoami.traffic.sticky = {};
        },
      ],
    ],
  ]);
}

test("has a change for every option", () => {
  expect(Object.keys(changes).sort()).toEqual(optionPaths(definitionSchema()).sort());
});

const findSchema = schemasIn(...schemaFolders.map((folder) => join(__dirname, "..", folder)));

const unchanged = resolve(base);
const unchangedFiles = kubernetesFiles(unchanged);
const unchangedStacks = stacks(unchanged);

test.each(Object.entries(changes))("%s changes the output", (option, row) => {
  const [needs, change] = typeof row === "function" ? [undefined, row] : row;
  const definition = structuredClone(base);
  needs?.(definition);
  const before = needs === undefined ? undefined : resolve(definition);
  change(definition);
  const platform = resolve(definition);
  if (option.startsWith("services.")) {
    expect(checkObjects(kubernetesFiles(platform), findSchema)).toEqual([]);
  }
  // what is expected of the output is no part of it
  if (!isDeepStrictEqual(platform.expectations, (before ?? unchanged).expectations)) return;
  // nor is what services go without, which is told when it is written
  if (!isDeepStrictEqual(platform.mesh.skipped, (before ?? unchanged).mesh.skipped)) return;
  // Terraform takes many times as long: it is only asked where Kubernetes does not show the difference
  const filesBefore = before === undefined ? unchangedFiles : kubernetesFiles(before);
  if (!isDeepStrictEqual(kubernetesFiles(platform), filesBefore)) return;
  expect(isDeepStrictEqual(stacks(platform), before === undefined ? unchangedStacks : stacks(before))).toBe(
    false,
  );
});

// --- what some options need ---

/** Services that no mesh refuses. */
function plainServices(d: DefinitionInput): void {
  d.services = small.services;
  d.expect = [];
}

function github(d: DefinitionInput): void {
  d.delivery = { github: { repository: "acme/platform", ids: { owner: 1, repository: 2 } } };
}

function existing(d: DefinitionInput): void {
  const ids = (tier: number) => [`subnet-0000000000000001${tier}`, `subnet-0000000000000002${tier}`];
  d.network.existing = {
    vpc: "vpc-00000000000000001",
    subnets: { public: ids(1), private: ids(2), intra: ids(3) },
  };
}

function access(d: DefinitionInput): void {
  d.cluster.access = [{ role: "arn:aws:iam::111122223333:role/team", policy: "edit" }];
}

function taints(d: DefinitionInput): void {
  d.nodeGroups.batch = { taints: [{ key: "dedicated", value: "batch" }] };
}

function karpenter(d: DefinitionInput): void {
  d.scaling = {
    autoscaler: "karpenter",
    nodePools: { default: { taints: [{ key: "dedicated", value: "batch" }] } },
  };
}

function entryPoint(d: DefinitionInput): void {
  d.ingress = { ...d.ingress, entryPoints: { postgres: { port: 5432 } } };
}

function flux(d: DefinitionInput): void {
  d.gitops = { flux: { repository: "https://example.com/gitops.git" } };
}

function artifact(d: DefinitionInput): void {
  d.gitops = { flux: { repository: "oci://example.com/gitops", revision: { tag: "v1" } } };
}

function externalDns(d: DefinitionInput): void {
  d.dns = { externalDns: true };
}
