import { namespaces } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { type VersionRequests, versionRules } from "../../observability/alerts/versions";
import type { Dashboard, RuleGroup, Watched } from "../../observability/watched";

/** Proxies of pods, of namespaces and of the way in; each counts a request once, as the one that it is sent to. */
const atDestination = 'reporter=~"destination|waypoint"';

/** What is watched about Istio, with proxies in pods. */
export const watchedIstio = ({ services }: Platform): Watched => ({
  monitors: [controlPlane, proxies],
  rules: [
    istioRules,
    ...versionRules(services, ({ name, namespace }, version) => requestsTo(name, namespace, version)),
  ],
  dashboards: [istioDashboard],
});

/** What is watched about Istio, with proxies of nodes and namespaces. */
export const watchedIstioAmbient = ({ services }: Platform): Watched => ({
  monitors: [controlPlane, proxies, ztunnel],
  rules: [
    istioRules,
    ztunnelRules,
    ...versionRules(services, ({ name, namespace }, version) => requestsTo(name, namespace, version)),
  ],
  dashboards: [istioDashboard],
});

// --- internal ---

const controlPlane = {
  kind: "ServiceMonitor",
  name: "istiod",
  namespace: namespaces.istio,
  spec: {
    jobLabel: "app",
    selector: { matchLabels: { istio: "pilot" } },
    endpoints: [{ port: "http-monitoring", interval: "30s" }],
  },
} as const;

/** Every proxy of Envoy: the injector notes the port and the path, with the program's own metrics merged in. */
const proxies = {
  kind: "PodMonitor",
  name: "istio-proxies",
  namespace: namespaces.istio,
  spec: {
    namespaceSelector: { any: true },
    selector: { matchExpressions: [{ key: "istio-prometheus-ignore", operator: "DoesNotExist" }] },
    podMetricsEndpoints: [
      {
        path: "/stats/prometheus",
        interval: "30s",
        relabelings: [
          { action: "keep", sourceLabels: ["__meta_kubernetes_pod_container_name"], regex: "istio-proxy" },
          // a pod has several ports, and would be read once for each
          {
            action: "keep",
            sourceLabels: ["__meta_kubernetes_pod_annotationpresent_prometheus_io_scrape"],
            regex: "true",
          },
          {
            action: "replace",
            sourceLabels: ["__meta_kubernetes_pod_ip"],
            regex: "(.+)",
            targetLabel: "__address__",
            replacement: "$1:15020",
          },
          { action: "replace", sourceLabels: ["__meta_kubernetes_namespace"], targetLabel: "namespace" },
          { action: "replace", sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "pod" },
        ],
      },
    ],
  },
} as const;

const ztunnel = {
  kind: "PodMonitor",
  name: "ztunnel",
  namespace: namespaces.istio,
  spec: {
    selector: { matchLabels: { app: "ztunnel" } },
    podMetricsEndpoints: [
      {
        path: "/stats/prometheus",
        interval: "30s",
        relabelings: [
          { action: "keep", sourceLabels: ["__meta_kubernetes_pod_container_name"], regex: "istio-proxy" },
          {
            action: "replace",
            sourceLabels: ["__meta_kubernetes_pod_ip"],
            regex: "(.+)",
            targetLabel: "__address__",
            replacement: "$1:15020",
          },
          { action: "replace", sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "pod" },
        ],
      },
    ],
  },
} as const;

/** Istio takes the revision from the pods' label app.kubernetes.io/version (Istio, pkg/model, canonical revision). */
function requestsTo(name: string, namespace: string, version: string): VersionRequests {
  const labels = [
    atDestination,
    `destination_service_namespace="${namespace}"`,
    `destination_canonical_service="${name}"`,
    `destination_canonical_revision="${version}"`,
  ].join(",");
  return {
    all: `istio_requests_total{${labels}}`,
    failed: `istio_requests_total{${labels},response_code=~"5.."}`,
  };
}

const byDestination = "destination_service_namespace, destination_service_name";

