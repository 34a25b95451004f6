import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Platform } from "../../platform/platform";
import { addService, type ServiceInput } from "../../platform/services/add-service";
import type { Service } from "../../platform/services/model";
import { selects, selectsNamespace } from "../labels";
import { meshTarget } from "../mesh/targets";
import { ServiceFile } from "./service-file";
import { directPorts, ownPorts } from "./service-network-policy";

export type TypedServiceProps = ServiceInput & {
  /** The environment that it is added to; it may name its services, namespaces, middlewares and entry points. */
  readonly platform: Platform;
};

/**
 * A service in code instead of YAML: the same options, defaults, checks and objects. Construct it below
 * `kubernetesApp`'s `services`; its id is its name. Two services that are both in code are not checked against each
 * other.
 *
 * @throws one error with everything that is wrong with it
 */
export class TypedService extends ServiceFile {
  /** What the options came to. */
  readonly service: Service;

  constructor(scope: Construct, id: string, { platform, ...input }: TypedServiceProps) {
    const service = addService(platform, id, input);
    const mesh = meshTarget(platform);
    super(scope, id, { service, platform, mesh });
    this.service = service;
    const ports = [...(mesh?.networkPolicy.arrival ?? ownPorts)(directPorts(service))];
    if (ports.length === 0) return;
    for (const { name, namespace } of service.callers) {
      // the caller's own policy is written from the definition, which does not know this service
      new k8s.KubeNetworkPolicy(this, `caller-${name}`, {
        metadata: { name: `${name}-calls-${service.name}`, namespace, labels: selects(name) },
        spec: {
          podSelector: { matchLabels: selects(name) },
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: selectsNamespace(service.namespace) },
                  podSelector: { matchLabels: selects(service.name) },
                },
              ],
              ports,
            },
          ],
        },
      });
    }
  }
}
