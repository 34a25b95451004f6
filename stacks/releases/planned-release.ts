import type { Chart } from "../../platform/versions";

/** A release as data, for those that are installed only where the definition asks for them. */
export interface PlannedRelease {
  /** Id of its construct, of which its address is made. */
  readonly id: string;
  readonly chart: Chart;
  /** @default - the chart's name */
  readonly name?: string;
  readonly namespace: string;
  readonly values: object;
  /** Whether the chart has definitions in `crds/`, which Helm itself never upgrades. @default false */
  readonly upgradesDefinitions?: boolean;
}
