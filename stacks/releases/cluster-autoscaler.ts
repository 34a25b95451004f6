import type { Identity } from "../../platform/identities";
import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { type ServiceAccountValues, serviceAccountValues } from "./service-account";

/** Values of the chart that Slipway sets. */
export interface ClusterAutoscalerValues {
  readonly image: { readonly repository: string; readonly tag: string };
  readonly cloudProvider: "aws";
  /** It would ask the instance metadata, which pods do not reach (reference eks P23). */
  readonly awsRegion: string;
  /** EKS tags the groups of managed node groups with the cluster's name. */
  readonly autoDiscovery: { readonly clusterName: string };
  readonly rbac: { readonly serviceAccount: ServiceAccountValues };
  readonly replicaCount: number;
  readonly extraArgs: Readonly<Record<string, boolean | string>>;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
}

export const clusterAutoscalerValues = (
  { aws, cluster, controllerReplicas, releases }: Platform,
  imageTag: string,
  identity: Identity,
): ClusterAutoscalerValues => ({
  image: {
    repository: imageFrom(releases, "registry.k8s.io/autoscaling/cluster-autoscaler"),
    tag: imageTag,
  },
  cloudProvider: "aws",
  awsRegion: aws.region,
  autoDiscovery: { clusterName: cluster.name },
  rbac: { serviceAccount: serviceAccountValues(identity) },
  replicaCount: controllerReplicas,
  extraArgs: {
    "balance-similar-node-groups": true,
    expander: "least-waste",
    // else a node with a controller of the cluster's own on it is never removed
    "skip-nodes-with-system-pods": false,
  },
  resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
});
