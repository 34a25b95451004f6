import type { Dashboard } from "../watched";

export const traefikDashboard: Dashboard = {
  name: "traefik",
  title: "Traefik",
  rows: [
    {
      title: "What comes in",
      panels: [
        {
          title: "Requests",
          kind: "graph",
          unit: "reqps",
          queries: [
            {
              expr: "sum by (entrypoint) (rate(traefik_entrypoint_requests_total[$__rate_interval]))",
              legend: "{{entrypoint}}",
            },
          ],
        },
        {
          title: "Errors",
          description: "Part of the requests that get a 5xx, open breakers included.",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: 'sum by (entrypoint) (rate(traefik_entrypoint_requests_total{code=~"5.."}[$__rate_interval])) / sum by (entrypoint) (rate(traefik_entrypoint_requests_total[$__rate_interval]))',
              legend: "{{entrypoint}}",
            },
          ],
        },
        {
          title: "Refused",
          description: "Requests that get 429, by a rate limit or a limit of requests in flight.",
          kind: "graph",
          unit: "reqps",
          queries: [
            {
              expr: 'sum by (entrypoint) (rate(traefik_entrypoint_requests_total{code="429"}[$__rate_interval]))',
              legend: "{{entrypoint}}",
            },
          ],
        },
        {
          title: "Open connections",
          kind: "graph",
          unit: "short",
          queries: [{ expr: "sum by (entrypoint) (traefik_open_connections)", legend: "{{entrypoint}}" }],
        },
      ],
    },
    {
      title: "Services",
      panels: [
        {
          title: "Requests",
          kind: "graph",
          unit: "reqps",
          queries: [
            {
              expr: "topk(10, sum by (service) (rate(traefik_service_requests_total[$__rate_interval])))",
              legend: "{{service}}",
            },
          ],
        },
        {
          title: "Errors",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: 'topk(10, sum by (service) (rate(traefik_service_requests_total{code=~"5.."}[$__rate_interval])) / sum by (service) (rate(traefik_service_requests_total[$__rate_interval])))',
              legend: "{{service}}",
            },
          ],
        },
        {
          title: "Mean time",
          description: "Over the interval shown, not since the pods began.",
          kind: "graph",
          unit: "s",
          queries: [
            {
              expr: "topk(10, sum by (service) (rate(traefik_service_request_duration_seconds_sum[$__rate_interval])) / sum by (service) (rate(traefik_service_request_duration_seconds_count[$__rate_interval])))",
              legend: "{{service}}",
            },
          ],
        },
        {
          title: "Within 1.2 s",
          description: "Part of the requests, exact since it is an edge of the histogram.",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: 'bottomk(10, sum by (service) (rate(traefik_service_request_duration_seconds_bucket{le="1.2"}[$__rate_interval])) / sum by (service) (rate(traefik_service_request_duration_seconds_count[$__rate_interval])))',
              legend: "{{service}}",
            },
          ],
        },
        {
          title: "Tried again",
          kind: "graph",
          unit: "reqps",
          queries: [
            {
              expr: "sum by (service) (rate(traefik_service_retries_total[$__rate_interval])) > 0",
              legend: "{{service}}",
            },
          ],
        },
        {
          title: "Left out",
          description: "Servers that outlier detection or a health check keeps requests from.",
          kind: "table",
          unit: "short",
          queries: [{ expr: "traefik_service_server_up == 0", legend: "{{service}} {{url}}" }],
        },
      ],
    },
    {
      title: "Versions",
      panels: [
        {
          title: "Requests",
          kind: "graph",
          unit: "reqps",
          queries: [{ expr: "version:requests:rate5m", legend: "{{namespace}}/{{service}} {{version}}" }],
        },
        {
          title: "Errors",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: "version:request_errors:ratio_rate5m",
              legend: "{{namespace}}/{{service}} {{version}}",
            },
          ],
        },
      ],
    },
    {
      title: "Traefik itself",
      panels: [
        {
          title: "Pods that answer",
          kind: "number",
          unit: "short",
          queries: [{ expr: 'sum(up{job="traefik"})', legend: "pods" }],
        },
        {
          title: "Since the last configuration",
          description: "A configuration that is refused as a whole leaves this growing while objects change.",
          kind: "number",
          unit: "s",
          queries: [{ expr: "time() - max(traefik_config_last_reload_success)", legend: "seconds" }],
        },
        {
          title: "Certificates",
          description: "Time that is left of each.",
          kind: "table",
          unit: "s",
          queries: [
            {
              expr: "sort(min by (cn, sans) (traefik_tls_certs_not_after) - time())",
              legend: "{{cn}}",
            },
          ],
        },
      ],
    },
  ],
};
