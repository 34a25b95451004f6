import type { RuleGroup } from "../watched";

/**
 * Alerts about Traefik. Router metrics are off in its chart's defaults, and it has no metric for a configuration that
 * it refused; open breakers and refused requests are seen at entry points only, since no service is asked (Traefik,
 * pkg/observability/metrics). Times are compared at the edges of the histogram's buckets, between which a quantile is
 * a guess.
 */
export const traefikRules: RuleGroup = {
  name: "traefik",
  rules: [
    {
      alert: "TraefikDown",
      expr: 'absent(up{job="traefik"} == 1)',
      for: "3m",
      labels: { severity: "critical" },
      annotations: {
        summary: "No Traefik pod answers Prometheus",
        description: "Nothing comes into the cluster if none of them answers clients either.",
      },
    },
    {
      alert: "TraefikEntryPointErrors",
      expr: `${ratio("entrypoint", "traefik_entrypoint_requests_total", 'code=~"5.."')} > 0.05`,
      for: "5m",
      labels: { severity: "critical" },
      annotations: {
        summary: "{{ $value | humanizePercentage }} of requests to {{ $labels.entrypoint }} get a 5xx",
        description: "Open breakers and services without pods count here, and nowhere else.",
      },
    },
    {
      alert: "TraefikServiceErrors",
      expr: `${ratio("service", "traefik_service_requests_total", 'code=~"5.."')} > 0.05
and
sum by (service) (rate(traefik_service_requests_total[5m])) > 0.1`,
      for: "5m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.service }} answers {{ $value | humanizePercentage }} of requests with a 5xx",
        description: "The service was asked and failed; its own logs say why.",
      },
    },
    {
      alert: "TraefikServiceSlow",
      expr: `1 -
sum by (service) (rate(traefik_service_request_duration_seconds_bucket{le="1.2"}[10m]))
/
sum by (service) (rate(traefik_service_request_duration_seconds_count[10m]))
> 0.05`,
      for: "10m",
      labels: { severity: "warning" },
      annotations: {
        summary:
          "{{ $value | humanizePercentage }} of requests to {{ $labels.service }} take longer than 1.2 s",
        description: "Counted from Traefik's request to the end of the service's answer.",
      },
    },
    {
      alert: "TraefikRefusesRequests",
      expr: 'sum by (entrypoint) (rate(traefik_entrypoint_requests_total{code="429"}[5m])) > 5',
      for: "10m",
      labels: { severity: "info" },
      annotations: {
        summary: "{{ $value | humanize }} requests a second to {{ $labels.entrypoint }} get 429",
        description: "A rate limit or a limit of requests in flight refuses them.",
      },
    },
    {
      alert: "TraefikRetries",
      expr: `sum by (service) (rate(traefik_service_retries_total[5m]))
/
sum by (service) (rate(traefik_service_requests_total[5m]))
> 0.2`,
      for: "10m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.service }} is asked again for {{ $value | humanizePercentage }} of requests",
        description:
          "What clients do not see yet: connections fail, or answers have a status that is tried again.",
      },
    },
    {
      alert: "TraefikServerLeftOut",
      expr: "min by (service, url) (traefik_service_server_up) == 0",
      for: "2m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.url }} is left out of {{ $labels.service }}",
        description:
          "It failed as often as the service's outlier detection allows, or its health check fails.",
      },
    },
    {
      alert: "TraefikCertificateExpires",
      expr: "min by (cn, sans) (traefik_tls_certs_not_after) - time() < 14 * 24 * 3600",
      for: "1h",
      labels: { severity: "warning" },
      annotations: {
        summary: "The certificate of {{ $labels.cn }} expires in {{ $value | humanizeDuration }}",
        description:
          "cert-manager renews a third of its time before that; it has failed to, or nobody else has.",
      },
    },
  ],
};

// --- internal ---

/** The part of requests with a matcher, over five minutes. */
function ratio(by: string, metric: string, matcher: string): string {
  return `sum by (${by}) (rate(${metric}{${matcher}}[5m]))
/
sum by (${by}) (rate(${metric}[5m]))`;
}
