import type { Platform } from "../../platform/platform";

/** Values of the chart that Slipway sets. */
export interface AwsLoadBalancerControllerValues {
  readonly clusterName: string;
  /** Without it the controller asks the instance metadata, which pods do not reach (reference eks P23). */
  readonly region: string;
  readonly serviceAccount: { readonly name: string };
  readonly replicaCount: number;
  readonly podDisruptionBudget?: { readonly maxUnavailable: number };
  readonly createIngressClassResource: boolean;
  readonly defaultTargetType: "ip";
  /** Its webhook refuses every Service in the cluster until the controller is up (reference eks P14). */
  readonly enableServiceMutatorWebhook: boolean;
  readonly enableShield: boolean;
  readonly enableWaf: boolean;
  readonly enableWafv2: boolean;
  /** Keeps the webhook's certificate over upgrades. */
  readonly keepTLSSecret: boolean;
}

export const awsLoadBalancerControllerValues = ({
  aws,
  cluster,
  identities,
  controllerReplicas,
}: Platform): AwsLoadBalancerControllerValues => ({
  clusterName: cluster.name,
  region: aws.region,
  serviceAccount: { name: identities.awsLoadBalancerController.serviceAccount },
  replicaCount: controllerReplicas,
  ...(controllerReplicas > 1 && { podDisruptionBudget: { maxUnavailable: 1 } }),
  createIngressClassResource: false,
  defaultTargetType: "ip",
  enableServiceMutatorWebhook: false,
  enableShield: false,
  enableWaf: false,
  enableWafv2: false,
  keepTLSSecret: true,
});
