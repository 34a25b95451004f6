import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Identity } from "../../platform/identities";
import { TerraformData } from "../terraform-data";
import type { ServiceAccountTrust } from "./service-account-trust";

export interface WorkloadIdentityProps {
  /** Cluster that the service account is in. */
  readonly clusterName: string;
  /** Role name, namespace and service account. */
  readonly identity: Identity;
  /** How the service account gets the role. */
  readonly trust: ServiceAccountTrust;
  /** JSON of the policies that the role carries, by name. IAM takes 10,240 characters of them together. */
  readonly policies: Readonly<Record<string, string>>;
}

/**
 * Seconds until an association has reached every API server. Credentials are injected when a pod is admitted; one
 * that was admitted earlier never gets any (reference eks P15).
 */
const settleSeconds = 15;

/** Binds a service account to an IAM role. Neither namespace nor service account need exist yet. */
export class WorkloadIdentity extends Construct {
  /** What pods of the service account wait for, and need until the last one has cleaned up. */
  readonly ready: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    { clusterName, identity, trust, policies }: WorkloadIdentityProps,
  ) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: identity.roleName,
      assumeRolePolicy: trust.policyFor(identity),
    });
    const permissions = Object.entries(policies).map(
      ([name, policy]) => new IamRolePolicy(this, policyId(name), { name, role: role.name, policy }),
    );
    this.ready = trust.associates
      ? [...permissions, ...this.#associate(clusterName, identity, role)]
      : permissions;
  }

  #associate(
    clusterName: string,
    { namespace, serviceAccount }: Identity,
    role: IamRole,
  ): ITerraformDependable[] {
    const association = new EksPodIdentityAssociation(this, "association", {
      clusterName,
      namespace,
      serviceAccount,
      roleArn: role.arn,
    });
    const settled = new TerraformData(this, "settled", {
      triggersReplace: { association: association.associationId },
      provisioners: [{ type: "local-exec", command: `sleep ${settleSeconds}` }],
    });
    return [association, settled];
  }
}

/** The only policy of a role is at this address since there were roles with one policy alone. */
const policyId = (name: string): string => (name === "permissions" ? "policy" : `${name}-policy`);
