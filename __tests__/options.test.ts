import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../k8s/app";
import { members, middlewareExamples } from "./middleware-examples";
import { definitionSchema, optionPaths } from "./option-paths";
import { type DefinitionInput, resolve, small, terraformJson } from "./outputs";
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
  },
  middlewares: { ...members, shared: { addPrefix: { prefix: "/before" } } },
  services: fullServices,
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
    for (const { expose = [] } of Object.values<{ expose?: { host: string }[] }>(d.services)) {
      for (const exposure of expose) exposure.host = exposure.host.replace("example.com", "example.org");
    }
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
  ...serviceChanges,
};

test("has a change for every option", () => {
  expect(Object.keys(changes).sort()).toEqual(optionPaths(definitionSchema()).sort());
});

const unchanged = resolve(base);
const unchangedFiles = kubernetesFiles(unchanged);
const unchangedJson = terraformJson(unchanged);

test.each(Object.entries(changes))("%s changes the output", (_option, change) => {
  const definition = structuredClone(base);
  change(definition);
  const platform = resolve(definition);
  // Terraform takes many times as long: it is only asked where Kubernetes does not show the difference
  if (isDeepStrictEqual(kubernetesFiles(platform), unchangedFiles)) {
    expect(terraformJson(platform)).not.toEqual(unchangedJson);
  }
});
