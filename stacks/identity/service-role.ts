import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { trust } from "./policy-document";

export interface ServiceRoleProps {
  /** Name of the role. */
  readonly name: string;
  /** Partition of the managed policies' ARNs. */
  readonly partition: string;
  /** Service that assumes the role: the control plane, a node, or Pod Identity. */
  readonly service: "eks" | "ec2" | "pods.eks";
  /** Names of AWS managed policies, such as `AmazonEKSClusterPolicy`. */
  readonly managedPolicies: readonly string[];
}

/** A role of the cluster itself, with permissions that AWS maintains. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** Whatever uses the role waits for these, so that it is not stripped of them before it is gone (reference eks P20). */
  readonly attachments: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, { name, partition, service, managedPolicies }: ServiceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "role", { name, assumeRolePolicy: trust(service) });
    this.arn = role.arn;
    this.attachments = managedPolicies.map(
      (policy) =>
        new IamRolePolicyAttachment(this, policy, {
          role: role.name,
          policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
        }),
    );
  }
}
