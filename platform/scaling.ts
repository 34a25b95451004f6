import type { Definition } from "./definition/schema";
import type { Architecture, NodeVolume, Taint } from "./nodes";
import { nodeVolumes, sortedTaints } from "./nodes";
import { byCodeUnit, sortedByKey } from "./order";
import { amiReleases, clusterAutoscalerImages } from "./versions";

/** What adds and removes nodes. */
export type Scaling =
  | { readonly kind: "none" }
  | { readonly kind: "cluster-autoscaler"; readonly imageTag: string }
  | Karpenter;

export interface Karpenter {
  readonly kind: "karpenter";
  /** Name of the queue of interruptions. */
  readonly queue: string;
  /** Role of the nodes that it starts, and the instance profile that holds it. */
  readonly nodeRoleName: string;
  /** Whether it must do without prices, which have no endpoint in a VPC. */
  readonly isolated: boolean;
  readonly nodePools: readonly NodePool[];
}

export interface NodePool {
  readonly name: string;
  /** Sorted. */
  readonly architectures: readonly Architecture[];
  readonly capacity: readonly ("on-demand" | "spot")[];
  readonly categories: readonly string[];
  readonly minGeneration: number;
  readonly cpuLimit: number;
  readonly memoryLimitGiB: number;
  readonly volumes: readonly NodeVolume[];
  readonly zones: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly expireAfterDays: number;
  /** AMI in Karpenter's form, pinned: `bottlerocket@v1.58.0`. */
  readonly amiAlias: string;
}

export function resolveScaling(definition: Definition): Scaling {
  const { name, cluster, network, scaling } = definition;
  switch (scaling.autoscaler) {
    case "none":
      return { kind: "none" };
    case "cluster-autoscaler":
      return { kind: "cluster-autoscaler", imageTag: clusterAutoscalerImages[cluster.version] };
    case "karpenter":
      return {
        kind: "karpenter",
        queue: `${name}-karpenter`,
        nodeRoleName: `${name}-karpenter-node`,
        isolated: network.nat === "none",
        nodePools: resolveNodePools(definition),
      };
    default:
      return scaling.autoscaler satisfies never;
  }
}

function resolveNodePools({ cluster, network, scaling }: Definition): readonly NodePool[] {
  return Object.entries(sortedByKey(scaling.nodePools)).map(([name, pool]) => ({
    name,
    architectures: [...pool.architectures].sort(byCodeUnit),
    capacity: [...pool.capacity].sort(byCodeUnit),
    categories: [...pool.categories].sort(byCodeUnit),
    minGeneration: pool.minGeneration,
    cpuLimit: pool.cpuLimit,
    memoryLimitGiB: pool.memoryLimitGiB,
    volumes: nodeVolumes("bottlerocket-arm64", pool.diskGiB),
    zones: [...(pool.zones ?? network.zones)].sort(byCodeUnit),
    labels: sortedByKey(pool.labels),
    taints: sortedTaints(pool.taints),
    expireAfterDays: pool.expireAfterDays,
    amiAlias: `bottlerocket@v${bottlerocketVersion(pool.release ?? amiReleases[cluster.version].bottlerocket)}`,
  }));
}

/** A release as Karpenter names it: without the commit behind the version. */
function bottlerocketVersion(release: string | undefined): string {
  const [version] = (release ?? "").split("-");
  if (version === undefined || version === "") throw new Error("no Bottlerocket release for a node pool");
  return version;
}
