import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { type ServiceAccountValues, serviceAccountValues } from "./service-account";

/** Values of the chart that Slipway sets. */
export interface AwsLoadBalancerControllerValues {
  readonly image: { readonly repository: string };
  readonly clusterName: string;
  /** Without it the controller asks the instance metadata, which pods do not reach (reference eks P23). */
  readonly region: string;
  readonly serviceAccount: ServiceAccountValues;
  readonly replicaCount: number;
  readonly podDisruptionBudget?: { readonly maxUnavailable: number };
  readonly createIngressClassResource: boolean;
  readonly defaultTargetType: "ip";
  /** A group of its own making would be left behind on destroy (reference eks P7); rules are Terraform's. */
  readonly enableBackendSecurityGroup: false;
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
  releases,
}: Platform): AwsLoadBalancerControllerValues => ({
  image: { repository: imageFrom(releases, "public.ecr.aws/eks/aws-load-balancer-controller") },
  clusterName: cluster.name,
  region: aws.region,
  serviceAccount: serviceAccountValues(identities.awsLoadBalancerController),
  replicaCount: controllerReplicas,
  ...(controllerReplicas > 1 && { podDisruptionBudget: { maxUnavailable: 1 } }),
  createIngressClassResource: false,
  defaultTargetType: "ip",
  enableBackendSecurityGroup: false,
  enableServiceMutatorWebhook: false,
  enableShield: false,
  enableWaf: false,
  enableWafv2: false,
  keepTLSSecret: true,
});
