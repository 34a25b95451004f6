import { expect, test } from "@jest/globals";
import { members, middlewareExamples } from "./middleware-examples";
import { definitionSchema, optionPaths } from "./option-paths";
import { type DefinitionInput, output, small } from "./outputs";

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
  ingress: { forwardedHeadersFrom: ["198.51.100.0/24"] },
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

const unchanged = output(base);

test.each(Object.entries(changes))("%s changes the output", (_option, change) => {
  const definition = structuredClone(base);
  change(definition);
  expect(output(definition)).not.toEqual(unchanged);
});
