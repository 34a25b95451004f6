import { namespaces, traceCollector } from "../../platform/names";
import type { Observability } from "../../platform/observability";

export type AccessLog =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly format: "json";
      /** Left out where every request is logged. */
      readonly filters?: { readonly statusCodes: string };
    };

export interface TraefikMetrics {
  readonly prometheus: {
    readonly addRoutersLabels: true;
    /** Upper bounds in seconds: alerts ask for those, not for quantiles between them. */
    readonly buckets: string;
    readonly service: { readonly enabled: true };
    readonly disableAPICheck: true;
    readonly serviceMonitor: {
      readonly enabled: true;
      /** Label of the Service whose value becomes `job`. */
      readonly jobLabel: string;
      readonly interval: string;
    };
  };
}

export interface TraefikTracing {
  /** Part of what comes in without a trace, 0 to 1; what comes with one follows it. */
  readonly sampleRate: number;
  readonly otlp: {
    readonly enabled: true;
    readonly grpc: { readonly enabled: true; readonly endpoint: string; readonly insecure: true };
  };
}

/** What Traefik shows of its requests. */
export const traefikObservability = ({
  accessLogs,
  metrics,
  traces,
}: Observability): {
  readonly accessLog: AccessLog;
  readonly metrics?: TraefikMetrics;
  readonly tracing?: TraefikTracing;
} => ({
  accessLog: accessLog(accessLogs),
  ...(metrics !== undefined && {
    metrics: {
      prometheus: {
        addRoutersLabels: true,
        buckets: "0.05,0.1,0.3,0.5,1.2,5",
        service: { enabled: true },
        // the definition is there by the time that the release is: Prometheus's comes before it
        disableAPICheck: true,
        serviceMonitor: { enabled: true, jobLabel: "app.kubernetes.io/name", interval: "30s" },
      },
    },
  }),
  ...(traces !== undefined && {
    tracing: {
      // twelve digits, so that 33.3 per cent is 0.333
      sampleRate: Number((traces.percent / 100).toPrecision(12)),
      otlp: {
        enabled: true,
        grpc: {
          enabled: true,
          endpoint: `${traceCollector.service}.${namespaces.traces}.svc.cluster.local:${traceCollector.grpcPort}`,
          insecure: true,
        },
      },
    },
  }),
});

function accessLog(accessLogs: Observability["accessLogs"]): AccessLog {
  switch (accessLogs) {
    case "none":
      return { enabled: false };
    case "errors":
      return { enabled: true, format: "json", filters: { statusCodes: "400-599" } };
    case "all":
      return { enabled: true, format: "json" };
    default:
      return accessLogs satisfies never;
  }
}
