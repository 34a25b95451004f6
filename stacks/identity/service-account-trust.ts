import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Cluster } from "../../platform/cluster/cluster";
import type { Identity } from "../../platform/identities";
import { policyDocument } from "./policy-document";

/** How service accounts of the cluster get IAM roles. */
export interface ServiceAccountTrust {
  /** Whether a role also needs an association with its service account. */
  readonly associates: boolean;
  /** JSON of the trust policy of an identity's role. */
  policyFor(identity: Pick<Identity, "namespace" | "serviceAccount">): string;
}

/**
 * EKS Pod Identity: an association says which service account gets a role. The role's trust says it again, by the tags
 * that Pod Identity puts on its sessions (EKS user guide, trust policy required by EKS Pod Identity), so that no other
 * association can hand it out. All of it is known at plan.
 */
const podIdentity = (clusterName: string): ServiceAccountTrust => ({
  associates: true,
  policyFor: ({ namespace, serviceAccount }) =>
    policyDocument({
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-name": [clusterName],
          "aws:RequestTag/kubernetes-namespace": [namespace],
          "aws:RequestTag/kubernetes-service-account": [serviceAccount],
        },
      },
    }),
});

/** Tokens of the cluster's own OIDC provider, whose name is only known once there is a cluster. */
class OidcTrust extends Construct implements ServiceAccountTrust {
  readonly associates = false;
  readonly #provider: IamOpenidConnectProvider;
  readonly #issuer: string;

  constructor(scope: Construct, id: string, issuerUrl: string) {
    super(scope, id);
    // no thumbprint: AWS has trusted these issuers' certificates by itself for years, and it would need a look-up
    this.#provider = new IamOpenidConnectProvider(this, "provider", {
      url: issuerUrl,
      clientIdList: ["sts.amazonaws.com"],
    });
    this.#issuer = Fn.replace(issuerUrl, "https://", "");
  }

  policyFor({ namespace, serviceAccount }: Pick<Identity, "namespace" | "serviceAccount">): string {
    return policyDocument({
      Effect: "Allow",
      Principal: { Federated: this.#provider.arn },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${this.#issuer}:aud`]: ["sts.amazonaws.com"],
          [`${this.#issuer}:sub`]: [`system:serviceaccount:${namespace}:${serviceAccount}`],
        },
      },
    });
  }
}

export function serviceAccountTrust(
  scope: Construct,
  id: string,
  { identityMode, name }: Pick<Cluster, "identityMode" | "name">,
  resource: EksCluster,
): ServiceAccountTrust {
  switch (identityMode) {
    case "pod-identity":
      return podIdentity(name);
    case "irsa":
      return new OidcTrust(scope, id, resource.identity.get(0).oidc.get(0).issuer);
    default:
      return identityMode satisfies never;
  }
}
