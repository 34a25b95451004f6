import type { MeshPolicy } from "../../../platform/mesh/policy";

/** A filter of Envoy's that counts requests. */
export const rateLimitFilter = ({ average, period, burst }: NonNullable<MeshPolicy["rateLimit"]>) => ({
  name: "envoy.filters.http.local_ratelimit",
  typed_config: {
    // so that Istio need not know the type
    "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
    type_url: "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
    value: {
      stat_prefix: "http_local_rate_limiter",
      token_bucket: { max_tokens: burst, tokens_per_fill: average, fill_interval: period },
      filter_enabled: always("local_rate_limit_enabled"),
      filter_enforced: always("local_rate_limit_enforced"),
    },
  },
});

/** An EnvoyFilter's spec that counts what arrives at the proxies of pods. */
export const inboundRateLimit = (
  labels: Readonly<Record<string, string>>,
  limit: NonNullable<MeshPolicy["rateLimit"]>,
) => ({
  workloadSelector: { labels },
  configPatches: [
    {
      applyTo: "HTTP_FILTER",
      match: {
        context: "SIDECAR_INBOUND",
        listener: { filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } } },
      },
      patch: { operation: "INSERT_FIRST", value: rateLimitFilter(limit) },
    },
  ],
});

// --- internal ---

const always = (runtimeKey: string) => ({
  runtime_key: runtimeKey,
  default_value: { numerator: 100, denominator: "HUNDRED" },
});
