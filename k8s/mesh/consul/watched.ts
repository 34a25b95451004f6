import { namespaces } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { type VersionRequests, versionRules } from "../../observability/alerts/versions";
import type { Dashboard, RuleGroup, Watched } from "../../observability/watched";

/** What is watched about Consul. */
export const watchedConsul = ({ services }: Platform): Watched => ({
  monitors: [proxies],
  rules: [consulRules, ...versionRules(services, requestsTo)],
  dashboards: [consulDashboard],
});

// --- internal ---

/** Every proxy, with the program's own metrics merged in. The servers' own cannot be read over TLS (Consul, docs). */
const proxies = {
  kind: "PodMonitor",
  name: "consul-proxies",
  namespace: namespaces.consul,
  spec: {
    namespaceSelector: { any: true },
    selector: { matchLabels: { "consul.hashicorp.com/connect-inject-status": "injected" } },
    podMetricsEndpoints: [
      {
        path: "/metrics",
        interval: "30s",
        relabelings: [
          {
            action: "keep",
            sourceLabels: ["__meta_kubernetes_pod_container_name"],
            regex: "consul-dataplane.*",
          },
          {
            action: "replace",
            sourceLabels: ["__meta_kubernetes_pod_ip"],
            regex: "(.+)",
            targetLabel: "__address__",
            replacement: "$1:20200",
          },
          { action: "replace", sourceLabels: ["__meta_kubernetes_namespace"], targetLabel: "namespace" },
          { action: "replace", sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "pod" },
        ],
      },
    ],
  },
} as const;

/** Callers' proxies count by subset, which is a version; a service's own proxy has one program behind it. */
function requestsTo({ name }: { readonly name: string }, version: string): VersionRequests {
  const labels = `consul_destination_service="${name}",consul_destination_service_subset="${version}"`;
  return {
    all: `envoy_cluster_upstream_rq_total{${labels}}`,
    failed: `envoy_cluster_upstream_rq_xx{${labels},envoy_response_code_class="5"}`,
  };
}

/** Requests as a service's own proxies hand them to its program; `local_cluster` is the service. */
const received = 'envoy_cluster_name="local_app"';

const consulRules: RuleGroup = {
  name: "consul",
  rules: [
    {
      alert: "MeshServiceErrors",
      expr: `sum by (local_cluster) (rate(envoy_cluster_upstream_rq_xx{${received},envoy_response_code_class="5"}[5m]))
/
sum by (local_cluster) (rate(envoy_cluster_upstream_rq_total{${received}}[5m]))
> 0.05
and
sum by (local_cluster) (rate(envoy_cluster_upstream_rq_total{${received}}[5m])) > 0.1`,
      for: "5m",
      labels: { severity: "warning" },
      annotations: {
        summary:
          "{{ $labels.local_cluster }} answers {{ $value | humanizePercentage }} of requests with a 5xx",
        description: "As the service's own proxies see it, whoever calls.",
      },
    },
    {
      alert: "MeshServiceSlow",
      expr: `1 -
sum by (local_cluster) (rate(envoy_cluster_upstream_rq_time_bucket{${received},le=~"1000([.]0)?"}[10m]))
/
sum by (local_cluster) (rate(envoy_cluster_upstream_rq_time_count{${received}}[10m]))
> 0.05`,
      for: "10m",
      labels: { severity: "warning" },
      annotations: {
        summary:
          "{{ $value | humanizePercentage }} of requests to {{ $labels.local_cluster }} take longer than 1 s",
        description: "As the service's own proxies see it, whoever calls.",
      },
    },
    {
      alert: "ConsulProxyRefused",
      expr: "sum by (namespace, pod) (rate(envoy_listener_manager_lds_update_rejected[5m])) > 0",
      for: "5m",
      labels: { severity: "critical" },
      annotations: {
        summary: "The proxy of {{ $labels.namespace }}/{{ $labels.pod }} refuses its configuration",
        description: "It goes on with what it had; its logs name what is refused.",
      },
    },
  ],
};

const rate = (metric: string, labels: string): string => `rate(${metric}{${labels}}[$__rate_interval])`;

const consulDashboard: Dashboard = {
  name: "consul",
  title: "Consul",
  rows: [
    {
      title: "Services",
      panels: [
        {
          title: "Requests",
          kind: "graph",
          unit: "reqps",
          queries: [
            {
              expr: `topk(10, sum by (local_cluster) (${rate("envoy_cluster_upstream_rq_total", received)}))`,
              legend: "{{local_cluster}}",
            },
          ],
        },
        {
          title: "Errors",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: `topk(10, sum by (local_cluster) (${rate("envoy_cluster_upstream_rq_xx", `${received},envoy_response_code_class="5"`)}) / sum by (local_cluster) (${rate("envoy_cluster_upstream_rq_total", received)}))`,
              legend: "{{local_cluster}}",
            },
          ],
        },
        {
          title: "Within 1 s",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: `bottomk(10, sum by (local_cluster) (${rate("envoy_cluster_upstream_rq_time_bucket", `${received},le=~"1000([.]0)?"`)}) / sum by (local_cluster) (${rate("envoy_cluster_upstream_rq_time_count", received)}))`,
              legend: "{{local_cluster}}",
            },
          ],
        },
        {
          title: "Who calls whom",
          kind: "table",
          unit: "reqps",
          queries: [
            {
              expr: `sum by (local_cluster, consul_destination_service) (${rate("envoy_cluster_upstream_rq_total", 'consul_destination_service!=""')})`,
              legend: "{{local_cluster}} {{consul_destination_service}}",
            },
          ],
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
            { expr: "version:request_errors:ratio_rate5m", legend: "{{namespace}}/{{service}} {{version}}" },
          ],
        },
      ],
    },
  ],
};
