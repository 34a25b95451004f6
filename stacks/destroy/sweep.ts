import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type ClusterAccess, clusterCommand } from "../cluster/command";
import { TerraformData } from "../terraform-data";
import { sweepLines } from "./sweep-lines";

export interface SweepProps {
  readonly access: ClusterAccess;
  /** Lines for what would not go once the mesh's controllers are gone. */
  readonly mesh: readonly string[];
  /**
   * Whatever cleans up behind what is swept must still be there: the load balancer controller, the volumes' driver,
   * Karpenter. And whatever users notice, since a sweep that fails stops the destruction: records, access.
   */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Before anything else is destroyed, deletes what the cluster made in AWS by itself, of which Terraform knows nothing
 * and which would hold on to subnets and security groups (reference eks P8). It does nothing when it is created.
 */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, { access, mesh, dependsOn }: SweepProps) {
    super(scope, id);
    new TerraformData(this, "sweep", {
      provisioners: [
        { type: "local-exec", when: "destroy", command: clusterCommand(access, sweepLines(access, mesh)) },
      ],
      dependsOn,
    });
  }
}
