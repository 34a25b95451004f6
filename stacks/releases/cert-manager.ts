import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { type ServiceAccountValues, serviceAccountValues } from "./service-account";

interface Replicas {
  readonly replicaCount: number;
  readonly podDisruptionBudget?: { readonly enabled: true; readonly minAvailable: number };
}

/** Values of the chart that Slipway sets. */
export interface CertManagerValues extends Replicas {
  /** Registry of all its images. */
  readonly imageRegistry: string;
  /** Custom resource definitions are templates of this chart, so Helm upgrades them; deleting them would delete every certificate. */
  readonly crds: { readonly enabled: true; readonly keep: true };
  readonly global: {
    readonly priorityClassName: string;
    readonly leaderElection: { readonly namespace: string };
  };
  readonly serviceAccount: ServiceAccountValues;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
  readonly webhook: Replicas;
  readonly cainjector: Replicas;
}

export function certManagerValues({ identities, controllerReplicas, releases }: Platform): CertManagerValues {
  const { namespace } = identities.certManager;
  const replicas: Replicas = {
    replicaCount: controllerReplicas,
    ...(controllerReplicas > 1 && { podDisruptionBudget: { enabled: true, minAvailable: 1 } }),
  };
  return {
    imageRegistry: imageFrom(releases, "quay.io"),
    crds: { enabled: true, keep: true },
    global: {
      priorityClassName: "system-cluster-critical",
      leaderElection: { namespace },
    },
    serviceAccount: serviceAccountValues(identities.certManager),
    ...replicas,
    resources: {
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { memory: "256Mi" },
    },
    webhook: replicas,
    cainjector: replicas,
  };
}
