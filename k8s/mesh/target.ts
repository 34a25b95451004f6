import type { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Platform } from "../../platform/platform";
import type { Service, ServicePort, Workload } from "../../platform/services/model";
import type { Watched } from "../observability/watched";

/**
 * What a mesh makes of an environment: marks on what is there anyway, openings in network policies, and objects of its
 * own. Each target is a folder here; `targets.ts` finds it by the name that definitions give it.
 */
export interface MeshTarget {
  /** Labels by which the pods of a namespace take part. */
  readonly namespaceLabels: Marks;
  /** Marks on the pods of one version of a service. */
  readonly podMarks: (service: Service, platform: Platform, workload: Workload) => PodMarks;
  /** Marks on a Kubernetes Service: the service's own, or that of one version. */
  readonly endpointMarks: (service: Service, workload: Workload | undefined) => MarkSet;
  readonly networkPolicy: NetworkPolicyNeeds;
  /** What Prometheus reads and looks for about the mesh, and what Grafana shows. */
  readonly watched?: (platform: Platform) => Watched;
  /**
   * Whether the mesh's proxies give Prometheus their programs' metrics along with their own.
   * @default false
   */
  readonly mergesMetrics?: boolean;
  /** Objects of a service, below its file. */
  readonly addServiceObjects: (scope: Construct, service: Service, platform: Platform) => void;
  /** Objects of a namespace of services, below its file. */
  readonly addNamespaceObjects: (scope: Construct, namespace: string, platform: Platform) => void;
  /** Objects of the whole environment, in files of their own below `mesh/`. */
  readonly addEnvironmentObjects: (scope: Construct, platform: Platform) => void;
}

export type Marks = Readonly<Record<string, string>>;

export interface MarkSet {
  readonly labels?: Marks;
  readonly annotations?: Marks;
}

export interface PodMarks extends MarkSet {
  /** Whether the mesh's proxy proves by the pod's token who it is, so that the pod needs one. @default false */
  readonly serviceAccountToken?: boolean;
}

/** What network policies see of the mesh: the packets of pods, which are not always those of the programs in them. */
export interface NetworkPolicyNeeds {
  /** Ports of a pod at which callers themselves call the given ports of its service; none where a proxy of others' does. */
  readonly arrival: (ports: readonly ServicePort[]) => readonly k8s.NetworkPolicyPort[];
  /** What a service's pods must hear besides callers, Traefik and Prometheus. */
  readonly ingress: (service: Service, platform: Platform) => readonly k8s.NetworkPolicyIngressRule[];
  /** What they must reach besides names and callees. */
  readonly egress: (service: Service, platform: Platform) => readonly k8s.NetworkPolicyEgressRule[];
  /** Ports of a service's pods that Prometheus reads: the mesh's own metrics, and the service's if it has any. */
  readonly metrics: (service: Service) => readonly k8s.NetworkPolicyPort[];
}
