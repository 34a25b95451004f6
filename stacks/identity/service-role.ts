import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";

export interface ServiceRoleProps {
  /** Name of the role. */
  readonly name: string;
  /** Partition of the managed policies' ARNs. */
  readonly partition: string;
  /** JSON of the policy that says who assumes the role. */
  readonly assumeRolePolicy: string;
  /** AWS managed policies by name, with a path where they have one: `service-role/AmazonEBSCSIDriverPolicyV2`. */
  readonly managedPolicies: readonly string[];
}

/** A role of the cluster itself, with permissions that AWS maintains. */
export class ServiceRole extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Address of the id that a role gets when it is made, for whatever must be made anew with it. */
  readonly uniqueIdAddress: string;
  /** Whatever uses the role waits for these, so that it is not stripped of them before it is gone (reference eks P20). */
  readonly attachments: readonly IamRolePolicyAttachment[];

  constructor(
    scope: Construct,
    id: string,
    { name, partition, assumeRolePolicy, managedPolicies }: ServiceRoleProps,
  ) {
    super(scope, id);
    const role = new IamRole(this, "role", { name, assumeRolePolicy });
    this.name = role.name;
    this.arn = role.arn;
    // a plain address: an interpolation is refused in replace_triggered_by
    this.uniqueIdAddress = `${role.terraformResourceType}.${role.friendlyUniqueId}.unique_id`;
    this.attachments = managedPolicies.map(
      (policy) =>
        new IamRolePolicyAttachment(this, policy.replace("service-role/", ""), {
          role: role.name,
          policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
        }),
    );
  }
}
