import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Identity } from "../../platform/identities";
import type { AddOnRole } from "../cluster/add-ons";
import type { ServiceAccountTrust } from "./service-account-trust";
import { ServiceRole } from "./service-role";

export interface AddOnRoleProps {
  readonly identity: Identity;
  readonly partition: string;
  readonly trust: ServiceAccountTrust;
  /** The AWS managed policy that AWS keeps up with the add-on. */
  readonly managedPolicy: string;
}

/** A role for an EKS add-on's service account, and what the add-on must wait for. */
export function addOnRole(
  scope: Construct,
  id: string,
  { identity, partition, trust, managedPolicy }: AddOnRoleProps,
): { readonly role: AddOnRole; readonly ready: readonly ITerraformDependable[] } {
  const role = new ServiceRole(scope, id, {
    name: identity.roleName,
    partition,
    assumeRolePolicy: trust.policyFor(identity),
    managedPolicies: [managedPolicy],
  });
  return {
    role: { arn: role.arn, serviceAccount: identity.serviceAccount, associates: trust.associates },
    ready: role.attachments,
  };
}
