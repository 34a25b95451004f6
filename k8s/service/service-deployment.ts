import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Service, Workload } from "../../platform/services/model";
import type { PodMarks } from "../mesh/target";
import { PlainObject } from "../plain-object";
import { podLabels, workloadMetadata } from "./metadata";
import { metricsAnnotations, podMetadata, podSpec } from "./pod";
import { configurationAnnotation } from "./service-configuration";

export interface ServiceDeploymentProps {
  readonly service: Service;
  readonly workload: Workload;
  /** What a mesh adds to the pods. @default - nothing */
  readonly marks?: PodMarks | undefined;
}

/** The pods of one version of a service, replaced without a gap. */
export class ServiceDeployment extends PlainObject {
  constructor(scope: Construct, id: string, { service, workload, marks }: ServiceDeploymentProps) {
    const annotations = {
      ...(service.configuration !== undefined && configurationAnnotation(service.configuration)),
      ...metricsAnnotations(service),
      ...marks?.annotations,
    };
    super(
      scope,
      id,
      withDrain(
        k8s.KubeDeployment.manifest({
          metadata: workloadMetadata(service, workload),
          spec: {
            // where there is an autoscaler it owns the number, which applying this again must not reset
            ...(workload.minReplicas === workload.maxReplicas && { replicas: workload.minReplicas }),
            selector: { matchLabels: podLabels(service, workload) },
            strategy: {
              type: "RollingUpdate",
              rollingUpdate: {
                maxSurge: k8s.IntOrString.fromString("25%"),
                maxUnavailable: k8s.IntOrString.fromNumber(0),
              },
            },
            template: {
              metadata: podMetadata(service, workload, { labels: marks?.labels, annotations }),
              spec: podSpec(service, workload, marks),
            },
          },
        }),
        service.shutdown.drainSeconds,
      ),
    );
  }
}

// --- internal ---

/**
 * Adds `preStop.sleep`, which needs no shell in the image. The field is younger than the API that cdk8s-plus-27 has
 * types for, and its objects drop unknown fields even from a JSON patch, so it is added to the plain manifest.
 */
function withDrain(
  manifest: ReturnType<typeof k8s.KubeDeployment.manifest>,
  seconds: number,
): typeof manifest {
  for (const each of manifest.spec.template.spec.containers) {
    each.lifecycle = { preStop: { sleep: { seconds } } };
  }
  return manifest;
}
