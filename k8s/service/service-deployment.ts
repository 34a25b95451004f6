import { ApiObject } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { httpPort } from "../../platform/names";
import type { Service } from "../../platform/platform";
import { selects } from "../labels";
import { serviceMetadata } from "./metadata";
import { healthProbes } from "./probes";
import { restrictedContainer, restrictedPod } from "./security";

/**
 * Seconds that a pod goes on answering after it was told to stop, while Traefik and the nodes' proxies learn that it
 * is leaving.
 */
const drainSeconds = 10;

/** Seconds that requests get to finish after that; Kubernetes' own default for the whole. */
const finishSeconds = 30;

export interface ServiceDeploymentProps {
  readonly service: Service;
}

/** The pods of a service: restricted, spread over zones, replaced without a gap. */
export class ServiceDeployment extends ApiObject {
  constructor(scope: Construct, id: string, { service }: ServiceDeploymentProps) {
    super(
      scope,
      id,
      withDrain(
        k8s.KubeDeployment.manifest({
          metadata: serviceMetadata(service),
          spec: {
            // where there is an autoscaler it owns the number, which applying this again must not reset
            ...(service.minReplicas === service.maxReplicas && { replicas: service.minReplicas }),
            selector: { matchLabels: selects(service.name) },
            strategy: {
              type: "RollingUpdate",
              rollingUpdate: {
                maxSurge: k8s.IntOrString.fromString("25%"),
                maxUnavailable: k8s.IntOrString.fromNumber(0),
              },
            },
            template: { metadata: { labels: selects(service.name) }, spec: podSpec(service) },
          },
        }),
      ),
    );
  }
}

// --- internal ---

const podSpec = (service: Service): k8s.PodSpec => ({
  serviceAccountName: service.name,
  automountServiceAccountToken: false,
  // else every Service of the namespace adds variables such as WHOAMI_PORT, which programs mistake for settings
  enableServiceLinks: false,
  securityContext: restrictedPod,
  terminationGracePeriodSeconds: drainSeconds + finishSeconds,
  ...(service.maxReplicas > 1 && { topologySpreadConstraints: spread(service) }),
  containers: [container(service)],
});

const container = (service: Service): k8s.Container => ({
  name: service.name,
  image: service.image,
  ...(service.args.length > 0 && { args: [...service.args] }),
  ...(Object.keys(service.env).length > 0 && {
    env: Object.entries(service.env).map(([name, value]) => ({ name, value })),
  }),
  ports: [{ name: httpPort.name, containerPort: service.containerPort }],
  resources: {
    requests: {
      cpu: k8s.Quantity.fromString(service.cpu),
      memory: k8s.Quantity.fromString(service.memory),
    },
    limits: { memory: k8s.Quantity.fromString(service.memory) },
  },
  ...healthProbes(service.healthPath),
  securityContext: restrictedContainer,
});

/**
 * Over zones and over nodes. The scheduler's own defaults, which spread over both, no longer apply once a pod names
 * any constraint. Counting one revision alone keeps the pods of a finished update spread.
 */
const spread = (service: Service): k8s.TopologySpreadConstraint[] =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selects(service.name) },
    matchLabelKeys: ["pod-template-hash"],
  }));

/**
 * Adds `preStop.sleep`, which needs no shell in the image. The field is younger than the API that cdk8s-plus-27 has
 * types for, and its objects drop unknown fields even from a JSON patch, so it is added to the plain manifest.
 */
function withDrain(manifest: ReturnType<typeof k8s.KubeDeployment.manifest>): typeof manifest {
  for (const each of manifest.spec.template.spec.containers) {
    each.lifecycle = { preStop: { sleep: { seconds: drainSeconds } } };
  }
  return manifest;
}
