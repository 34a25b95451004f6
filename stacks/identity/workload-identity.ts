import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Identity } from "../../platform/platform";
import { trust } from "./policy-document";

export interface WorkloadIdentityProps {
  /** Cluster that the service account is in. */
  readonly clusterName: string;
  /** Role name, namespace and service account. */
  readonly identity: Identity;
  /** JSON of the policy that the role carries. */
  readonly policy: string;
}

/**
 * Binds a service account to an IAM role through EKS Pod Identity. The trust policy holds nothing that is unknown
 * at plan, and neither namespace nor service account need exist yet.
 */
export class WorkloadIdentity extends Construct {
  /**
   * What pods of the service account wait for: credentials are injected only on admission (reference eks P15), and
   * are needed until the last pod has cleaned up.
   */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { clusterName, identity, policy }: WorkloadIdentityProps) {
    super(scope, id);
    const role = new IamRole(this, "role", { name: identity.roleName, assumeRolePolicy: trust("pods.eks") });
    const permissions = new IamRolePolicy(this, "policy", { name: "permissions", role: role.name, policy });
    const association = new EksPodIdentityAssociation(this, "association", {
      clusterName,
      namespace: identity.namespace,
      serviceAccount: identity.serviceAccount,
      roleArn: role.arn,
    });
    this.ready = [permissions, association];
  }
}
