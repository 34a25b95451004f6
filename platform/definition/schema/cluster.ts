import { z } from "zod";
import { kubernetesVersions } from "../../versions";
import { cidr, label, range, roleArn } from "./forms";

/** Types of control-plane log (EKS API, LogType). */
export const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** Days that CloudWatch Logs can keep a log group's events. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const Cluster = z
  .strictObject({
    version: z.enum(kubernetesVersions).describe("Kubernetes minor version, in quotes."),
    endpoint: z
      .strictObject({
        public: z
          .array(cidr)
          .default([])
          .describe(
            "Blocks that may reach the API server from outside the VPC. Default: none, it is private.",
          ),
      })
      .prefault({})
      .describe("Who reaches the API server. From inside the VPC it is always reachable."),
    admins: z
      .array(roleArn)
      .min(1)
      .describe(
        "IAM roles with full access to the cluster. The role that runs Terraform must be among them.",
      ),
    serviceCidr: cidr
      .default("172.20.0.0/16")
      .describe("Block of the Services' addresses. It cannot be changed later."),
    logs: z
      .strictObject({
        types: z
          .array(z.enum(logTypes))
          .default([...logTypes])
          .describe("Control-plane logs to keep."),
        retentionDays: z.literal(retentionDays).default(90).describe("Days that CloudWatch keeps them."),
      })
      .prefault({})
      .describe("Control-plane logs."),
    support: z
      .enum(["standard", "extended"])
      .default("standard")
      .describe(
        "When the version's standard support ends: be upgraded by AWS (standard) or pay for more time (extended).",
      ),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe(
        "Whether Terraform and AWS refuse to delete the cluster and its load balancer. Destroying then takes two steps: deploy with false first.",
      ),
  })
  .describe("The EKS control plane.");

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
  labels: z
    .record(
      z
        .string()
        .regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, {
          error: "must be a Kubernetes label key",
        })
        .refine((key) => !/^([^/]*\.)?(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key), {
          error: "must not have a prefix of kubernetes.io, k8s.io or eks.amazonaws.com, which EKS refuses",
        }),
      z
        .string()
        .regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, { error: "must be a Kubernetes label value" }),
    )
    .default({})
    .describe("Kubernetes labels of the nodes."),
});

export const NodeGroups = z
  .record(label(20), NodeGroup)
  .refine((groups) => Object.keys(groups).length > 0, { error: "needs at least one node group" })
  .describe("Managed node groups, by name.");
