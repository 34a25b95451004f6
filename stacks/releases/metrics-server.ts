import type { Platform } from "../../platform/platform";

/** Values of the chart that Slipway sets. */
export interface MetricsServerValues {
  readonly replicas: number;
  readonly podDisruptionBudget?: { readonly enabled: true; readonly maxUnavailable: number };
}

export const metricsServerValues = ({ controllerReplicas }: Platform): MetricsServerValues => ({
  replicas: controllerReplicas,
  ...(controllerReplicas > 1 && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
});
