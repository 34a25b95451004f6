import { expect, test } from "@jest/globals";
import { small } from "../../outputs";
import { type Change, refusalsOf, refusalsOfFiles } from "./changed-definition";

const team = "arn:aws:iam::111122223333:role/team";

const ownAuthority: Change = (d) => {
  d.certificates.issuers = { own: { ca: { secretName: "own-ca" } } };
  d.certificates.issuer = "own";
};

const existing: Change = (d) => {
  const ids = (tier: number) => [`subnet-0000000000000001${tier}`, `subnet-0000000000000002${tier}`];
  d.network.existing = {
    vpc: "vpc-00000000000000001",
    subnets: { public: ids(1), private: ids(2), intra: ids(3) },
  };
  d.network.subnets = {
    public: ["10.0.0.0/24", "10.0.1.0/24"],
    private: ["10.0.32.0/19", "10.0.64.0/19"],
    intra: ["10.0.2.0/24", "10.0.3.0/24"],
  };
};

/** A change, what is said of it, and the line that this points at. */
const refused: readonly (readonly [change: Change, problem: string, line: string])[] = [
  [
    (d) => {
      d.addOns = { ebsCsiDriver: false };
      d.mesh = "consul";
    },
    "mesh  needs addOns.ebsCsiDriver, which makes its volumes",
    "mesh: consul",
  ],
  [
    (d) => {
      d.addOns = { ebsCsiDriver: false };
      d.observability = { metrics: { retentionDays: 7 } };
    },
    "observability.metrics  needs addOns.ebsCsiDriver, which makes its volumes",
    "metrics:",
  ],
  [
    (d) => {
      d.addOns = { ebsCsiDriver: false };
      d.observability = { traces: { percent: 1 } };
    },
    "observability.traces  needs addOns.ebsCsiDriver, which makes its volumes",
    "traces:",
  ],
  [
    (d) => {
      d.network.nat = "none";
      d.releases = { imageRegistry: "mirror.example.com" };
      ownAuthority(d);
    },
    "network.nat  leaves nodes without a way to the EKS API and to images; set network.endpoints.private to true, or choose per-az, single or regional",
    "nat: none",
  ],
  [
    (d) => {
      d.network.nat = "none";
      d.network.endpoints = { private: true };
      ownAuthority(d);
    },
    "network.nat  none keeps nodes from the registries of the controllers' images; name a mirror in ECR as releases.imageRegistry",
    "nat: none",
  ],
  [
    (d) => {
      d.network.nat = "none";
      d.network.endpoints = { private: true };
      d.releases = { imageRegistry: "mirror.example.com" };
      d.certificates.issuer = "letsencrypt-staging";
    },
    "certificates.issuer  letsencrypt-staging is on the internet, which nothing reaches from a network with nat: none; choose an issuer of your own, such as one with ca",
    "issuer: letsencrypt-staging",
  ],
  [
    (d) => {
      d.network.endpoints = { additional: ["xray", "xray"] };
    },
    "network.endpoints.additional[1]  names xray a second time",
    "- xray",
  ],
  [
    (d) => {
      existing(d);
      d.network.nat = "single";
    },
    "network.nat  belongs to the owner of the network that existing names; remove it here",
    "nat: single",
  ],
  [
    (d) => {
      existing(d);
      delete d.network.subnets;
    },
    "network.existing  needs network.subnets beside it: the blocks of its subnets, which the load balancer is recognized by",
    "vpc: vpc-00000000000000001",
  ],
  [
    (d) => {
      existing(d);
      d.network.existing.subnets.private = ["subnet-00000000000000011"];
    },
    "network.existing.subnets.private  must have one subnet for each of the 2 zones, in their order; it has 1",
    "- subnet-00000000000000011",
  ],
  [
    (d) => {
      existing(d);
      d.network.existing.vpc = "vpc-1";
    },
    "network.existing.vpc  must be the id of a VPC, such as vpc-0123456789abcdef0",
    "vpc: vpc-1",
  ],
  [
    (d) => {
      existing(d);
      d.network.existing.subnets.public = [];
      d.network.subnets.public = [];
    },
    "network.existing.subnets.public  must not be empty while ingress.scheme is internet-facing: the load balancer stands in them",
    "public: []",
  ],
  [
    (d) => {
      d.cluster.zones = ["euc1-az1", "euc1-az3"];
    },
    "cluster.zones[1]  euc1-az3 is not in network.zones, which are euc1-az1, euc1-az2",
    "- euc1-az3",
  ],
  [
    (d) => {
      d.nodeGroups.system.zones = ["euc1-az3"];
    },
    "nodeGroups.system.zones[0]  euc1-az3 is not in network.zones, which are euc1-az1, euc1-az2",
    "- euc1-az3",
  ],
  [
    (d) => {
      d.nodeGroups.system.taints = [{ key: "dedicated" }];
    },
    "nodeGroups  all have taints, so that the cluster's own controllers have nowhere to run; leave one group without",
    "system:",
  ],
  [
    (d) => {
      d.nodeGroups.batch = { taints: [{ key: "a" }, { key: "a", value: "b" }] };
    },
    "nodeGroups.batch.taints[1]  has the key a and effect NoSchedule of one before it",
    "- key: a",
  ],
  [
    (d) => {
      d.aws.assumeRole = "arn:aws:iam::111122223333:role/deployer";
    },
    "aws.assumeRole  must be among cluster.admins too, or Helm is refused by the cluster",
    "assumeRole: arn:aws:iam::111122223333:role/deployer",
  ],
  [
    (d) => {
      d.aws.bootstrapState = "bucket";
    },
    "aws.bootstrapState  needs aws.state, which names the bucket",
    "bootstrapState: bucket",
  ],
  [
    (d) => {
      d.aws.state = { bucket: "acme-tfstate" };
      d.aws.bootstrapState = "bucket";
    },
    "aws.bootstrapState  is of no use: there is no bootstrap stack without aws.state.create or delivery.github",
    "bootstrapState: bucket",
  ],
  [
    (d) => {
      d.delivery = { github: { repository: "platform" } };
    },
    "delivery.github.repository  must be owner/repository, such as acme/platform",
    "repository: platform",
  ],
  [
    (d) => {
      d.delivery = {
        github: {
          repository: "acme/platform",
          permissionsBoundary: "arn:aws:iam::999999999999:policy/boundary",
        },
      };
    },
    "delivery.github.permissionsBoundary  is in account 999999999999, but the roles are made in 111122223333",
    "permissionsBoundary: arn:aws:iam::999999999999:policy/boundary",
  ],
  [
    (d) => {
      d.delivery = {
        github: {
          repository: "acme/platform",
          planPolicies: ["arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"],
        },
      };
    },
    "delivery.github.planPolicies[0]  is in partition aws-us-gov, but eu-central-1 is in aws",
    "- arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess",
  ],
  [
    (d) => {
      delete d.domain.zoneId;
    },
    "domain  needs zoneId, the Route 53 hosted zone that is there, or createZone: true to have one made",
    "name: example.com",
  ],
  [
    (d) => {
      d.cluster.viewers = [d.cluster.admins[0]];
    },
    "cluster.viewers[0]  arn:aws:iam::111122223333:role/platform-admin is an administrator already",
    "- arn:aws:iam::111122223333:role/platform-admin",
  ],
  [
    (d) => {
      d.cluster.access = [{ role: d.cluster.admins[0], policy: "view" }];
    },
    "cluster.access[0].role  arn:aws:iam::111122223333:role/platform-admin is an administrator already",
    "- role: arn:aws:iam::111122223333:role/platform-admin",
  ],
  [
    (d) => {
      d.cluster.access = [
        { role: team, policy: "edit", namespaces: ["a"] },
        { role: team, policy: "edit", namespaces: ["b"] },
      ];
    },
    `cluster.access[1]  gives ${team} the policy edit a second time; name all namespaces in cluster.access[0]`,
    `- role: ${team}`,
  ],
  [
    (d) => {
      d.cluster.secretsKey = "arn:aws:kms:eu-central-1:111122223333:key/1";
    },
    "cluster.secretsKey  is of no use unless cluster.secretsEncryption is customer-managed",
    "secretsKey: arn:aws:kms:eu-central-1:111122223333:key/1",
  ],
  [
    (d) => {
      d.cluster.secretsEncryption = "customer-managed";
      d.cluster.secretsKey = "arn:aws:kms:us-east-1:111122223333:key/1";
    },
    "cluster.secretsKey  is a key of us-east-1, but the cluster is in eu-central-1",
    "secretsKey: arn:aws:kms:us-east-1:111122223333:key/1",
  ],
  [
    (d) => {
      d.addOns = {
        ebsCsiDriver: false,
        snapshotController: true,
        versions: { "snapshot-controller": "v8.3.0-eksbuild.1" },
      };
    },
    "addOns.snapshotController  needs addOns.ebsCsiDriver, which takes the snapshots",
    "snapshotController: true",
  ],
  [
    (d) => {
      d.addOns = { nodeMonitoringAgent: true, versions: {} };
    },
    "addOns.versions  no version of eks-node-monitoring-agent is pinned for Kubernetes 1.35; give one as addOns.versions.eks-node-monitoring-agent (aws eks describe-addon-versions --addon-name eks-node-monitoring-agent --kubernetes-version 1.35 lists them)",
    "versions: {}",
  ],
  [
    (d) => {
      d.addOns = { versions: { "snapshot-controller": "v8.3.0-eksbuild.1" } };
    },
    "addOns.versions.snapshot-controller  is the version of an add-on that is not installed",
    "snapshot-controller: v8.3.0-eksbuild.1",
  ],
  [
    (d) => {
      d.scaling = { autoscaler: "karpenter" };
    },
    "scaling.autoscaler  karpenter needs a node pool; write one as scaling.nodePools.default: {}",
    "autoscaler: karpenter",
  ],
  [
    (d) => {
      d.scaling = { nodePools: { default: {} } };
    },
    "scaling.nodePools  are Karpenter's, but scaling.autoscaler is none",
    "default: {}",
  ],
  [
    (d) => {
      d.cluster.version = "1.36";
      d.nodeGroups.system.ami = "al2023-arm64";
      d.scaling = { autoscaler: "karpenter", nodePools: { default: {} } };
    },
    "scaling.nodePools.default  no release of bottlerocket is pinned for Kubernetes 1.36; give one as scaling.nodePools.default.release",
    "default: {}",
  ],
  [
    (d) => {
      d.ingress = { entryPoints: { postgres: { port: 443 } } };
    },
    "ingress.entryPoints.postgres.port  443 is the port of websecure already",
    "port: 443",
  ],
  [
    (d) => {
      d.ingress = { entryPoints: { dns: { port: 53 }, dnsudp: { port: 53, protocol: "udp" } } };
    },
    "ingress.entryPoints.dnsudp.port  53 is the port of dns already",
    "port: 53",
  ],
  [
    (d) => {
      d.ingress = { entryPoints: { admin: { port: 8080 } } };
    },
    "ingress.entryPoints.admin.port  needs port 8080 of Traefik's container, which traefik has; choose another",
    "port: 8080",
  ],
  [
    (d) => {
      d.ingress = { entryPoints: { smtp: { port: 25 }, other: { port: 10025 } } };
    },
    "ingress.entryPoints.smtp.port  needs port 10025 of Traefik's container, which other has; choose another",
    "port: 25",
  ],
  [
    (d) => {
      d.ingress = { entryPoints: { web: { port: 81 } } };
    },
    'ingress.entryPoints.web  the key "web" must not be one of internal, metrics, traefik, web, websecure, which are there already',
    "web:",
  ],
  [
    (d) => {
      d.dns = { externalDns: true };
      d.ingress = { loadBalancer: "controller", entryPoints: { dns: { port: 53, protocol: "udp" } } };
    },
    "ingress.entryPoints.dns.protocol  udp needs ingress.loadBalancer: terraform, whose health checks can ask another port than the one that speaks UDP",
    "protocol: udp",
  ],
  [
    (d) => {
      d.ingress = { loadBalancer: "controller" };
    },
    "ingress.loadBalancer  controller needs dns.externalDns with the source service, or nothing leads the domain to the load balancer",
    "loadBalancer: controller",
  ],
  [
    (d) => {
      d.releases = { chartDirectory: "/srv/charts" };
    },
    "releases.chartDirectory  must be a folder in the project, such as charts, with forward slashes",
    "chartDirectory: /srv/charts",
  ],
  [
    (d) => {
      d.dns = { externalDns: true, sources: ["service", "service"] };
    },
    "dns.sources[1]  names service a second time",
    "- service",
  ],
];

