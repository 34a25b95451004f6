import { expect, test } from "@jest/globals";
import { hotGraph, reachOf } from "../../../review/reach/reach";
import { create, keep, plan, replace, unknown, update } from "../rules/context";

const references = new Map([
  ["aws_subnet.a", ["aws_vpc.main.id"]],
  ["aws_eks_node_group.a", ["aws_eks_cluster.main.name", "aws_subnet.a.id"]],
  ["aws_eks_cluster.main", ["aws_subnet.a.id"]],
  ["aws_ssm_parameter.cidr", ["aws_vpc.main.cidr_block"]],
  ["helm_release.traefik", ["aws_eks_cluster.main.endpoint", "aws_eks_node_group.a"]],
]);

const changed = plan(
  [
    replace(
      "aws_vpc.main",
      { id: "vpc-1", cidr_block: "10.0.0.0/16" },
      { id: unknown, cidr_block: "10.0.0.0/16" },
    ),
    replace("aws_subnet.a", { id: "s-1", vpc_id: "vpc-1" }, { id: unknown, vpc_id: unknown }),
    update("aws_eks_cluster.main", { name: "main", endpoint: "e" }, { name: "main", endpoint: "e" }),
    replace("aws_eks_node_group.a", { subnet_ids: ["s-1"] }, { subnet_ids: [unknown] }),
    keep("aws_ssm_parameter.cidr"),
    keep("helm_release.traefik"),
  ],
  { references },
);

test("reaches whatever depends on a resource, directly or not", () => {
  expect(reachOf(changed).reachable("aws_subnet.a")).toEqual([
    "aws_eks_cluster.main",
    "aws_eks_node_group.a",
    "helm_release.traefik",
  ]);
  expect(reachOf(changed).reachable("helm_release.traefik")).toEqual([]);
});

test("is hot where an attribute moves, through what is replaced itself", () => {
  // the cluster is only changed in place, so its releases keep what they refer to; the block of the VPC stays
  expect(reachOf(changed).hot("aws_vpc.main")).toEqual([
    "aws_eks_cluster.main",
    "aws_eks_node_group.a",
    "aws_subnet.a",
  ]);
  expect(reachOf(changed).hot("aws_eks_cluster.main")).toEqual([]);
});

test("knows instances of a resource by its address in the configuration", () => {
  const several = plan(
    [
      replace('aws_subnet.a["x.y"]', { id: "s-1" }, { id: unknown }),
      update("aws_eks_cluster.main[0]", { subnet_ids: ["s-1"] }, { subnet_ids: [unknown] }),
    ],
    { references: new Map([["aws_eks_cluster.main", ['aws_subnet.a["x.y"].id']]]) },
  );
  expect(reachOf(several).hot('aws_subnet.a["x.y"]')).toEqual(["aws_eks_cluster.main[0]"]);
});

test("draws what is hot, and no more than fits", () => {
  expect(hotGraph(changed, "aws_vpc.main")).toEqual({
    nodes: ["aws_vpc.main", "aws_subnet.a", "aws_eks_cluster.main", "aws_eks_node_group.a"],
    edges: [
      { from: "aws_subnet.a", to: "aws_eks_cluster.main" },
      { from: "aws_subnet.a", to: "aws_eks_node_group.a" },
      { from: "aws_vpc.main", to: "aws_subnet.a" },
    ],
    left: 0,
  });
  const names = Array.from({ length: 30 }, (_, index) => `aws_ssm_parameter.p${index}`);
  const wide = plan(
    [create("aws_vpc.main", { id: unknown }), ...names.map((name) => create(name, { value: unknown }))],
    { references: new Map(names.map((name) => [name, ["aws_vpc.main.id"]])) },
  );
  const graph = hotGraph(wide, "aws_vpc.main");
  expect([graph.nodes.length, graph.edges.length, graph.left]).toEqual([25, 24, 6]);
});
