import type { Definition } from "./definition/schema";
import type { Chart } from "./versions";

/** Where charts and images come from. */
export interface Releases {
  /** Folder of the project that holds unpacked charts; undefined where they come from their repositories. */
  readonly chartDirectory?: string;
  /** Registry that mirrors all images; undefined where they come from where they are published. */
  readonly imageRegistry?: string;
  readonly metricsServer: "chart" | "add-on";
  readonly upgradeDefinitions: boolean;
}

export const resolveReleases = ({ releases }: Definition): Releases => ({
  ...(releases.chartDirectory !== undefined && { chartDirectory: releases.chartDirectory }),
  ...(releases.imageRegistry !== undefined && { imageRegistry: releases.imageRegistry }),
  metricsServer: releases.metricsServer,
  upgradeDefinitions: releases.upgradeDefinitions,
});

/** Where an image is pulled from: `quay.io/jetstack/…` or `<mirror>/quay.io/jetstack/…`. */
export const imageFrom = ({ imageRegistry }: Pick<Releases, "imageRegistry">, image: string): string =>
  imageRegistry === undefined ? image : `${imageRegistry}/${image}`;

/** A chart as the Helm provider takes it. */
export interface ChartSource {
  /** Undefined for a folder. */
  readonly repository?: string;
  /** Name in the repository, or path of the folder. */
  readonly chart: string;
  readonly version: string;
}

/** Terraform runs in `cdktf.out/stacks/<name>/`, three folders below the project. */
const project = "../../..";

/** Folder of the project with Slipway's own charts. */
const ownCharts = "stacks/charts";

export function chartFrom(
  { chartDirectory }: Pick<Releases, "chartDirectory">,
  { repository, name, version }: Chart,
): ChartSource {
  if (repository === undefined) return { chart: `${project}/${ownCharts}/${name}`, version };
  return chartDirectory === undefined
    ? { repository, chart: name, version }
    : { chart: `${project}/${chartDirectory}/${name}`, version };
}
