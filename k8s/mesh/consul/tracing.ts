import { namespaces, traceCollector } from "../../../platform/names";

const cluster = "otlp";

/**
 * Settings of Envoy by which proxies send spans to the collector, in Envoy's own words: Consul has none for it. A
 * request that comes with a decision, as all that Traefik passes on do, keeps it.
 */
export const tracing = (percent: number): Readonly<Record<string, string>> => ({
  envoy_listener_tracing_json: json({
    "@type": `${envoy}extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing`,
    random_sampling: { value: percent },
    provider: {
      name: "envoy.tracers.opentelemetry",
      typed_config: {
        "@type": `${envoy}config.trace.v3.OpenTelemetryConfig`,
        service_name: "consul-mesh",
        grpc_service: { envoy_grpc: { cluster_name: cluster }, timeout: "0.5s" },
      },
    },
  }),
  envoy_extra_static_clusters_json: json({
    name: cluster,
    type: "STRICT_DNS",
    connect_timeout: "3s",
    dns_lookup_family: "V4_ONLY",
    typed_extension_protocol_options: {
      [http]: {
        "@type": `type.googleapis.com/${http}`,
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
    load_assignment: {
      cluster_name: cluster,
      endpoints: [
        {
          lb_endpoints: [
            {
              endpoint: {
                address: {
                  socket_address: {
                    address: `${traceCollector.service}.${namespaces.traces}.svc.cluster.local`,
                    port_value: traceCollector.grpcPort,
                  },
                },
              },
            },
          ],
        },
      ],
    },
  }),
});

// --- internal ---

const envoy = "type.googleapis.com/envoy.";
const http = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
