import { k8s } from "cdk8s-plus-27";
import { type Service, storeSecret, type Workload } from "../../platform/services/model";
import type { MarkSet, PodMarks } from "../mesh/target";
import { podLabels } from "./metadata";
import { containerProbes } from "./probes";
import { restrictedContainer, restrictedPod } from "./security";

/** The pods of one version: restricted, and spread over zones where there are several. */
export const podSpec = (service: Service, workload: Workload, marks?: PodMarks): k8s.PodSpec => ({
  serviceAccountName: service.name,
  automountServiceAccountToken: service.serviceAccountToken || marks?.serviceAccountToken === true,
  // else every Service of the namespace adds variables such as WHOAMI_PORT, which programs mistake for settings
  enableServiceLinks: false,
  securityContext: restrictedPod(service.user),
  terminationGracePeriodSeconds: service.shutdown.drainSeconds + service.shutdown.finishSeconds,
  ...(workload.maxReplicas > 1 && { topologySpreadConstraints: spread(podLabels(service, workload)) }),
  containers: [container(service, workload)],
  ...filled("volumes", volumes(service)),
});

// --- internal ---

/** The field with its list, or nothing where that is empty. */
const filled = <K extends string, T>(field: K, items: readonly T[]): { [key in K]?: T[] } =>
  items.length === 0 ? {} : ({ [field]: [...items] } as { [key in K]: T[] });

const container = (service: Service, workload: Workload): k8s.Container => ({
  name: service.name,
  image: workload.image,
  ...filled("command", workload.command),
  ...filled("args", workload.args),
  ...filled("env", environment(service, workload)),
  ports: service.ports.map(({ name, transport, containerPort }) => ({
    name,
    ...(transport === "UDP" && { protocol: transport }),
    containerPort,
  })),
  resources: {
    requests: {
      cpu: k8s.Quantity.fromString(service.resources.cpu),
      memory: k8s.Quantity.fromString(service.resources.memory),
    },
    limits: { memory: k8s.Quantity.fromString(service.resources.memory) },
  },
  ...(service.probes !== undefined && containerProbes(service.probes)),
  securityContext: restrictedContainer,
  ...filled("volumeMounts", volumeMounts(service)),
});

const environment = (service: Service, workload: Workload): k8s.EnvVar[] => [
  ...Object.entries(workload.env).map(([name, value]) => ({ name, value })),
  ...Object.keys(service.configuration?.values ?? {}).map((name) => ({
    name,
    valueFrom: { configMapKeyRef: { name: service.configuration?.name ?? "", key: name } },
  })),
  ...service.secrets.map((secret) => ({
    name: secret.variable,
    valueFrom: {
      secretKeyRef:
        secret.kind === "secret"
          ? { name: secret.secret, key: secret.key }
          : { name: storeSecret(service.name, secret.store), key: secret.variable },
    },
  })),
];

/** Name of the volume with the configuration's files. */
const configurationVolume = "configuration";

const hasFiles = ({ configuration }: Service): boolean => Object.keys(configuration?.files ?? {}).length > 0;

const volumes = (service: Service): k8s.Volume[] => [
  ...(hasFiles(service)
    ? [
        {
          name: configurationVolume,
          configMap: {
            name: service.configuration?.name ?? "",
            items: Object.keys(service.configuration?.files ?? {}).map((file) => ({ key: file, path: file })),
          },
        },
      ]
    : []),
  ...service.writablePaths.map((path) => ({ name: volumeName(path), emptyDir: {} })),
];

const volumeMounts = (service: Service): k8s.VolumeMount[] => [
  ...(hasFiles(service)
    ? [{ name: configurationVolume, mountPath: service.configuration?.directory ?? "", readOnly: true }]
    : []),
  ...service.writablePaths.map((path) => ({ name: volumeName(path), mountPath: path })),
];

/** `/var/cache/app` gives `var-cache-app`. */
const volumeName = (path: string): string =>
  path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/**
 * Over zones and over nodes. The scheduler's own defaults, which spread over both, no longer apply once a pod names
 * any constraint. Counting one revision alone keeps the pods of a finished update spread.
 */
const spread = (matchLabels: Record<string, string>): k8s.TopologySpreadConstraint[] =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
    matchLabelKeys: ["pod-template-hash"],
  }));

/** What the annotations of Prometheus' usual configuration for pods say. */
export const metricsAnnotations = ({ metrics }: Service): Record<string, string> =>
  metrics === undefined
    ? {}
    : {
        "prometheus.io/path": metrics.path,
        "prometheus.io/port": String(metrics.port.containerPort),
        "prometheus.io/scrape": "true",
      };

export const podMetadata = (service: Service, workload: Workload, { labels, annotations = {} }: MarkSet) => ({
  labels: { ...podLabels(service, workload), ...labels },
  ...(Object.keys(annotations).length > 0 && { annotations }),
});
