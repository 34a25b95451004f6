import type { Account } from "./account";
import { installs } from "./cluster/add-ons";
import type { Definition } from "./definition/schema";
import { namespaces, serviceAccounts } from "./names";

/** An IAM role that one service account assumes. */
export interface Identity {
  readonly roleName: string;
  readonly roleArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Annotations of the service account: the role, where tokens of the cluster's own provider are exchanged for it. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Identities of what is installed. */
export interface Identities {
  readonly awsLoadBalancerController: Identity;
  readonly certManager: Identity;
  readonly vpcCni: Identity;
  readonly ebsCsiDriver?: Identity;
  readonly externalDns?: Identity;
  readonly clusterAutoscaler?: Identity;
  readonly karpenter?: Identity;
}

export function resolveIdentities(definition: Definition, { partition, account }: Account): Identities {
  const { name: environment, cluster, dns, scaling } = definition;
  const identity = (role: string, namespace: string, serviceAccount: string): Identity => {
    const roleName = `${environment}-${role}`;
    const roleArn = `arn:${partition}:iam::${account}:role/${roleName}`;
    return {
      roleName,
      roleArn,
      namespace,
      serviceAccount,
      annotations: cluster.identity === "irsa" ? { "eks.amazonaws.com/role-arn": roleArn } : {},
    };
  };
  return {
    awsLoadBalancerController: identity(
      "aws-load-balancer-controller",
      namespaces.awsLoadBalancerController,
      serviceAccounts.awsLoadBalancerController,
    ),
    certManager: identity("cert-manager", namespaces.certManager, serviceAccounts.certManager),
    vpcCni: identity("vpc-cni", "kube-system", serviceAccounts.vpcCni),
    ...(installs(definition, "aws-ebs-csi-driver") && {
      ebsCsiDriver: identity("ebs-csi-driver", "kube-system", serviceAccounts.ebsCsiDriver),
    }),
    ...(dns.externalDns && {
      externalDns: identity("external-dns", namespaces.externalDns, serviceAccounts.externalDns),
    }),
    ...(scaling.autoscaler === "cluster-autoscaler" && {
      clusterAutoscaler: identity(
        "cluster-autoscaler",
        namespaces.clusterAutoscaler,
        serviceAccounts.clusterAutoscaler,
      ),
    }),
    ...(scaling.autoscaler === "karpenter" && {
      karpenter: identity("karpenter", namespaces.karpenter, serviceAccounts.karpenter),
    }),
  };
}
