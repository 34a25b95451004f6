import { ServiceAccount } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service } from "../../platform/platform";
import { FileScope } from "../manifest-file";
import { headerSets } from "../traefik/header-sets";
import { HeadersMiddleware } from "../traefik/headers-middleware";
import { ServiceRoute } from "../traefik/service-route";
import { serviceMetadata } from "./metadata";
import { ServiceAutoscaler } from "./service-autoscaler";
import { ServiceDeployment } from "./service-deployment";
import { ServiceDisruptionBudget } from "./service-disruption-budget";
import { ServiceEndpoint } from "./service-endpoint";
import { ServiceNetworkPolicy } from "./service-network-policy";

export interface ServiceFileProps {
  readonly service: Service;
  /** Namespace that Traefik runs in. */
  readonly ingressNamespace: string;
}

/**
 * Everything of one service. Of what cdk8s-plus offers, the ServiceAccount is written as one would write it by hand;
 * its other constructs add labels made from hashes and fields that repeat the API's defaults or are empty, and have
 * neither seccomp profiles nor disruption budgets. Those objects are made from its typed API objects (`k8s.Kube…`).
 */
export class ServiceFile extends FileScope {
  constructor(scope: Construct, id: string, { service, ingressNamespace }: ServiceFileProps) {
    super(scope, id, `services/${service.namespace}/${service.name}.yaml`);
    new ServiceAccount(this, "service-account", {
      metadata: serviceMetadata(service),
      automountToken: false,
    });
    new ServiceDeployment(this, "deployment", { service });
    if (service.minReplicas < service.maxReplicas) new ServiceAutoscaler(this, "autoscaler", { service });
    // with a single pod it would either change nothing or keep nodes from being drained
    if (service.minReplicas > 1) new ServiceDisruptionBudget(this, "disruption-budget", { service });
    new ServiceEndpoint(this, "service", { service });
    new ServiceNetworkPolicy(this, "network-policy", { service, ingressNamespace });
    for (const headers of headerSets(service)) {
      new HeadersMiddleware(this, headers.name, { service, headers });
    }
    if (service.exposures.length > 0) new ServiceRoute(this, "route", { service });
  }
}
