import { expect, test } from "@jest/globals";
import { platformPicture } from "../../../review/pictures/platform";
import { create, keep, plan, remove, replace, unknown, update } from "../rules/context";

test("draws network, cluster and releases, with what happens to them", () => {
  const picture = platformPicture(
    plan(
      [
        keep("aws_vpc.main", { cidr_block: "10.0.0.0/16" }),
        keep("aws_subnet.a"),
        replace("aws_subnet.b"),
        keep("aws_iam_role.node"),
        update("aws_eks_cluster.main", { name: "prod" }, { name: "prod" }),
        create("aws_eks_node_group.system", { node_group_name: unknown }),
        remove("helm_release.old", { name: "old" }),
        keep("helm_release.traefik", { name: "traefik" }),
      ],
      {
        references: new Map([
          ["aws_subnet.a", ["aws_vpc.main.id"]],
          ["aws_subnet.b", ["aws_vpc.main.id"]],
          ["aws_eks_cluster.main", ["aws_subnet.a.id", "aws_subnet.b.id", "aws_vpc.main.id"]],
          ["aws_iam_role.node", ["aws_eks_cluster.main.arn"]],
          ["aws_eks_node_group.system", ["aws_iam_role.node.arn", "aws_subnet.a.id"]],
          ["helm_release.traefik", ["aws_eks_cluster.main.endpoint", "aws_eks_node_group.system"]],
        ]),
      },
    ),
    (subject) => (subject === "aws_eks_node_group.system" ? { construct: "prod/nodes/system" } : {}),
  );
  expect(picture).toEqual({
    kind: "platform",
    title: "Platform",
    nodes: [
      { id: "aws_vpc.main", label: "10.0.0.0/16", detail: "VPC", group: "network", change: "none" },
      { id: "aws_subnet", label: "Subnets", detail: "1 of 2 change", group: "network", change: "replace" },
      { id: "aws_eks_cluster.main", label: "prod", detail: "cluster", group: "cluster", change: "update" },
      {
        id: "aws_eks_node_group.system",
        label: "system",
        detail: "node group",
        group: "cluster",
        change: "create",
      },
      { id: "helm_release.old", label: "old", detail: "release", group: "release", change: "delete" },
      { id: "helm_release.traefik", label: "traefik", detail: "release", group: "release", change: "none" },
    ],
    edges: [
      { from: "aws_eks_cluster.main", to: "aws_eks_node_group.system" },
      { from: "aws_eks_node_group.system", to: "helm_release.traefik" },
      { from: "aws_subnet", to: "aws_eks_cluster.main" },
      { from: "aws_vpc.main", to: "aws_subnet" },
    ],
  });
});
