import { stringify } from "yaml";
import { namespaces, platformStorageClass, prometheusService } from "../../../platform/names";
import { leastNodes } from "../../../platform/nodes";
import type { Platform } from "../../../platform/platform";
import { imageFrom } from "../../../platform/releases";
import { consulImages } from "../../../platform/versions";

interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/** Values of the chart that Slipway sets. */
export interface ConsulValues {
  readonly global: {
    readonly name: string;
    readonly datacenter: string;
    /** Left to the chart where images come from where they are published. */
    readonly image?: string;
    readonly imageK8S?: string;
    readonly imageConsulDataplane?: string;
    readonly gossipEncryption: { readonly autoGenerate: true };
    readonly tls: { readonly enabled: true; readonly enableAutoEncrypt: true; readonly httpsOnly: true };
    /** Without it every service may call every other. */
    readonly acls: { readonly manageSystemACLs: true };
    readonly metrics: { readonly enabled: boolean; readonly enableAgentMetrics: false };
    /** Its own copies of Gateway API's definitions are older than what everybody else reads. */
    readonly installK8sNetworkingCRDs: false;
    readonly crds: { readonly enableTcpRoute: false };
  };
  readonly server: {
    readonly replicas: number;
    readonly storageClass: string;
    readonly storage: string;
    readonly persistentVolumeClaimRetentionPolicy: {
      readonly whenDeleted: "Delete";
      readonly whenScaled: "Retain";
    };
    readonly disruptionBudget: { readonly enabled: boolean };
    readonly priorityClassName: string;
    readonly resources: Resources;
  };
  readonly connectInject: {
    readonly enabled: true;
    readonly default: false;
    readonly replicas: number;
    readonly disruptionBudget: { readonly enabled: boolean };
    /** A document, which the chart writes into the webhook as it stands. */
    readonly namespaceSelector: string;
    readonly priorityClassName: string;
    readonly transparentProxy: { readonly defaultEnabled: true };
    /** Pods get their redirection from the node, so that they need no privileges. */
    readonly cni: { readonly enabled: true; readonly namespace: string };
    readonly apiGateway: { readonly manageExternalCRDs: false; readonly manageNonStandardCRDs: false };
    readonly metrics: { readonly defaultEnabled: boolean; readonly defaultEnableMerging: false };
  };
  readonly terminatingGateways: {
    readonly enabled: true;
    readonly defaults: { readonly replicas: number; readonly priorityClassName: string };
  };
  readonly ui: {
    readonly enabled: true;
    /** Left to the chart where there is no Prometheus. */
    readonly metrics?: { readonly enabled: true; readonly provider: "prometheus"; readonly baseURL: string };
  };
}

export function consulValues({
  controllerReplicas,
  definition,
  observability,
  releases,
}: Platform): ConsulValues {
  const isAvailable = controllerReplicas > 1;
  const servers = leastNodes(definition) >= quorum ? quorum : 1;
  const hasMetrics = observability.metrics !== undefined;
  return {
    global: {
      name: "consul",
      datacenter: "dc1",
      ...(releases.imageRegistry !== undefined && {
        image: imageFrom(releases, `docker.io/${consulImages.server}`),
        imageK8S: imageFrom(releases, `docker.io/${consulImages.controlPlane}`),
        imageConsulDataplane: imageFrom(releases, `docker.io/${consulImages.dataplane}`),
      }),
      gossipEncryption: { autoGenerate: true },
      tls: { enabled: true, enableAutoEncrypt: true, httpsOnly: true },
      acls: { manageSystemACLs: true },
      metrics: { enabled: hasMetrics, enableAgentMetrics: false },
      installK8sNetworkingCRDs: false,
      crds: { enableTcpRoute: false },
    },
    server: {
      replicas: servers,
      storageClass: platformStorageClass,
      storage: "10Gi",
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
      // of a single server it would let none go, and no node be drained
      disruptionBudget: { enabled: servers > 1 },
      priorityClassName,
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
    },
    connectInject: {
      enabled: true,
      default: false,
      replicas: controllerReplicas,
      disruptionBudget: { enabled: isAvailable },
      namespaceSelector: stringify({
        matchExpressions: [
          { key: "kubernetes.io/metadata.name", operator: "NotIn", values: outsideNamespaces },
        ],
      }),
      priorityClassName,
      transparentProxy: { defaultEnabled: true },
      cni: { enabled: true, namespace: namespaces.consulCni },
      apiGateway: { manageExternalCRDs: false, manageNonStandardCRDs: false },
      metrics: { defaultEnabled: hasMetrics, defaultEnableMerging: false },
    },
    terminatingGateways: { enabled: true, defaults: { replicas: controllerReplicas, priorityClassName } },
    ui: {
      enabled: true,
      ...(hasMetrics && { metrics: { enabled: true, provider: "prometheus", baseURL: prometheusAddress } }),
    },
  };
}

const prometheusAddress = `http://${prometheusService.service}.${namespaces.prometheus}.svc.cluster.local:${prometheusService.port}`;

/** Servers of which one may be lost. They keep to different nodes. */
const quorum = 3;

const priorityClassName = "system-cluster-critical";

/**
 * Namespaces in which pods are made without asking Consul. It refuses every pod while it does not answer, and what
 * these run must start without it.
 */
const outsideNamespaces: readonly string[] = [
  ...new Set(
    Object.values(namespaces).filter((name) => name !== namespaces.traefik && name !== namespaces.consul),
  ),
].sort();
