import type { Definition } from "./definition/schema";

/** What watches the platform and its services. */
export interface Observability {
  /** Prometheus, Alertmanager and Grafana; undefined where they are not installed. */
  readonly metrics?: { readonly retentionDays: number; readonly storageGiB: number };
  /** The collector and Jaeger; undefined where they are not installed. */
  readonly traces?: {
    /** Part of the requests that is traced, in per cent; Traefik decides it for the whole of a trace. */
    readonly percent: number;
    readonly retentionHours: number;
    readonly storageGiB: number;
  };
  readonly accessLogs: "none" | "errors" | "all";
}

export const resolveObservability = ({ observability }: Definition): Observability => ({
  ...(observability.metrics !== undefined && { metrics: observability.metrics }),
  ...(observability.traces !== undefined && { traces: observability.traces }),
  accessLogs: observability.accessLogs,
});