test.each(refused.map(([change, problem, line]) => [problem, change, line] as const))(
  "%s",
  (problem, change, line) => {
    expect(refusalsOf(change)).toEqual([{ problem, line }]);
  },
);

test.each<readonly [string, Change]>([
  ["an existing network", existing],
  [
    "a network without a way out, with endpoints and a mirror",
    (d) => {
      d.network.nat = "none";
      d.network.endpoints = { private: true };
      d.releases = { imageRegistry: "mirror.example.com" };
      ownAuthority(d);
    },
  ],
  [
    "a tainted group beside one that is not",
    (d) => {
      d.nodeGroups.batch = { taints: [{ key: "dedicated" }] };
    },
  ],
])("takes %s", (_what, change) => {
  expect(refusalsOf(change)).toEqual([]);
});

const other = { ...small, domain: { name: "example.org", zoneId: "ZOTHER" } };
const github = { repository: "acme/platform" };

test("refuses a second identity provider for GitHub in one account", () => {
  const definitions = {
    one: { ...small, name: "one", delivery: { github } },
    two: { ...other, name: "two", delivery: { github } },
  };
  expect(refusalsOfFiles(definitions).map(({ problem }) => problem)).toEqual([
    "delivery.github  makes the account's identity provider for GitHub, as one does; an account has one, so name it here as provider",
  ]);
});

test("refuses to make one bucket twice", () => {
  const state = (key: string) => ({ ...small.aws, state: { bucket: "acme-tfstate", key, create: true } });
  const definitions = {
    one: { ...small, name: "one", aws: state("one") },
    two: { ...other, name: "two", aws: state("two") },
  };
  expect(refusalsOfFiles(definitions).map(({ problem }) => problem)).toEqual([
    "aws.state.create  makes the bucket that one makes; leave it to one of the two",
  ]);
});

test("refuses an environment that is named like another's bootstrap stack", () => {
  const definitions = {
    one: { ...small, name: "one" },
    "one-bootstrap": { ...other, name: "one-bootstrap" },
  };
  expect(refusalsOfFiles(definitions).map(({ problem }) => problem)).toEqual([
    "name  is the name of the bootstrap stack of one",
  ]);
});
