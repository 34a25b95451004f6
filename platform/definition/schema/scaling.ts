import * as z from "zod";
import { label, nodeLabels, taint, zoneId } from "./forms";

/** Processor architectures of nodes, as Kubernetes calls them in the definition's own words. */
export const architectures = ["arm64", "x86-64"] as const;

export const NodePool = z.strictObject({
  architectures: z
    .array(z.enum(architectures))
    .min(1)
    .default(["arm64"])
    .describe("Processor architectures of the nodes."),
  capacity: z
    .array(z.enum(["on-demand", "spot"]))
    .min(1)
    .default(["on-demand"])
    .describe("Kinds of capacity; with both, spot comes first."),
  categories: z
    .array(z.string().regex(/^[a-z]{1,4}$/, { error: "must be an instance category, such as m" }))
    .min(1)
    .default(["c", "m", "r"])
    .describe("Categories of instance types, by their first letters."),
  minGeneration: z.int().min(1).max(99).default(5).describe("Oldest generation of instance types."),
  cpuLimit: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(64)
    .describe("Processors that all nodes of the pool may have together."),
  memoryLimitGiB: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(256)
    .describe("Memory that all nodes of the pool may have together, in GiB."),
  diskGiB: z
    .int()
    .min(20)
    .max(16384)
    .default(50)
    .describe("Size of the volume that holds images and pods' files, in GiB."),
  release: z
    .string()
    .regex(/^\d+\.\d+\.\d+(-[0-9a-f]+)?$/, { error: "must be a Bottlerocket release, such as 1.58.0" })
    .optional()
    .describe("Bottlerocket release of the nodes. Default: the one Slipway pins for the Kubernetes version."),
  zones: z.array(zoneId).min(1).optional().describe("Zones of the nodes. Default: network.zones."),
  labels: nodeLabels.default({}).describe("Kubernetes labels of the nodes."),
  taints: z.array(taint).default([]).describe("Taints of the nodes."),
  expireAfterDays: z.int().min(1).max(365).default(14).describe("Age at which a node is replaced, in days."),
});

export const Scaling = z
  .strictObject({
    autoscaler: z
      .enum(["none", "cluster-autoscaler", "karpenter"])
      .default("none")
      .describe(
        "What adds and removes nodes: nothing, cluster-autoscaler within the sizes of the node groups, or Karpenter beside them.",
      ),
    nodePools: z
      .record(label(40), NodePool)
      .default({})
      .describe("Karpenter's node pools, by name. It needs one."),
  })
  .prefault({})
  .describe("How the number of nodes follows the pods.");
