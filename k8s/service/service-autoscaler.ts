import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service, Workload } from "../../platform/services/model";
import { workloadMetadata } from "./metadata";

export interface ServiceAutoscalerProps {
  readonly service: Service;
  readonly workload: Workload;
}

/** Sets the number of pods from their use of what they request. */
export class ServiceAutoscaler extends k8s.KubeHorizontalPodAutoscalerV2 {
  constructor(scope: Construct, id: string, { service, workload }: ServiceAutoscalerProps) {
    const { targetCpuPercent, targetMemoryPercent } = workload;
    super(scope, id, {
      metadata: workloadMetadata(service, workload),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: workload.name },
        minReplicas: workload.minReplicas,
        maxReplicas: workload.maxReplicas,
        metrics: [
          utilization("cpu", targetCpuPercent),
          ...(targetMemoryPercent === undefined ? [] : [utilization("memory", targetMemoryPercent)]),
        ],
      },
    });
  }
}

const utilization = (name: "cpu" | "memory", percent: number): k8s.MetricSpecV2 => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization: percent } },
});