const istioRules: RuleGroup = {
  name: "istio",
  rules: [
    {
      alert: "MeshServiceErrors",
      expr: `sum by (${byDestination}) (rate(istio_requests_total{${atDestination},response_code=~"5.."}[5m]))
/
sum by (${byDestination}) (rate(istio_requests_total{${atDestination}}[5m]))
> 0.05
and
sum by (${byDestination}) (rate(istio_requests_total{${atDestination}}[5m])) > 0.1`,
      for: "5m",
      labels: { severity: "warning" },
      annotations: {
        summary:
          "{{ $labels.destination_service_namespace }}/{{ $labels.destination_service_name }} answers {{ $value | humanizePercentage }} of requests with a 5xx",
        description: "As the service's own proxies see it, whoever calls.",
      },
    },
    {
      alert: "MeshServiceSlow",
      expr: `1 -
sum by (${byDestination}) (rate(istio_request_duration_milliseconds_bucket{${atDestination},le=~"1000([.]0)?"}[10m]))
/
sum by (${byDestination}) (rate(istio_request_duration_milliseconds_count{${atDestination}}[10m]))
> 0.05`,
      for: "10m",
      labels: { severity: "warning" },
      annotations: {
        summary:
          "{{ $value | humanizePercentage }} of requests to {{ $labels.destination_service_namespace }}/{{ $labels.destination_service_name }} take longer than 1 s",
        description: "As the service's own proxies see it, whoever calls.",
      },
    },
    {
      alert: "MeshPlaintext",
      expr: `sum by (source_workload_namespace, source_workload, destination_service_name) (
  rate(istio_requests_total{reporter="destination",connection_security_policy!="mutual_tls"}[5m])
) > 0`,
      for: "5m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.source_workload }} calls {{ $labels.destination_service_name }} in plaintext",
        description: "Mutual TLS should be strict: look at the PeerAuthentications of both namespaces.",
      },
    },
    {
      alert: "IstiodRefused",
      expr: "sum by (type) (rate(pilot_total_xds_rejects[5m])) > 0",
      for: "5m",
      labels: { severity: "critical" },
      annotations: {
        summary: "Proxies refuse their {{ $labels.type }} configuration",
        description: "They go on with what they had; the logs of istiod name what is refused.",
      },
    },
  ],
};

const ztunnelRules: RuleGroup = {
  name: "ztunnel",
  rules: [
    {
      alert: "ZtunnelPendingPods",
      expr: "sum by (pod) (workload_manager_pending_proxy_count) > 0",
      for: "5m",
      labels: { severity: "critical" },
      annotations: {
        summary: "{{ $labels.pod }} cannot take in {{ $value }} pods of its node",
        description: "Those pods have no network until it can.",
      },
    },
  ],
};

const rate = (labels: string): string => `rate(istio_requests_total{${labels}}[$__rate_interval])`;

const istioDashboard: Dashboard = {
  name: "istio",
  title: "Istio",
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
              expr: `topk(10, sum by (${byDestination}) (${rate(atDestination)}))`,
              legend: "{{destination_service_namespace}}/{{destination_service_name}}",
            },
          ],
        },
        {
          title: "Errors",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: `topk(10, sum by (${byDestination}) (${rate(`${atDestination},response_code=~"5.."`)}) / sum by (${byDestination}) (${rate(atDestination)}))`,
              legend: "{{destination_service_namespace}}/{{destination_service_name}}",
            },
          ],
        },
        {
          title: "Within 1 s",
          description: "Part of the requests, exact since it is an edge of the histogram.",
          kind: "graph",
          unit: "percentunit",
          queries: [
            {
              expr: `bottomk(10, sum by (${byDestination}) (rate(istio_request_duration_milliseconds_bucket{${atDestination},le=~"1000([.]0)?"}[$__rate_interval])) / sum by (${byDestination}) (rate(istio_request_duration_milliseconds_count{${atDestination}}[$__rate_interval])))`,
              legend: "{{destination_service_namespace}}/{{destination_service_name}}",
            },
          ],
        },
        {
          title: "Who calls whom",
          kind: "table",
          unit: "reqps",
          queries: [
            {
              expr: `sum by (source_workload, destination_service_name, connection_security_policy) (${rate(atDestination)})`,
              legend: "{{source_workload}} {{destination_service_name}}",
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
    {
      title: "Control plane",
      panels: [
        {
          title: "Refused configuration",
          kind: "graph",
          unit: "short",
          queries: [
            { expr: "sum by (type) (rate(pilot_total_xds_rejects[$__rate_interval]))", legend: "{{type}}" },
          ],
        },
        {
          title: "Time until proxies have a change",
          kind: "graph",
          unit: "s",
          queries: [
            {
              expr: "histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[$__rate_interval])))",
              legend: "99 of 100",
            },
          ],
        },
      ],
    },
  ],
};
