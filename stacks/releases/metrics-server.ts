import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";

/** Values of the chart that Slipway sets. */
export interface MetricsServerValues {
  readonly image: { readonly repository: string };
  readonly replicas: number;
  readonly podDisruptionBudget?: { readonly enabled: true; readonly maxUnavailable: number };
}

export const metricsServerValues = ({ controllerReplicas, releases }: Platform): MetricsServerValues => ({
  image: { repository: imageFrom(releases, "registry.k8s.io/metrics-server/metrics-server") },
  replicas: controllerReplicas,
  ...(controllerReplicas > 1 && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
});
