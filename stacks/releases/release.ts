import { Release } from "@cdktf/provider-helm/lib/release";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { stringify } from "yaml";
import type { ChartSource } from "../../platform/releases";
import { literal } from "../literal";

export interface HelmReleaseProps<Values> {
  /** Chart with its exact version: the Helm provider refuses ranges when it applies (reference eks P3). */
  readonly chart: ChartSource;
  /** Release name. */
  readonly name: string;
  readonly namespace: string;
  /** Chart values, all known at plan so that a reviewer sees them. */
  readonly values: Values;
  /**
   * Values that only exist after apply, by path (`vpcId`). Apart from the others, because one unknown part would
   * hide a whole document in the plan.
   * @default - every value is known
   */
  readonly computed?: Readonly<Record<string, string>>;
  /**
   * Whether Helm leaves the chart's `crds/` alone, because something else installs them.
   * @default false
   */
  readonly skipDefinitions?: boolean;
  /** What must stand before the release and outlive it: access to the cluster, nodes, identities. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Namespaces that every cluster has. */
const builtIn = ["default", "kube-system"];

/** A Helm release that survives what the Helm provider gets wrong (reference eks P1 to P4). */
export class HelmRelease<Values extends object> extends Construct {
  readonly resource: Release;

  constructor(scope: Construct, id: string, props: HelmReleaseProps<Values>) {
    super(scope, id);
    const { chart, name, namespace, values, computed, skipDefinitions = false, dependsOn } = props;
    this.resource = new Release(this, "release", {
      name,
      namespace,
      createNamespace: !builtIn.includes(namespace),
      repository: chart.repository,
      chart: chart.chart,
      version: chart.version,
      skipCrds: skipDefinitions ? true : undefined,
      values: [
        literal(stringify(values, { aliasDuplicateObjects: false, lineWidth: 0, schema: "yaml-1.1" })),
      ],
      set:
        computed === undefined
          ? undefined
          : Object.entries(computed).map(([path, value]) => ({ name: path, value })),
      wait: true,
      // a first install that fails is not written to state; it has to go again
      atomic: true,
      cleanupOnFail: true,
      // a release that the provider lost from its state is adopted instead of refused
      upgradeInstall: true,
      maxHistory: 10,
      timeout: 600,
      timeouts: { delete: "20m" },
      dependsOn: [...dependsOn],
    });
  }
}
