/**
 * AWS services with interface endpoints that a cluster, its controllers and its services may call, as they stand in
 * `com.amazonaws.<region>.<service>`.
 */
export const endpointServices = [
  "autoscaling",
  "ec2",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "kms",
  "logs",
  "monitoring",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
  "xray",
] as const;
export type EndpointService = (typeof endpointServices)[number];

/**
 * What a cluster without a way out calls: images, tokens, its own API, the nodes' registration, the load balancer
 * controller, logs and Session Manager. Without `eks` no autoscaler describes a node group, and without `eks-auth`
 * no pod gets an identity.
 */
const always: readonly EndpointService[] = [
  "autoscaling",
  "ec2",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "elasticloadbalancing",
  "kms",
  "logs",
  "ssm",
  "ssmmessages",
  "sts",
];

export interface EndpointNeeds {
  /** Whether pods get their identities from EKS Pod Identity. */
  readonly podIdentity: boolean;
  /** Whether Karpenter reads its queue of interruptions. */
  readonly karpenter: boolean;
}

/** Interface endpoints of a network that has no other way out. */
export const privateServices = ({ podIdentity, karpenter }: EndpointNeeds): readonly EndpointService[] => [
  ...always,
  ...(podIdentity ? (["eks-auth"] as const) : []),
  ...(karpenter ? (["sqs"] as const) : []),
];
