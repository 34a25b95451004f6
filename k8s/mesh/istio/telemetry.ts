import { istioTraceProvider } from "../../../platform/names";
import type { Observability } from "../../../platform/observability";

/** What proxies tell, or undefined where nobody listens. Providers are settings of the control plane. */
export function telemetry({ traces, metrics, accessLogs }: Observability): object | undefined {
  const spec = {
    ...(traces !== undefined && {
      tracing: [{ providers: [{ name: istioTraceProvider }], randomSamplingPercentage: traces.percent }],
    }),
    ...(accessLogs !== "none" && {
      accessLogging: [
        {
          providers: [{ name: "envoy" }],
          ...(accessLogs === "errors" && { filter: { expression: "response.code >= 400" } }),
        },
      ],
    }),
    ...(metrics !== undefined && { metrics: [{ providers: [{ name: "prometheus" }] }] }),
  };
  return Object.keys(spec).length === 0 ? undefined : spec;
}
