import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ChartSource } from "../../platform/releases";
import { type ClusterAccess, clusterCommand } from "../cluster/command";
import { TerraformData } from "../terraform-data";

export interface DefinitionUpgradeProps {
  readonly chart: ChartSource;
  readonly access: ClusterAccess;
  /** What must stand before the API server is reached. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Applies the custom resource definitions of a chart whenever its version changes. Helm installs those in `crds/` once
 * and never upgrades them; a controller that is newer than its definitions then serves nothing (reference eks P16).
 */
export class DefinitionUpgrade extends Construct {
  readonly resource: TerraformData;

  constructor(scope: Construct, id: string, { chart, access, dependsOn }: DefinitionUpgradeProps) {
    super(scope, id);
    const { repository, chart: name, version } = chart;
    this.resource = new TerraformData(this, "definitions", {
      triggersReplace: { chart: name, version },
      provisioners: [
        {
          type: "local-exec",
          command: clusterCommand(access, [
            `helm show crds ${source(repository, name)} --version ${version} > "$scratch/definitions.yaml"`,
            'kube apply --server-side --force-conflicts --filename "$scratch/definitions.yaml"',
          ]),
        },
      ],
      dependsOn,
    });
  }
}

/** A chart in helm's own words. */
function source(repository: string | undefined, name: string): string {
  if (repository === undefined) return name;
  return repository.startsWith("oci://") ? `${repository}/${name}` : `${name} --repo ${repository}`;
}
