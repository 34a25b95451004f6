import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { defaultDenyPolicy } from "../../platform/names";
import { FileScope } from "../manifest-file";

export interface NamespaceFileProps {
  /** Name of the namespace. */
  readonly name: string;
}

/** A namespace in which pods must be harmless, and in which no connection is allowed that no policy names. */
export class NamespaceFile extends FileScope {
  constructor(scope: Construct, id: string, { name }: NamespaceFileProps) {
    super(scope, id, `namespaces/${name}.yaml`);
    new k8s.KubeNamespace(this, "namespace", {
      metadata: { name, labels: podSecurity },
    });
    new k8s.KubeNetworkPolicy(this, "default-deny", {
      metadata: { name: defaultDenyPolicy, namespace: name },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
  }
}

/**
 * The strictest Pod Security Standard. `warn` and `audit` say so too where a Deployment, which `enforce` does not
 * look at, asks for more than its pods will get.
 */
const podSecurity = Object.fromEntries(
  ["audit", "enforce", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, "latest"],
  ]),
);
