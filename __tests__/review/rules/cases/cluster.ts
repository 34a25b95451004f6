import {
  type Cases,
  context,
  create,
  keep,
  plan,
  planned,
  present,
  remove,
  replace,
  update,
} from "../context";

type Given = Readonly<Record<string, unknown>>;

const cluster = (before: Given, after: Given) => planned([update("aws_eks_cluster.a", before, after)]);
const network = (vpc: Given): Given => ({ vpc_config: [vpc] });
const open = (isPublic: boolean, blocks: readonly string[]) =>
  network({ endpoint_public_access: isPublic, public_access_cidrs: blocks });

export const controlPlane: Readonly<Record<string, Cases>> = {
  "EKS-CLUSTER-001": {
    fires: [
      {
        name: "the cluster is replaced, with what is installed and applied in it",
        context: context({
          plan: plan([
            replace("aws_eks_cluster.a", {}, {}, ["role_arn"]),
            keep("helm_release.traefik", { name: "traefik" }),
            keep("helm_release.cert", { name: "cert-manager" }),
            create("helm_release.new", { name: "new" }),
          ]),
          present: [
            present({ apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } }),
            present({ apiVersion: "v1", kind: "Namespace", metadata: { name: "b" } }),
          ],
        }),
        finds: [
          "stop aws_eks_cluster.a: The cluster is replaced because of role_arn, and with it go 2 Helm releases (cert-manager and traefik) and 2 Kubernetes objects.",
        ],
      },
      {
        name: "an empty cluster is deleted",
        context: planned([remove("aws_eks_cluster.a")]),
        finds: ["stop aws_eks_cluster.a: The cluster is deleted."],
      },
    ],
    quiet: [
      { name: "the cluster is changed in place", context: cluster({ version: "1.34" }, { version: "1.35" }) },
    ],
  },
  "EKS-CLUSTER-002": {
    fires: [
      {
        name: "two minor versions up",
        context: cluster({ version: "1.34" }, { version: "1.36" }),
        finds: ["stop aws_eks_cluster.a: The cluster goes from 1.34 up 2 minor versions to 1.36."],
      },
      {
        name: "back",
        context: cluster({ version: "1.36" }, { version: "1.35" }),
        finds: ["stop aws_eks_cluster.a: The cluster goes from 1.36 back to 1.35."],
      },
    ],
    quiet: [{ name: "one minor version up", context: cluster({ version: "1.34" }, { version: "1.35" }) }],
  },
  "EKS-CLUSTER-003": {
    fires: [
      {
        name: "one minor version up, with what stays behind",
        context: planned([
          update("aws_eks_cluster.a", { version: "1.34" }, { version: "1.35" }),
          keep("aws_eks_addon.dns", { addon_name: "coredns" }),
          update("aws_eks_addon.cni", { addon_name: "vpc-cni" }, { addon_name: "vpc-cni" }),
          keep("helm_release.traefik", { name: "traefik" }),
        ]),
        finds: [
          "high aws_eks_cluster.a: The cluster goes from 1.34 up one minor version to 1.35. coredns and traefik stay as they are.",
        ],
      },
    ],
    quiet: [{ name: "two minor versions up", context: cluster({ version: "1.34" }, { version: "1.36" }) }],
  },
  "EKS-CLUSTER-004": {
    fires: [
      {
        name: "the own key is removed",
        context: cluster({ encryption_config: [{ resources: ["secrets"] }] }, { encryption_config: [] }),
        finds: ["stop aws_eks_cluster.a: encryption_config is removed."],
      },
    ],
    quiet: [
      {
        name: "an own key is added",
        context: cluster({ encryption_config: [] }, { encryption_config: [{ resources: ["secrets"] }] }),
      },
    ],
  },
  "EKS-CLUSTER-005": {
    fires: [
      {
        name: "from some to everybody",
        context: cluster(open(true, ["203.0.113.0/24"]), open(true, ["0.0.0.0/0"])),
        finds: ["stop aws_eks_cluster.a: Its API is open to the internet (IPv4)."],
      },
      {
        name: "created open, in two halves",
        context: planned([create("aws_eks_cluster.a", open(true, ["0.0.0.0/1", "128.0.0.0/1"]))]),
        finds: ["stop aws_eks_cluster.a: Its API is open to the internet (IPv4)."],
      },
    ],
    quiet: [
      {
        name: "open before",
        context: cluster(open(true, ["0.0.0.0/0"]), open(true, ["0.0.0.0/0", "192.0.2.0/24"])),
      },
      {
        name: "a wider block",
        context: cluster(open(true, ["203.0.113.0/25"]), open(true, ["203.0.113.0/24"])),
      },
    ],
  },
  "EKS-CLUSTER-006": {
    fires: [
      {
        name: "nodes use it",
        context: planned([
          update(
            "aws_eks_cluster.a",
            network({ endpoint_private_access: true }),
            network({ endpoint_private_access: false }),
          ),
          keep("aws_eks_node_group.a"),
        ]),
        finds: ["stop aws_eks_cluster.a: The private endpoint is off while 1 node group uses it."],
      },
      {
        name: "nobody is known to use it",
        context: cluster(
          network({ endpoint_private_access: true }),
          network({ endpoint_private_access: false }),
        ),
        finds: ["high aws_eks_cluster.a: The private endpoint is off."],
      },
    ],
    quiet: [
      {
        name: "it is turned on",
        context: cluster(
          network({ endpoint_private_access: false }),
          network({ endpoint_private_access: true }),
        ),
      },
    ],
  },
  "EKS-CLUSTER-007": {
    fires: [
      {
        name: "it is turned off",
        context: cluster({ deletion_protection: true }, { deletion_protection: false }),
        finds: ["high aws_eks_cluster.a: Its protection against deletion is off."],
      },
      {
        name: "it is turned off by the plan that deletes",
        context: planned([remove("aws_eks_cluster.a", { deletion_protection: true })]),
        finds: [
          "stop aws_eks_cluster.a: It is protected against deletion, and this plan turns that off and destroys it.",
        ],
      },
    ],
    quiet: [
      {
        name: "it is turned on",
        context: cluster({ deletion_protection: false }, { deletion_protection: true }),
      },
      {
        name: "it never was on",
        context: planned([remove("aws_eks_cluster.a", { deletion_protection: false })]),
      },
    ],
  },
  "EKS-CLUSTER-008": {
    fires: [
      {
        name: "to access entries alone",
        context: cluster(
          { access_config: [{ authentication_mode: "API_AND_CONFIG_MAP" }] },
          { access_config: [{ authentication_mode: "API" }] },
        ),
        finds: ["high aws_eks_cluster.a: The authentication mode goes from API_AND_CONFIG_MAP to API."],
      },
    ],
    quiet: [
      {
        name: "another setting beside it",
        context: cluster(
          { access_config: [{ authentication_mode: "API", bootstrap: true }] },
          { access_config: [{ authentication_mode: "API", bootstrap: false }] },
        ),
      },
    ],
  },
  "EKS-CLUSTER-009": {
    fires: [
      {
        name: "a wider block",
        context: cluster(open(true, ["203.0.113.0/25"]), open(true, ["203.0.113.0/24"])),
        finds: ["high aws_eks_cluster.a: Its API is open to 203.0.113.128/25."],
      },
      {
        name: "the public endpoint is turned on",
        context: cluster(open(false, ["203.0.113.0/24"]), open(true, ["203.0.113.0/24"])),
        finds: ["high aws_eks_cluster.a: Its API is open to 203.0.113.0/24."],
      },
    ],
    quiet: [
      {
        name: "the same addresses in other blocks",
        context: cluster(open(true, ["203.0.113.0/24"]), open(true, ["203.0.113.128/25", "203.0.113.0/25"])),
      },
    ],
  },
  "EKS-CLUSTER-010": {
    fires: [
      {
        name: "one subnet for another",
        context: cluster(network({ subnet_ids: ["a", "b"] }), network({ subnet_ids: ["b", "c"] })),
        finds: ["high aws_eks_cluster.a: Of 2 subnets, a goes; there are 2 that are known afterwards."],
      },
    ],
    quiet: [
      {
        name: "another order",
        context: cluster(network({ subnet_ids: ["a", "b"] }), network({ subnet_ids: ["b", "a"] })),
      },
    ],
  },
  "EKS-CLUSTER-011": {
    fires: [
      {
        name: "two logs less",
        context: cluster(
          { enabled_cluster_log_types: ["api", "audit", "authenticator"] },
          { enabled_cluster_log_types: ["api"] },
        ),
        finds: ["high aws_eks_cluster.a: Its audit and authenticator logs are off."],
      },
    ],
    quiet: [
      {
        name: "a log more",
        context: cluster(
          { enabled_cluster_log_types: ["api"] },
          { enabled_cluster_log_types: ["audit", "api"] },
        ),
      },
    ],
  },
  "EKS-CLUSTER-012": {
    fires: [
      {
        name: "to extended support",
        context: cluster(
          { upgrade_policy: [{ support_type: "STANDARD" }] },
          { upgrade_policy: [{ support_type: "EXTENDED" }] },
        ),
        finds: ["high aws_eks_cluster.a: The support policy goes to EXTENDED."],
      },
    ],
    quiet: [
      {
        name: "to standard support",
        context: cluster(
          { upgrade_policy: [{ support_type: "EXTENDED" }] },
          { upgrade_policy: [{ support_type: "STANDARD" }] },
        ),
      },
    ],
  },
  "EKS-CLUSTER-013": {
    fires: [
      {
        name: "another version and configuration",
        context: planned([
          update(
            "aws_eks_addon.a",
            { addon_name: "coredns", addon_version: "v1", configuration_values: null },
            { addon_name: "coredns", addon_version: "v2", configuration_values: "{}" },
          ),
        ]),
        finds: ["note aws_eks_addon.a: coredns goes from v1 to v2 and is configured differently."],
      },
    ],
    quiet: [
      {
        name: "other tags",
        context: planned([
          update(
            "aws_eks_addon.a",
            { addon_version: "v1", tags: null },
            { addon_version: "v1", tags: { a: "b" } },
          ),
        ]),
      },
    ],
  },
  "EKS-CLUSTER-014": {
    fires: [
      {
        name: "shorter, and for ever",
        context: planned([
          update("aws_cloudwatch_log_group.a", { retention_in_days: 90 }, { retention_in_days: 1 }),
          update("aws_cloudwatch_log_group.b", { retention_in_days: 90 }, { retention_in_days: 0 }),
        ]),
        finds: [
          "note aws_cloudwatch_log_group.a: Its events are kept 1 day instead of 90 days.",
          "note aws_cloudwatch_log_group.b: Its events are kept for ever instead of 90 days.",
        ],
      },
    ],
    quiet: [
      {
        name: "a new log group",
        context: planned([create("aws_cloudwatch_log_group.a", { retention_in_days: 1 })]),
      },
    ],
  },
};
