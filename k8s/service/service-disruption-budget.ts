import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service } from "../../platform/platform";
import { selects } from "../labels";
import { serviceMetadata } from "./metadata";

export interface ServiceDisruptionBudgetProps {
  readonly service: Service;
}

/** Lets node upgrades take the pods one at a time. */
export class ServiceDisruptionBudget extends k8s.KubePodDisruptionBudget {
  constructor(scope: Construct, id: string, { service }: ServiceDisruptionBudgetProps) {
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: selects(service.name) },
        // by default a service whose pods are all broken keeps every node it runs on from being drained
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    });
  }
}
