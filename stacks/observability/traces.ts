import { namespaces, platformStorageClass, traceCollector, traceUi } from "../../platform/names";
import type { Observability } from "../../platform/observability";
import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { charts } from "../../platform/versions";
import type { PlannedRelease } from "../releases/planned-release";

type Traces = NonNullable<Observability["traces"]>;

/** Jaeger, which keeps traces, and the collector that everybody sends to. */
export const traces = (platform: Platform, options: Traces): readonly PlannedRelease[] => [
  {
    id: "jaeger",
    chart: charts.jaeger,
    namespace: namespaces.traces,
    values: jaegerValues(platform, options),
  },
  {
    id: "trace-collector",
    chart: charts.openTelemetryCollector,
    name: traceCollector.service,
    namespace: namespaces.traces,
    values: collectorValues(platform),
  },
];

/** What lets pods into a namespace for restricted ones. */
const podSecurityContext = {
  runAsNonRoot: true,
  runAsUser: 10001,
  seccompProfile: { type: "RuntimeDefault" },
} as const;
const securityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
} as const;

interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/** Values of Jaeger's chart that Slipway sets. */
export interface JaegerValues {
  readonly fullnameOverride: string;
  readonly jaeger: {
    /** Left to the chart where it comes from where it is published. */
    readonly image?: { readonly registry: string };
    readonly podSecurityContext: object;
    readonly securityContext: typeof securityContext;
    readonly resources: Resources;
    readonly extraVolumes: readonly object[];
    readonly extraVolumeMounts: readonly object[];
  };
  /** Jaeger's own configuration, in place of the one that keeps everything in memory. */
  readonly userconfig: object;
  readonly extraObjects: readonly object[];
}

const volume = { name: "badger", claim: "jaeger-badger", path: "/badger" } as const;

export const jaegerValues = (
  { releases }: Platform,
  { retentionHours, storageGiB }: Traces,
): JaegerValues => ({
  fullnameOverride: traceUi.service,
  jaeger: {
    ...(releases.imageRegistry !== undefined && { image: { registry: imageFrom(releases, "docker.io") } }),
    podSecurityContext: { ...podSecurityContext, runAsGroup: 10001, fsGroup: 10001 },
    securityContext,
    resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "2Gi" } },
    extraVolumes: [{ name: volume.name, persistentVolumeClaim: { claimName: volume.claim } }],
    extraVolumeMounts: [{ name: volume.name, mountPath: volume.path }],
  },
  userconfig: {
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
      pipelines: {
        traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] },
      },
      telemetry: {
        metrics: {
          level: "detailed",
          readers: [{ pull: { exporter: { prometheus: { host: anyAddress, port: 8888 } } } }],
        },
      },
    },
    extensions: {
      // the chart's probes ask it
      healthcheckv2: { use_v2: true, http: { endpoint: `${anyAddress}:13133` } },
      jaeger_query: {
        storage: { traces: "main" },
        http: { endpoint: `${anyAddress}:${traceUi.port}` },
        grpc: { endpoint: `${anyAddress}:16685` },
      },
      jaeger_storage: {
        backends: {
          main: {
            badger: {
              directories: { keys: `${volume.path}/keys`, values: `${volume.path}/values` },
              ephemeral: false,
              ttl: { spans: `${retentionHours}h` },
            },
          },
        },
      },
    },
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `${anyAddress}:${traceCollector.grpcPort}` },
          http: { endpoint: `${anyAddress}:${traceCollector.httpPort}` },
        },
      },
    },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: "main" } },
  },
  // with the release: Helm waits for the pod, and the pod for its volume
  extraObjects: [
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: volume.claim },
      spec: {
        storageClassName: platformStorageClass,
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: `${storageGiB}Gi` } },
      },
    },
  ],
});

const anyAddress = "0.0.0.0";

/** Values of the collector's chart that Slipway sets. */
export interface CollectorValues {
  readonly fullnameOverride: string;
  readonly mode: "deployment";
  readonly image: { readonly repository: string };
  readonly replicaCount: number;
  readonly podDisruptionBudget?: { readonly enabled: true; readonly maxUnavailable: number };
  readonly podSecurityContext: typeof podSecurityContext;
  readonly securityContext: typeof securityContext;
  readonly resources: Resources;
  readonly presets: { readonly kubernetesAttributes: { readonly enabled: true } };
  readonly ports: Readonly<Record<string, { readonly enabled: boolean }>>;
  readonly serviceMonitor: { readonly enabled: boolean };
  readonly config: object;
}

export const collectorValues = ({
  controllerReplicas,
  observability,
  releases,
}: Platform): CollectorValues => ({
  fullnameOverride: traceCollector.service,
  mode: "deployment",
  image: { repository: imageFrom(releases, "docker.io/otel/opentelemetry-collector-k8s") },
  replicaCount: controllerReplicas,
  ...(controllerReplicas > 1 && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
  podSecurityContext,
  securityContext,
  // its memory limiter goes by the limit
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
  presets: { kubernetesAttributes: { enabled: true } },
  ports: {
    "jaeger-compact": { enabled: false },
    "jaeger-thrift": { enabled: false },
    "jaeger-grpc": { enabled: false },
    zipkin: { enabled: false },
    metrics: { enabled: true },
  },
  serviceMonitor: { enabled: observability.metrics !== undefined },
  config: {
    receivers: { jaeger: null, zipkin: null, prometheus: null },
    exporters: {
      "otlp_grpc/jaeger": {
        endpoint: `${traceUi.service}.${namespaces.traces}.svc.cluster.local:${traceCollector.grpcPort}`,
        tls: { insecure: true },
      },
    },
    service: {
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter", "batch"],
          exporters: ["otlp_grpc/jaeger"],
        },
        metrics: null,
        logs: null,
      },
    },
  },
});
