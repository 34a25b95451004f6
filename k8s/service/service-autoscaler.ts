import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service } from "../../platform/platform";
import { serviceMetadata } from "./metadata";

export interface ServiceAutoscalerProps {
  readonly service: Service;
}

/** Sets the number of pods from their use of the CPU that they request. */
export class ServiceAutoscaler extends k8s.KubeHorizontalPodAutoscalerV2 {
  constructor(scope: Construct, id: string, { service }: ServiceAutoscalerProps) {
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: service.name },
        minReplicas: service.minReplicas,
        maxReplicas: service.maxReplicas,
        metrics: [
          {
            type: "Resource",
            resource: {
              name: "cpu",
              target: { type: "Utilization", averageUtilization: service.targetCpuPercent },
            },
          },
        ],
      },
    });
  }
}
