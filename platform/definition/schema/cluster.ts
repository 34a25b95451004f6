import * as z from "zod";
import { kubernetesVersions } from "../../versions";
import { cidr, keyArn, label, retentionDays, roleArn, zoneId } from "./forms";

/** Types of control-plane log (EKS API, LogType). */
export const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** EKS access policies beside that of administrators (EKS user guide, access policies). */
export const accessPolicies = ["admin", "edit", "view", "admin-view"] as const;

export const Cluster = z
  .strictObject({
    version: z.enum(kubernetesVersions).describe("Kubernetes minor version, in quotes."),
    endpoint: z
      .strictObject({
        public: z
          .array(cidr)
          .max(40, { error: "must have at most 40 blocks, as many as EKS takes" })
          .default([])
          .describe(
            "Blocks that may reach the API server from outside the VPC. Default: none, it is private.",
          ),
        proxy: z
          .string()
          .regex(/^(https?|socks5):\/\/[\w.-]+(:\d{1,5})?$/, {
            error: "must be the URL of a proxy, such as http://proxy.example.com:3128",
          })
          .optional()
          .describe("URL of the proxy through which Terraform reaches a private API server. Default: none."),
      })
      .prefault({})
      .describe("Who reaches the API server. From inside the VPC it is always reachable."),
    admins: z
      .array(roleArn)
      .min(1)
      .describe(
        "IAM roles with full access to the cluster. The role that runs Terraform must be among them.",
      ),
    viewers: z
      .array(roleArn)
      .default([])
      .describe("IAM roles that may read everything, Secrets included, as a plan of the Helm releases must."),
    access: z
      .array(
        z.strictObject({
          role: roleArn.describe("IAM role that gets access."),
          policy: z
            .enum(accessPolicies)
            .describe("What it may do, as in Kubernetes' own roles of these names."),
          namespaces: z
            .array(label(63))
            .default([])
            .describe("Namespaces in which it may. Default: in all of them."),
        }),
      )
      .default([])
      .describe("Further access, by role."),
    zones: z
      .array(zoneId)
      .min(2)
      .optional()
      .describe(
        "Zones of the control plane's network interfaces, which a cluster keeps for good: name them before you add one to network.zones. Default: network.zones.",
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
        retentionDays: retentionDays.default(90).describe("Days that CloudWatch keeps them."),
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
    secretsEncryption: z
      .enum(["aws-owned", "customer-managed"])
      .default("aws-owned")
      .describe(
        "Key that encrypts Secrets beneath the API server: AWS's own, which EKS always uses, or one of the account's. It cannot be taken away again without a new cluster.",
      ),
    secretsKey: keyArn
      .optional()
      .describe("ARN of the customer-managed key. Default: the stack makes one, rotated each year."),
    zonalShift: z
      .boolean()
      .default(true)
      .describe("Whether AWS may move the cluster's traffic away from a zone in trouble."),
    identity: z
      .enum(["pod-identity", "irsa"])
      .default("pod-identity")
      .describe(
        "How controllers get their IAM roles: EKS Pod Identity, or tokens that the cluster's OIDC provider vouches for (IRSA), whose trust is only known after apply.",
      ),
    strictSecurityGroups: z
      .boolean()
      .default(false)
      .describe(
        "Whether nodes have a security group of their own that opens to the control plane only the ports of what is installed. Default: they share the cluster's, which lets all of it talk.",
      ),
    webhookPorts: z
      .array(z.int().min(1).max(65535))
      .default([])
      .describe(
        "Further ports on which the control plane calls pods, for webhooks of your own. They need opening where strictSecurityGroups is true.",
      ),
    sweepOnDestroy: z
      .boolean()
      .default(true)
      .describe(
        "Whether destroying first deletes what the cluster made in AWS on its own: load balancers of Services and Ingresses, volumes of claims, Karpenter's nodes. It needs kubectl and the AWS CLI.",
      ),
  })
  .describe("The EKS control plane.");
