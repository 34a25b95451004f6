import * as z from "zod";
import { label, nodeLabels, range, taint, zoneId } from "./forms";

/** AMI families: operating system and processor architecture. */
export const amis = ["al2023-arm64", "al2023-x86-64", "bottlerocket-arm64", "bottlerocket-x86-64"] as const;

export const NodeGroup = z.strictObject({
  ami: z.enum(amis).default("bottlerocket-arm64").describe("Operating system and processor architecture."),
  release: z
    .string()
    .regex(/^[\d.]+-[0-9a-f]+$/, { error: "must be an AMI release version, such as 1.51.0-47438798" })
    .optional()
    .describe("AMI release version. Default: the one Slipway pins for the Kubernetes version."),
  instances: z
    .array(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, { error: "must be an EC2 instance type, such as m7g.large" }),
    )
    .min(1)
    .default(["m7g.large"])
    .describe(
      "EC2 instance types, first choice first. A single one can later be changed without replacing the group.",
    ),
  size: range("nodes", 2, 4).prefault({}).describe("Number of nodes."),
  diskGiB: z
    .int()
    .min(20)
    .max(16384)
    .default(50)
    .describe("Size of the volume that holds images and pods' files, in GiB."),
  labels: nodeLabels.default({}).describe("Kubernetes labels of the nodes."),
  taints: z
    .array(taint)
    .default([])
    .describe("Taints of the nodes. At least one group has none, for the cluster's own controllers."),
  capacity: z
    .enum(["on-demand", "spot"])
    .default("on-demand")
    .describe("Whether nodes are on demand or spot, which AWS takes back at two minutes' notice."),
  zones: z
    .array(zoneId)
    .min(1)
    .optional()
    .describe(
      "Zones of the nodes, such as a single one for pods that need its volumes. Default: network.zones.",
    ),
  metadataHops: z
    .int()
    .min(1)
    .max(2)
    .default(1)
    .describe(
      "Network hops to the instance metadata: 1 keeps pods from the node's role, 2 lets them ask for it.",
    ),
  maxUnavailablePercent: z
    .int()
    .min(1)
    .max(100)
    .default(33)
    .describe("Share of the nodes that an update replaces at a time, in per cent."),
  forceUpdate: z
    .boolean()
    .default(false)
    .describe("Whether an update goes on where a disruption budget keeps a pod from leaving its node."),
  repair: z.boolean().default(true).describe("Whether EKS replaces nodes that it finds broken."),
});

export const NodeGroups = z
  .record(label(20), NodeGroup)
  .refine((groups) => Object.keys(groups).length > 0, { error: "needs at least one node group" })
  .describe("Managed node groups, by name.");
