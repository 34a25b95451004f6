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
