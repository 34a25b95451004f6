import { namespaces, platformStorageClass, traceUi } from "../../platform/names";
import type { Observability } from "../../platform/observability";
import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { charts } from "../../platform/versions";
import type { PodMarks } from "../mesh/target";
import { meshTarget } from "../mesh/targets";
import type { PlannedRelease } from "../releases/planned-release";

/** Prometheus, Alertmanager and Grafana, with what looks at nodes and objects. */
export const prometheus = (
  platform: Platform,
  metrics: NonNullable<Observability["metrics"]>,
): PlannedRelease => ({
  id: "prometheus",
  chart: charts.prometheus,
  namespace: namespaces.prometheus,
  values: prometheusValues(platform, metrics),
  upgradesDefinitions: true,
});

interface Image {
  readonly image: { readonly registry: string };
}

interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

interface Claim {
  readonly volumeClaimTemplate: {
    readonly spec: {
      readonly storageClassName: string;
      readonly accessModes: readonly ["ReadWriteOnce"];
      readonly resources: { readonly requests: { readonly storage: string } };
    };
  };
}

interface Kept {
  readonly persistentVolumeClaimRetentionPolicy: {
    readonly whenDeleted: "Delete";
    readonly whenScaled: "Retain";
  };
}

/** Values of the chart that Slipway sets. Images are left to it where they come from where they are published. */
export interface PrometheusValues {
  readonly prometheus: {
    readonly prometheusSpec: Partial<Image> &
      Kept & {
        /** Marks of the mesh; left out where it needs none. */
        readonly podMetadata?: PodMarks;
        readonly serviceMonitorSelectorNilUsesHelmValues: false;
        readonly podMonitorSelectorNilUsesHelmValues: false;
        readonly ruleSelectorNilUsesHelmValues: false;
        readonly probeSelectorNilUsesHelmValues: false;
        readonly scrapeConfigSelectorNilUsesHelmValues: false;
        readonly enableOTLPReceiver: false;
        readonly retention: string;
        readonly retentionSize: string;
        readonly storageSpec: Claim;
        readonly resources: Resources;
      };
  };
  readonly alertmanager: {
    readonly alertmanagerSpec: Partial<Image> &
      Kept & { readonly storage: Claim; readonly resources: Resources };
  };
  readonly prometheusOperator: Partial<Image> & {
    readonly resources: Resources;
    readonly admissionWebhooks?: { readonly patch: Image };
    readonly prometheusConfigReloader?: Image;
    readonly thanosImage?: Image["image"];
  };
  readonly grafana: Partial<Image> & {
    readonly resources: Resources;
    readonly sidecar: {
      readonly image?: Image["image"];
      readonly dashboards: {
        readonly enabled: true;
        readonly label: string;
        readonly labelValue: string;
        readonly searchNamespace: "ALL";
      };
    };
    readonly additionalDataSources?: readonly object[];
  };
  readonly "kube-state-metrics"?: Partial<Image>;
  readonly "prometheus-node-exporter": Partial<Image> & { readonly namespaceOverride: string };
  /** What EKS does not let anybody ask; its alerts would never end. */
  readonly kubeControllerManager: { readonly enabled: false };
  readonly kubeScheduler: { readonly enabled: false };
  readonly kubeEtcd: { readonly enabled: false };
  readonly kubeProxy: { readonly enabled: false };
  readonly extraManifests: readonly object[];
}

const kept: Kept["persistentVolumeClaimRetentionPolicy"] = { whenDeleted: "Delete", whenScaled: "Retain" };

/** Part of the volume that samples may take; the log of the last hours and compaction need the rest. */
const samplesPart = 0.8;

export function prometheusValues(
  { mesh, observability, releases }: Platform,
  { retentionDays, storageGiB }: NonNullable<Observability["metrics"]>,
): PrometheusValues {
  const image = (registry: string): Partial<Image> =>
    releases.imageRegistry === undefined ? {} : { image: { registry: imageFrom(releases, registry) } };
  const quay = imageFrom(releases, "quay.io");
  const podMetadata = meshTarget(mesh)?.prometheus;
  return {
    prometheus: {
      prometheusSpec: {
        ...image("quay.io"),
        ...(podMetadata !== undefined && { podMetadata }),
        // everybody's monitors and rules, not those of this release alone
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
        enableOTLPReceiver: false,
        retention: `${retentionDays}d`,
        retentionSize: `${Math.floor(storageGiB * samplesPart)}GiB`,
        storageSpec: claim(storageGiB),
        persistentVolumeClaimRetentionPolicy: kept,
        resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { memory: "4Gi" } },
      },
    },
    alertmanager: {
      alertmanagerSpec: {
        ...image("quay.io"),
        storage: claim(1),
        persistentVolumeClaimRetentionPolicy: kept,
        resources: { requests: { cpu: "25m", memory: "64Mi" }, limits: { memory: "256Mi" } },
      },
    },
    prometheusOperator: {
      ...image("quay.io"),
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
      ...(releases.imageRegistry !== undefined && {
        admissionWebhooks: { patch: { image: { registry: imageFrom(releases, "ghcr.io") } } },
        prometheusConfigReloader: { image: { registry: quay } },
        thanosImage: { registry: quay },
      }),
    },
    grafana: {
      ...image("docker.io"),
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
      sidecar: {
        ...image("quay.io"),
        dashboards: { enabled: true, label: "grafana_dashboard", labelValue: "1", searchNamespace: "ALL" },
      },
      ...(observability.traces !== undefined && {
        additionalDataSources: [
          {
            name: "Jaeger",
            type: "jaeger",
            uid: "jaeger",
            access: "proxy",
            url: `http://${traceUi.service}.${namespaces.traces}.svc.cluster.local:${traceUi.port}`,
          },
        ],
      }),
    },
    ...(releases.imageRegistry !== undefined && { "kube-state-metrics": image("registry.k8s.io") }),
    "prometheus-node-exporter": { ...image("quay.io"), namespaceOverride: namespaces.nodeExporter },
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    // Helm makes the release's own namespace only
    extraManifests: [
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
          name: namespaces.nodeExporter,
          labels: { "pod-security.kubernetes.io/enforce": "privileged" },
        },
      },
    ],
  };
}

const claim = (storageGiB: number): Claim => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName: platformStorageClass,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${storageGiB}Gi` } },
    },
  },
});
