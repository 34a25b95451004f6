import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { readDefinitions } from "../../../platform/definition/load";
import { type Change, problemsOf, whole } from "./changed";

const subnets = {
  public: ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"],
  private: ["10.0.32.0/19", "10.0.64.0/19", "10.0.96.0/19"],
  intra: ["10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24"],
};

const cases: readonly (readonly [Change, string, string])[] = [
  [
    (d) => {
      d.network.cidr = "10.0.0.0/15";
    },
    "network.cidr  must be between /16 and /20; /15 is larger than EC2 allows",
    "cidr: 10.0.0.0/15",
  ],
  [
    (d) => {
      d.network.cidr = "10.0.0.0/24";
    },
    "network.cidr  must be between /16 and /20; /24 leaves too few addresses for pods",
    "cidr: 10.0.0.0/24",
  ],
  [
    (d) => {
      d.network.cidr = "10.0.0.1/16";
    },
    'network.cidr  must be an IPv4 block such as 10.0.0.0/16, with no address bits beyond the prefix; not "10.0.0.1/16"',
    "cidr: 10.0.0.1/16",
  ],
  [
    (d) => {
      d.network.zones = ["euc1-az1", "euw1-az2", "euc1-az3"];
    },
    "network.zones[1]  is not in eu-central-1, whose zones are euc1-az1, euc1-az2, …",
    "- euw1-az2",
  ],
  [
    (d) => {
      d.network.zones = ["euc1-az1", "euc1-az1"];
    },
    "network.zones[1]  names euc1-az1 a second time",
    "- euc1-az1",
  ],
  [
    (d) => {
      d.aws.region = "us-east-1";
      delete d.aws.state;
      d.network.zones = ["use1-az3", "use1-az1"];
    },
    "network.zones[0]  is a zone in which EKS places no control plane; choose another than use1-az3",
    "- use1-az3",
  ],
  [
    (d) => {
      d.network.subnets = { ...subnets, intra: subnets.intra.slice(1) };
    },
    "network.subnets.intra  must have one block for each of the 3 zones, in their order; it has 2",
    "- 10.0.4.0/24",
  ],
  [
    (d) => {
      d.network.subnets = { ...subnets, public: ["10.1.0.0/24", "10.0.1.0/24", "10.0.2.0/24"] };
    },
    "network.subnets.public[0]  10.1.0.0/24 is not inside the VPC's 10.0.0.0/16",
    "- 10.1.0.0/24",
  ],
  [
    (d) => {
      d.network.subnets = { ...subnets, intra: ["10.0.33.0/24", "10.0.4.0/24", "10.0.5.0/24"] };
    },
    "network.subnets.intra[0]  10.0.33.0/24 overlaps 10.0.32.0/19 of network.subnets.private[0]",
    "- 10.0.33.0/24",
  ],
  [
    (d) => {
      d.network.subnets = { ...subnets, intra: ["10.0.3.0/29", "10.0.4.0/24", "10.0.5.0/24"] };
    },
    "network.subnets.intra[0]  10.0.3.0/29 is smaller than the /28 that EC2 needs",
    "- 10.0.3.0/29",
  ],
  [
    (d) => {
      d.cluster.serviceCidr = "10.0.128.0/20";
    },
    "cluster.serviceCidr  10.0.128.0/20 overlaps the VPC's 10.0.0.0/16",
    "serviceCidr: 10.0.128.0/20",
  ],
  [
    (d) => {
      d.cluster.serviceCidr = "100.64.0.0/16";
    },
    "cluster.serviceCidr  must lie in one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and be between /12 and /24",
    "serviceCidr: 100.64.0.0/16",
  ],
  [
    (d) => {
      d.cluster.endpoint.public = ["0.0.0.0/0"];
    },
    "cluster.endpoint.public[0]  opens the API server to the whole internet; name the blocks that need it, or none and connect from inside the VPC",
    "- 0.0.0.0/0",
  ],
  [
    (d) => {
      d.cluster.admins.push("arn:aws:iam::111122223333:role/admin");
    },
    "cluster.admins[1]  names arn:aws:iam::111122223333:role/admin a second time",
    "- arn:aws:iam::111122223333:role/admin",
  ],
  [
    (d) => {
      d.cluster.admins = ["arn:aws-us-gov:iam::111122223333:role/admin"];
    },
    "cluster.admins[0]  is in partition aws-us-gov, but eu-central-1 is in aws",
    "- arn:aws-us-gov:iam::111122223333:role/admin",
  ],
  [
    (d) => {
      d.cluster.admins = ["arn:aws:sts::111122223333:assumed-role/admin/me"];
    },
    "cluster.admins[0]  must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/platform-admin",
    "- arn:aws:sts::111122223333:assumed-role/admin/me",
  ],
  [
    (d) => {
      d.aws.tags = { managedby: "me" };
    },
    'aws.tags.managedby  "managedby" is set by Slipway; choose another key',
    "managedby: me",
  ],
  [
    (d) => {
      d.aws.tags = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`Key${index}`, "x"]));
    },
    "aws.tags  has 41 tags; at most 40 fit",
    "Key0: x",
  ],
  [
    (d) => {
      d.aws.state.kmsKey = "arn:aws:kms:eu-west-1:111122223333:key/1";
    },
    "aws.state.kmsKey  is a key of eu-west-1, but the bucket is in eu-central-1",
    "kmsKey: arn:aws:kms:eu-west-1:111122223333:key/1",
  ],
  [
    (d) => {
      d.nodeGroups.system.size = { min: 5, max: 3 };
    },
    "nodeGroups.system.size.min  is 5, more than max, which is 3",
    "min: 5",
  ],
  [
    (d) => {
      d.nodeGroups.system.instances = ["m7g.large", "m7i.large"];
    },
    "nodeGroups.system.instances[1]  m7i.large is an x86-64 machine, but bottlerocket-arm64 runs on arm64",
    "- m7i.large",
  ],
  [
    (d) => {
      d.cluster.version = "1.34";
      d.nodeGroups.system.ami = "al2023-arm64";
    },
    "nodeGroups.system.ami  no release of al2023 is pinned for Kubernetes 1.34; give one as nodeGroups.system.release",
    "ami: al2023-arm64",
  ],
  [
    (d) => {
      d.ingress.replicas = { min: 4, max: 2 };
    },
    "ingress.replicas.min  is 4, more than max, which is 2",
    "min: 4",
  ],
  [
    (d) => {
      d.services.whoami.replicas = { min: 4, max: 2 };
    },
    "services.whoami.replicas.min  is 4, more than max, which is 2",
    "min: 4",
  ],
  [
    (d) => {
      d.services.whoami.namespace = "kube-system";
    },
    'services.whoami.namespace  "kube-system" belongs to the cluster itself; choose another, such as apps',
    "namespace: kube-system",
  ],
  [
    (d) => {
      d.services.whoami.callers = ["whoami"];
    },
    "services.whoami.callers[0]  names whoami itself",
    "- whoami",
  ],
  [
    (d) => {
      d.services.whoami.callers = ["nobody"];
    },
    "services.whoami.callers[0]  no service is named nobody; there are no other services",
    "- nobody",
  ],
  [
    (d) => {
      d.services.other = { image: "a:1", callers: ["nobody"] };
    },
    "services.other.callers[0]  no service is named nobody; the other services are whoami",
    "- nobody",
  ],
  [
    (d) => {
      d.services.whoami.expose[0].host = "a.b.example.com";
    },
    "services.whoami.expose[0].host  a.b.example.com is not covered by the certificate, which holds example.com and *.example.com (one label)",
    "- host: a.b.example.com",
  ],
  [
    (d) => {
      d.services.other = { image: "a:1", expose: [{ host: "whoami.example.com" }] };
    },
    "services.other.expose[0]  whoami.example.com with path / is exposed by services.whoami.expose[0] already",
    "- host: whoami.example.com",
  ],
  [
    (d) => {
      d.services.whoami.image = "traefik/whoami:latest";
    },
    "services.whoami.image  must say which image by a tag other than latest, or by digest, so that two deployments run the same one",
    "image: traefik/whoami:latest",
  ],
  [
    (d) => {
      d.services.whoami.port = 80;
    },
    "services.whoami.port  must be 1024 or higher: a container that is not root cannot listen below",
    "port: 80",
  ],
  [
    (d) => {
      d.domain.zoneId = "example.com";
    },
    "domain.zoneId  must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
    "zoneId: example.com",
  ],
  [
    (d) => {
      d.nodeGroups = {};
    },
    "nodeGroups  needs at least one node group",
    "nodeGroups: {}",
  ],
  [
    (d) => {
      d.network.cidr = "127.0.0.0/16";
    },
    "network.cidr  must lie in one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10",
    "cidr: 127.0.0.0/16",
  ],
  [
    (d) => {
      d.cluster.endpoint.public = ["10.1.0.0/16"];
    },
    "cluster.endpoint.public[0]  10.1.0.0/16 lies in 10.0.0.0/8, from which nothing reaches the API server from outside the VPC",
    "- 10.1.0.0/16",
  ],
  [
    (d) => {
      d.ingress.allowFrom = ["203.0.113.0/24", "203.0.113.0/24"];
    },
    "ingress.allowFrom[1]  names 203.0.113.0/24 a second time",
    "- 203.0.113.0/24",
  ],
  [
    (d) => {
      d.ingress.allowFrom = Array.from({ length: 31 }, (_, index) => `203.0.${index}.0/24`);
    },
    "ingress.allowFrom  has 31 blocks; with 2 entry points a security group takes 30",
    "- 203.0.0.0/24",
  ],
  [
    (d) => {
      d.aws.tags = { Team: "a", team: "b" };
    },
    "aws.tags.team  is Team to IAM, which does not tell capitals apart",
    "team: b",
  ],
  [
    (d) => {
      d.nodeGroups.system.release = "1.35.6-20260714";
    },
    "nodeGroups.system.release  is no release of bottlerocket for Kubernetes 1.35; one looks like 1.x.y-commit",
    "release: 1.35.6-20260714",
  ],
  [
    (d) => {
      d.nodeGroups.system.ami = "al2023-arm64";
      d.nodeGroups.system.release = "1.34.1-20260714";
    },
    "nodeGroups.system.release  is no release of al2023 for Kubernetes 1.35; one looks like 1.35.x-yyyymmdd",
    "release: 1.34.1-20260714",
  ],
  [
    (d) => {
      d.services["default-deny"] = { image: "a:1" };
    },
    'services.default-deny  "default-deny" is the network policy of every namespace; call the service something else',
    "default-deny:",
  ],
  [
    (d) => {
      d.services.whoami.expose[0].headers = { request: { "x-a": "1", "X-A": "2" } };
    },
    "services.whoami.expose[0].headers.request.X-A  is the same header as x-a",
    'X-A: "2"',
  ],
  [
    (d) => {
      d.services.whoami.replicas = { max: 1 };
    },
    "services.whoami.replicas.max  is 1, less than min, which is 2 by default",
    "max: 1",
  ],
  [
    (d) => {
      d.services.whoami.resources = { memory: "128" };
    },
    "services.whoami.resources.memory  must be an amount of memory with its unit, such as 64Mi or 1Gi",
    'memory: "128"',
  ],
  [
    (d) => {
      d.services.whoami.resources = { cpu: "0" };
    },
    "services.whoami.resources.cpu  must be an amount of CPU such as 100m or 0.5",
    'cpu: "0"',
  ],
];

