import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AddOn } from "../../platform/cluster/add-ons";
import type { AddOnName } from "../../platform/versions";

export interface AddOnsProps {
  readonly clusterName: string;
  /** Add-ons to install. */
  readonly addOns: readonly AddOn[];
  /** Roles of add-ons' service accounts, by add-on. */
  readonly roles: Readonly<Partial<Record<AddOnName, AddOnRole>>>;
  /** What every add-on waits for. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The role of an add-on's service account. */
export interface AddOnRole {
  readonly arn: string;
  readonly serviceAccount: string;
  /** Whether Pod Identity associates the two, or the service account names the role. */
  readonly associates: boolean;
}

/** EKS add-ons of one phase. */
export class AddOns extends Construct {
  readonly resources: readonly EksAddon[];

  constructor(scope: Construct, id: string, { clusterName, addOns, roles, dependsOn }: AddOnsProps) {
    super(scope, id);
    this.resources = addOns.map(
      ({ name, version, phase, configuration }) =>
        new EksAddon(this, name, {
          clusterName,
          addonName: name,
          addonVersion: version,
          configurationValues: configuration === undefined ? undefined : JSON.stringify(configuration),
          ...identityOf(roles[name]),
          resolveConflictsOnCreate: "OVERWRITE",
          resolveConflictsOnUpdate: "PRESERVE",
          // what nodes stand on must outlive them on destroy, or network interfaces leak (reference eks P9)
          preserve: phase === "before-nodes" ? true : undefined,
          dependsOn: [...dependsOn],
        }),
    );
  }
}

function identityOf(role: AddOnRole | undefined) {
  if (role === undefined) return {};
  const { arn, serviceAccount, associates } = role;
  return associates
    ? { podIdentityAssociation: [{ roleArn: arn, serviceAccount }] }
    : { serviceAccountRoleArn: arn };
}
