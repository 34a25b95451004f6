import { EksAddon, type EksAddonConfig } from "@cdktf/provider-aws/lib/eks-addon";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AddOn } from "../../platform/platform";
import type { AddOnName } from "../../platform/versions";

export interface AddOnsProps {
  readonly clusterName: string;
  /** Add-ons to install. */
  readonly addOns: readonly AddOn[];
  /**
   * Roles that add-ons assume through Pod Identity, by add-on.
   * @default - no add-on has a role
   */
  readonly roles?: Readonly<
    Partial<Record<AddOnName, NonNullable<EksAddonConfig["podIdentityAssociation"]>>>
  >;
  /** What every add-on waits for. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** EKS add-ons of one phase. */
export class AddOns extends Construct {
  readonly resources: readonly EksAddon[];

  constructor(scope: Construct, id: string, { clusterName, addOns, roles = {}, dependsOn }: AddOnsProps) {
    super(scope, id);
    this.resources = addOns.map(
      ({ name, version, phase, configuration }) =>
        new EksAddon(this, name, {
          clusterName,
          addonName: name,
          addonVersion: version,
          configurationValues: configuration === undefined ? undefined : JSON.stringify(configuration),
          podIdentityAssociation: roles[name],
          resolveConflictsOnCreate: "OVERWRITE",
          resolveConflictsOnUpdate: "PRESERVE",
          // what nodes stand on must outlive them on destroy, or network interfaces leak (reference eks P9)
          preserve: phase === "before-nodes" ? true : undefined,
          dependsOn: [...dependsOn],
        }),
    );
  }
}
