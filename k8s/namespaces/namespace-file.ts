import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { defaultDenyPolicy } from "../../platform/names";
import type { Platform } from "../../platform/platform";
import { FileScope } from "../manifest-file";
import type { MeshTarget } from "../mesh/target";

export interface NamespaceFileProps {
  /** Name of the namespace. */
  readonly name: string;
  readonly platform: Platform;
  /** What carries calls among services. @default - nothing does */
  readonly mesh?: MeshTarget | undefined;
}

/** A namespace in which pods must be harmless, and in which no connection is allowed that no policy names. */
export class NamespaceFile extends FileScope {
  constructor(scope: Construct, id: string, { name, platform, mesh }: NamespaceFileProps) {
    super(scope, id, `namespaces/${name}.yaml`);
    new k8s.KubeNamespace(this, "namespace", {
      metadata: { name, labels: { ...podSecurity, ...mesh?.namespaceLabels } },
    });
    new k8s.KubeNetworkPolicy(this, "default-deny", {
      metadata: { name: defaultDenyPolicy, namespace: name },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    mesh?.addNamespaceObjects(this, name, platform);
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