test.each(cases.map(([change, problem, line]) => [problem, line, change] as const))(
  "%s",
  (problem, line, change) => {
    expect(problemsOf(change)).toEqual([{ problem, line }]);
  },
);

test("reports what is wrong in several sections at once", () => {
  const problems = problemsOf((d) => {
    d.network.zones = ["euw1-az1", "euc1-az2"];
    d.cluster.endpoint.public = ["0.0.0.0/0"];
    d.nodeGroups.system.diskGiB = 1;
    d.services.whoami.callers = ["nobody"];
  });
  expect(problems.map(({ problem }) => problem.split("  ")[0])).toEqual([
    "cluster.endpoint.public[0]",
    "services.whoami.callers[0]",
    "network.zones[0]",
    "nodeGroups.system.diskGiB",
  ]);
});

test("accepts the definition that the cases change", () => {
  expect(problemsOf(() => {})).toEqual([]);
});

test("refuses two environments that would take each other's state or records", () => {
  const directory = mkdtempSync(join(tmpdir(), "slipway-together-"));
  for (const name of ["one", "two"]) {
    const definition = { ...whole(), name };
    definition.aws = { ...definition.aws, state: { bucket: "acme-tfstate", key: "shared.tfstate" } };
    writeFileSync(join(directory, `${name}.yaml`), stringify(definition));
  }
  const { problems } = readDefinitions(directory);
  rmSync(directory, { recursive: true });
  expect(problems.map(({ path, message }) => `${path}  ${message}`)).toEqual([
    "domain  is the domain of one too; both would write its alias records",
    "aws.state  is the state of one too; deploying one would destroy the other",
  ]);
});
