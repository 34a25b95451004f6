import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { challengePort } from "../../platform/names";
import { selects, selectsNamespace } from "../labels";

export interface ChallengeNetworkPolicyProps {
  /** Namespace of certificates whose challenges are answered over HTTP. */
  readonly namespace: string;
  /** Namespace that Traefik runs in. */
  readonly ingressNamespace: string;
}

/** Lets Traefik reach the pods that cert-manager starts to answer challenges, which the namespace's default forbids. */
export class ChallengeNetworkPolicy extends k8s.KubeNetworkPolicy {
  constructor(scope: Construct, id: string, { namespace, ingressNamespace }: ChallengeNetworkPolicyProps) {
    super(scope, id, {
      metadata: { name: "acme-http01-solver", namespace },
      spec: {
        // cert-manager labels its solvers so (pkg/issuer/acme/http)
        podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: selectsNamespace(ingressNamespace) },
                podSelector: { matchLabels: selects("traefik") },
              },
            ],
            ports: [{ protocol: "TCP", port: k8s.IntOrString.fromNumber(challengePort) }],
          },
        ],
      },
    });
  }
}
