import { type Cases, change, create, keep, planned, remove, replace, unknown, update } from "../context";

type Given = Readonly<Record<string, unknown>>;

const group = (before: Given, after: Given) => planned([update("aws_eks_node_group.a", before, after)]);
const template = (before: Given, after: Given) => planned([update("aws_launch_template.a", before, after)]);
const size = (min_size: number, desired_size: number, max_size: number): Given => ({
  scaling_config: [{ min_size, desired_size, max_size }],
});
const metadata = (http_tokens: string, hops: number): Given => ({
  metadata_options: [{ http_tokens, http_put_response_hop_limit: hops }],
});
const mapping = (volume_size: number, encrypted = "true"): Given => ({
  block_device_mappings: [{ device_name: "/dev/xvda", ebs: [{ volume_size, encrypted }] }],
});
const taint = (key: string): Given => ({ key, value: null, effect: "NO_SCHEDULE" });

export const nodes: Readonly<Record<string, Cases>> = {
  "EKS-NODE-001": {
    fires: [
      {
        name: "to nothing",
        context: group(size(2, 3, 6), size(0, 0, 6)),
        finds: ["stop aws_eks_node_group.a: It goes from 3 nodes to none."],
      },
      {
        name: "at most fewer than run",
        context: group(size(2, 5, 6), size(2, 4, 4)),
        finds: ["stop aws_eks_node_group.a: 5 nodes run, and at most 4 may."],
      },
    ],
    quiet: [{ name: "at most as many as run", context: group(size(2, 4, 6), size(2, 4, 4)) }],
  },
  "EKS-NODE-002": {
    fires: [
      {
        name: "both of two",
        context: planned([
          replace("aws_eks_node_group.a", {}, {}, ["subnet_ids"], "replace-create-first"),
          remove("aws_eks_node_group.b"),
          create("aws_eks_node_group.c"),
        ]),
        finds: [
          "stop aws_eks_node_group.a: All 2 node groups go: aws_eks_node_group.a because of subnet_ids and aws_eks_node_group.b.",
        ],
      },
      {
        name: "the only one",
        context: planned([replace("aws_eks_node_group.a")]),
        finds: ["stop aws_eks_node_group.a: The only node group goes: aws_eks_node_group.a."],
      },
    ],
    quiet: [
      {
        name: "one of two",
        context: planned([replace("aws_eks_node_group.a"), keep("aws_eks_node_group.b")]),
      },
      {
        name: "the cluster goes too",
        context: planned([remove("aws_eks_node_group.a"), remove("aws_eks_cluster.a")]),
      },
    ],
  },
  "EKS-NODE-003": {
    fires: [
      {
        name: "other machines in other subnets",
        context: group(
          { instance_types: ["m7g.large"], subnet_ids: ["a", "b"], ami_type: "BOTTLEROCKET_ARM_64" },
          { instance_types: ["m7i.large"], subnet_ids: ["a", unknown], ami_type: "BOTTLEROCKET_ARM_64" },
        ),
        finds: [
          "high aws_eks_node_group.a: instance_types goes from m7g.large to m7i.large.",
          "high aws_eks_node_group.a: subnet_ids go from a and b to a and 1 known after apply.",
        ],
      },
      {
        name: "other machines in the launch template",
        context: template({ instance_type: "m7g.large" }, { instance_type: "m7g.xlarge" }),
        finds: ["high aws_launch_template.a: instance_type goes from m7g.large to m7g.xlarge."],
      },
    ],
    quiet: [
      {
        name: "another order of subnets",
        context: group({ subnet_ids: ["a", "b"] }, { subnet_ids: ["b", "a"] }),
      },
    ],
  },
  "EKS-NODE-004": {
    fires: [
      {
        name: "to Spot",
        context: group({ capacity_type: "ON_DEMAND" }, { capacity_type: "SPOT" }),
        finds: ["high aws_eks_node_group.a: Its capacity goes from ON_DEMAND to SPOT."],
      },
    ],
    quiet: [
      { name: "from Spot", context: group({ capacity_type: "SPOT" }, { capacity_type: "ON_DEMAND" }) },
      { name: "a new group", context: planned([create("aws_eks_node_group.a", { capacity_type: "SPOT" })]) },
    ],
  },
  "EKS-NODE-005": {
    fires: [
      {
        name: "a label goes, a taint comes",
        context: group(
          { labels: { role: "system", zone: "a" }, taint: [] },
          { labels: { zone: "a" }, taint: [taint("only")] },
        ),
        finds: ["high aws_eks_node_group.a: Label role=system is gone, and taint only=:NO_SCHEDULE is new."],
      },
    ],
    quiet: [
      {
        name: "a label comes, a taint goes",
        context: group({ labels: {}, taint: [taint("only")] }, { labels: { role: "system" }, taint: [] }),
      },
    ],
  },
  "EKS-NODE-006": {
    fires: [
      {
        name: "fewer at least, and fewer now",
        context: group(size(3, 5, 6), size(2, 3, 6)),
        finds: ["high aws_eks_node_group.a: min_size goes from 3 to 2 and desired_size goes from 5 to 3."],
      },
    ],
    quiet: [{ name: "more", context: group(size(2, 3, 6), size(3, 5, 6)) }],
  },
  "EKS-NODE-007": {
    fires: [
      {
        name: "without tokens, and from further away",
        context: template(metadata("required", 1), metadata("optional", 2)),
        finds: [
          "high aws_launch_template.a: http_tokens is no longer required and http_put_response_hop_limit goes from 1 to 2.",
        ],
      },
    ],
    quiet: [
      {
        name: "with tokens, and nearer",
        context: template(metadata("optional", 2), metadata("required", 1)),
      },
    ],
  },
  "EKS-NODE-008": {
    fires: [
      {
        name: "a smaller disk in clear",
        context: template(mapping(50), mapping(20, "false")),
        finds: [
          "high aws_launch_template.a: /dev/xvda goes from 50 to 20 GiB.",
          "high aws_launch_template.a: /dev/xvda is no longer encrypted.",
        ],
      },
      {
        name: "a smaller disk of a group",
        context: group({ disk_size: 50 }, { disk_size: 20 }),
        finds: ["high aws_eks_node_group.a: The disk goes from 50 to 20 GiB."],
      },
    ],
    quiet: [{ name: "a larger disk", context: template(mapping(50, "false"), mapping(80)) }],
  },
  "EKS-NODE-009": {
    fires: [
      {
        name: "an autoscaler's size is set back",
        context: planned([update("aws_eks_node_group.a", size(2, 9, 9), size(2, 3, 9))], {
          drift: [change("aws_eks_node_group.a", "update", size(2, 3, 9), size(2, 9, 9))],
        }),
        finds: [
          "high aws_eks_node_group.a: It was scaled from 3 to 9 outside of Terraform, and this plan sets 3.",
        ],
      },
    ],
    quiet: [
      {
        name: "an autoscaler's size is left alone",
        context: planned([keep("aws_eks_node_group.a", size(2, 9, 9))], {
          drift: [change("aws_eks_node_group.a", "update", size(2, 3, 9), size(2, 9, 9))],
        }),
      },
    ],
  },
  "EKS-NODE-010": {
    fires: [
      {
        name: "more nodes of another release",
        context: group(
          { ...size(2, 3, 6), release_version: "1" },
          { ...size(2, 4, 6), release_version: "2" },
        ),
        finds: ["note aws_eks_node_group.a: desired_size goes from 3 to 4 and release_version changes."],
      },
    ],
    quiet: [
      {
        name: "other tags",
        context: group({ ...size(2, 3, 6), tags: null }, { ...size(2, 3, 6), tags: { a: "b" } }),
      },
    ],
  },
};
