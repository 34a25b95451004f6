import { expect, test } from "@jest/globals";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const withNetwork = (network: Partial<DefinitionInput["network"]>) =>
  terraformJson(resolve({ ...small, network: { ...small.network, ...network } }));

const json = withNetwork({});

test("places subnets by zone id", () => {
  expect(resourceOf(json, "aws_subnet", "private-euc1-az2")).toMatchObject({
    availability_zone_id: "euc1-az2",
    cidr_block: "10.0.32.0/19",
    tags: { Name: "test-private-euc1-az2", "kubernetes.io/role/internal-elb": "1" },
  });
});

test("gives each zone a NAT gateway of its own", () => {
  expect(Object.keys(json.resource.aws_nat_gateway ?? {})).toHaveLength(2);
  expect(resourceOf(json, "aws_route", "private-euc1-az2-nat").nat_gateway_id).toMatch(/nat-euc1-az2/);
});

test("sends all zones through the first zone's NAT gateway when there is a single one", () => {
  const single = withNetwork({ nat: "single", zones: ["euc1-az3", "euc1-az1"] });
  expect(Object.keys(single.resource.aws_nat_gateway ?? {})).toHaveLength(1);
  expect(resourceOf(single, "aws_route", "private-euc1-az1-nat").nat_gateway_id).toMatch(/nat-euc1-az3/);
});

test("leaves the control plane's subnets without a way out", () => {
  const routes = Object.keys(json.resource.aws_route ?? {});
  expect(routes.filter((name) => name.includes("intra"))).toEqual([]);
  expect(resourceOf(json, "aws_eks_cluster").vpc_config.subnet_ids).toEqual([
    expect.stringMatching(/intra-euc1-az1/),
    expect.stringMatching(/intra-euc1-az2/),
  ]);
});

test("closes the default security group", () => {
  expect(resourceOf(json, "aws_default_security_group")).toMatchObject({ ingress: [], egress: [] });
});

const closed = {
  network: { nat: "none", endpoints: { private: true } },
  ingress: { scheme: "internal" },
  releases: { imageRegistry: "mirror.example.com" },
  certificates: {
    email: "platform@example.com",
    issuers: { own: { ca: { secretName: "own-ca" } } },
    issuer: "own",
  },
} as const;
const withoutWayOut = terraformJson(
  resolve({ ...small, ...closed, network: { ...small.network, ...closed.network } }),
);

test("makes one regional NAT gateway, with addresses of AWS's choice", () => {
  const regional = withNetwork({ nat: "regional" });
  const [gateway, ...others] = Object.values(regional.resource.aws_nat_gateway ?? {});
  expect(others).toEqual([]);
  expect(gateway).toMatchObject({ availability_mode: "regional", connectivity_type: "public" });
  expect(gateway?.subnet_id).toBeUndefined();
  expect(regional.resource.aws_eip).toBeUndefined();
  expect(resourceOf(regional, "aws_route", "private-euc1-az2-nat").nat_gateway_id).toMatch(/nat-regional/);
});

test("has no way out or in where none is wanted: no gateways, no public subnets, no default routes", () => {
  for (const type of ["aws_nat_gateway", "aws_internet_gateway", "aws_eip", "aws_route"]) {
    expect(withoutWayOut.resource[type]).toBeUndefined();
  }
  expect(Object.keys(withoutWayOut.resource.aws_subnet ?? {}).filter((name) => /public/.test(name))).toEqual(
    [],
  );
});

test("reaches AWS through endpoints inside the VPC where there is no way out", () => {
  const endpoints = Object.values(withoutWayOut.resource.aws_vpc_endpoint ?? {});
  const services = endpoints
    .filter(({ vpc_endpoint_type }) => vpc_endpoint_type === "Interface")
    .map(({ service_name }) => service_name.replace("com.amazonaws.eu-central-1.", ""))
    .sort();
  expect(services).toEqual([
    "autoscaling",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "ssm",
    "ssmmessages",
    "sts",
  ]);
  expect(resourceOf(withoutWayOut, "aws_vpc_security_group_ingress_rule", "endpoints")).toMatchObject({
    cidr_ipv4: "10.0.0.0/16",
    from_port: 443,
    to_port: 443,
  });
});

test("leads every private subnet to S3 by the endpoint that costs nothing", () => {
  const { vpc_endpoint_type, route_table_ids } = resourceOf(json, "aws_vpc_endpoint", "s3");
  expect(vpc_endpoint_type).toBe("Gateway");
  expect(route_table_ids).toEqual([
    expect.stringMatching(/private-euc1-az1-routes/),
    expect.stringMatching(/private-euc1-az2-routes/),
  ]);
});

test("logs all connections, through a role that only this account's flow logs assume", () => {
  expect(resourceOf(json, "aws_flow_log")).toMatchObject({
    traffic_type: "ALL",
    max_aggregation_interval: 600,
  });
  const [statement] = JSON.parse(resourceOf(json, "aws_iam_role", "flow-logs").assume_role_policy).Statement;
  expect(statement.Condition).toEqual({
    ArnLike: { "aws:SourceArn": ["arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/*"] },
    StringEquals: { "aws:SourceAccount": ["111122223333"] },
  });
});

test("builds in a network that is there, by its ids, and makes nothing of it", () => {
  const ids = (tier: number) => [`subnet-0000000000000001${tier}`, `subnet-0000000000000002${tier}`];
  const existing = withNetwork({
    existing: {
      vpc: "vpc-00000000000000001",
      subnets: { public: ids(1), private: ids(2), intra: ids(3) },
    },
    subnets: {
      public: ["10.0.0.0/24", "10.0.1.0/24"],
      private: ["10.0.32.0/19", "10.0.64.0/19"],
      intra: ["10.0.2.0/24", "10.0.3.0/24"],
    },
  });
  const made = Object.keys(existing.resource).filter((type) =>
    /vpc$|subnet|route|gateway|endpoint|flow/.test(type),
  );
  expect(made).toEqual(["aws_route53_record"]);
  expect(resourceOf(existing, "aws_eks_cluster").vpc_config.subnet_ids).toEqual(ids(3));
  expect(resourceOf(existing, "aws_eks_node_group").subnet_ids).toEqual(ids(2));
  expect(resourceOf(existing, "aws_lb").subnets).toEqual(ids(1));
});

test("keeps the control plane in its own zones when the network gets another", () => {
  const { network, cluster } = small;
  const three = terraformJson(
    resolve({
      ...small,
      network: { ...network, zones: ["euc1-az1", "euc1-az2", "euc1-az3"] },
      cluster: { ...cluster, zones: ["euc1-az1", "euc1-az2"] },
    }),
  );
  expect(resourceOf(three, "aws_eks_cluster").vpc_config.subnet_ids).toHaveLength(2);
  expect(resourceOf(three, "aws_eks_node_group").subnet_ids).toHaveLength(3);
});
