import type { Identity } from "../../platform/identities";
import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import type { Karpenter } from "../../platform/scaling";
import { type ServiceAccountValues, serviceAccountValues } from "./service-account";

/** Values of the chart that Slipway sets. */
export interface KarpenterValues {
  readonly controller: {
    readonly image: { readonly repository: string };
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly resources: {
      readonly requests: { readonly cpu: string; readonly memory: string };
      readonly limits: { readonly memory: string };
    };
  };
  readonly replicas: number;
  readonly serviceAccount: ServiceAccountValues;
  readonly settings: {
    readonly clusterName: string;
    readonly interruptionQueue: string;
    /** Without prices, which have no endpoint in a VPC, it goes by those that it was built with. */
    readonly isolatedVPC: boolean;
    readonly enableZonalShift: boolean;
  };
}

export const karpenterValues = (
  { aws, cluster, controllerReplicas, releases }: Platform,
  { queue, isolated }: Karpenter,
  identity: Identity,
): KarpenterValues => ({
  controller: {
    image: { repository: imageFrom(releases, "public.ecr.aws/karpenter/controller") },
    // it would ask the instance metadata, which pods do not reach (reference eks P23)
    env: [{ name: "AWS_REGION", value: aws.region }],
    resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "1Gi" } },
  },
  replicas: controllerReplicas,
  serviceAccount: serviceAccountValues(identity),
  settings: {
    clusterName: cluster.name,
    interruptionQueue: queue,
    isolatedVPC: isolated,
    // it asks for the state of shifts when it starts, and stops where it gets no answer
    enableZonalShift: cluster.zonalShift && !isolated,
  },
});
