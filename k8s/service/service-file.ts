import { ServiceAccount } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Platform } from "../../platform/platform";
import { balancersOf } from "../../platform/routing/balancers";
import { middlewaresOf, tcpMiddlewaresOf } from "../../platform/routing/middlewares";
import type { Service } from "../../platform/services/model";
import { selects } from "../labels";
import { FileScope } from "../manifest-file";
import type { MeshTarget } from "../mesh/target";
import { addServiceMonitor } from "../observability/monitor";
import { TraefikMiddleware } from "../traefik/middleware";
import { ServiceBalancer } from "../traefik/service-balancer";
import { ServiceRoute } from "../traefik/service-route";
import { ServiceTransport } from "../traefik/service-transport";
import { TraefikObject } from "../traefik/traefik-object";
import { serviceMetadata } from "./metadata";
import { ServiceAutoscaler } from "./service-autoscaler";
import { ServiceConfiguration } from "./service-configuration";
import { ServiceDeployment } from "./service-deployment";
import { ServiceDisruptionBudget } from "./service-disruption-budget";
import { ServiceEndpoint } from "./service-endpoint";
import { ServiceNetworkPolicy } from "./service-network-policy";
import { ServiceSecret, storesOf } from "./service-secret";

export interface ServiceFileProps {
  readonly service: Service;
  readonly platform: Platform;
  /** What carries calls among services. @default - nothing does */
  readonly mesh?: MeshTarget | undefined;
}

/**
 * Everything of one service. Of what cdk8s-plus offers, the ServiceAccount is written as one would write it by hand;
 * its other constructs add labels made from hashes and fields that repeat the API's defaults or are empty, and have
 * neither seccomp profiles nor disruption budgets. Those objects are made from its typed API objects (`k8s.Kube…`).
 */
export class ServiceFile extends FileScope {
  constructor(scope: Construct, id: string, { service, platform, mesh }: ServiceFileProps) {
    super(scope, id, `services/${service.namespace}/${service.name}.yaml`);
    new ServiceAccount(this, "service-account", {
      metadata: serviceMetadata(service),
      automountToken: service.serviceAccountToken,
    });
    const { configuration } = service;
    if (configuration !== undefined)
      new ServiceConfiguration(this, "configuration", { service, configuration });
    for (const store of storesOf(service)) new ServiceSecret(this, `secret-${store}`, { service, store });
    for (const workload of service.workloads) {
      const id = (part: string) => (workload.version === undefined ? part : `${part}-${workload.version}`);
      new ServiceDeployment(this, id("deployment"), {
        service,
        workload,
        marks: mesh?.podMarks(service, platform, workload),
      });
      if (workload.minReplicas < workload.maxReplicas)
        new ServiceAutoscaler(this, id("autoscaler"), { service, workload });
      // with a single pod it would either change nothing or keep nodes from being drained
      if (workload.minReplicas > 1)
        new ServiceDisruptionBudget(this, id("disruption-budget"), { service, workload });
    }
    new ServiceEndpoint(this, "service", { service, marks: mesh?.endpointMarks(service, undefined) });
    for (const workload of service.workloads) {
      if (workload.version !== undefined)
        new ServiceEndpoint(this, `service-${workload.version}`, {
          service,
          workload,
          marks: mesh?.endpointMarks(service, workload),
        });
    }
    new ServiceNetworkPolicy(this, "network-policy", { service, platform, mesh });
    new ServiceTransport(this, "transport", { service });
    for (const { name, spec } of middlewaresOf(service)) {
      new TraefikObject(this, name, { service, kind: "Middleware", name, spec });
    }
    for (const middleware of service.middlewares) {
      new TraefikMiddleware(this, `${middleware.name}-own`, { middleware, labels: selects(service.name) });
    }
    for (const { name, spec } of tcpMiddlewaresOf(service)) {
      new TraefikObject(this, `${name}-tcp`, { service, kind: "MiddlewareTCP", name, spec });
    }
    for (const balancer of balancersOf(service)) {
      new ServiceBalancer(this, balancer.name, { service, balancer });
    }
    if (service.exposures.length > 0) new ServiceRoute(this, "route", { service });
    mesh?.addServiceObjects(this, service, platform);
    if (platform.observability.metrics !== undefined && mesh?.mergesMetrics !== true)
      addServiceMonitor(this, service);
  }
}
