import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service, Workload } from "../../platform/services/model";
import { podLabels, workloadMetadata } from "./metadata";

export interface ServiceDisruptionBudgetProps {
  readonly service: Service;
  readonly workload: Workload;
}

/** Lets node upgrades take the pods of a version one at a time. */
export class ServiceDisruptionBudget extends k8s.KubePodDisruptionBudget {
  constructor(scope: Construct, id: string, { service, workload }: ServiceDisruptionBudgetProps) {
    super(scope, id, {
      metadata: workloadMetadata(service, workload),
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: podLabels(service, workload) },
        // by default a service whose pods are all broken keeps every node it runs on from being drained
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    });
  }
}
