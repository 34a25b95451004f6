import { createHash } from "node:crypto";
import type { Definition } from "./definition/schema";
import type { amis } from "./definition/schema/nodes";
import type { ZonePlan } from "./network/address-plan";
import { byCodeUnit, sortedByKey } from "./order";
import { amiReleases, type NodeSystem } from "./versions";

export type Ami = (typeof amis)[number];
export type Architecture = "arm64" | "x86-64";

/** The operating system part of an AMI family. */
export const systemOf = (ami: Ami): NodeSystem =>
  ami.startsWith("bottlerocket") ? "bottlerocket" : "al2023";

/**
 * The processor of an EC2 instance type, from the letters behind its generation: a `g` there is Graviton, as in
 * m7g, c7gn and im4gn (EC2 instance type naming conventions); a1 was the first.
 */
export function architectureOf(instanceType: string): Architecture {
  const [family = ""] = instanceType.split(".");
  const attributes = /^[a-z]+\d+([a-z]*)/.exec(family)?.[1] ?? "";
  return attributes.includes("g") || family === "a1" ? "arm64" : "x86-64";
}

export interface NodeGroup {
  /** Name in the definition. */
  readonly name: string;
  /** EKS name, unique for what cannot change in place, so that a replacement can stand beside the old one. */
  readonly uniqueName: string;
  readonly ami: Ami;
  /** EKS's name of the AMI family, such as `BOTTLEROCKET_ARM_64`. */
  readonly amiType: string;
  readonly architecture: Architecture;
  /** AMI release version. */
  readonly release: string;
  readonly instances: readonly string[];
  readonly capacityType: "ON_DEMAND" | "SPOT";
  /** Zones of the nodes, sorted. */
  readonly zones: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  readonly volumes: readonly NodeVolume[];
  readonly labels: Readonly<Record<string, string>>;
  /** Sorted by key and effect. */
  readonly taints: readonly Taint[];
  readonly metadataHops: number;
  readonly maxUnavailablePercent: number;
  readonly forceUpdate: boolean;
  readonly repair: boolean;
  readonly roleName: string;
}

/** An encrypted gp3 volume of a node. */
export interface NodeVolume {
  readonly device: string;
  readonly sizeGiB: number;
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

const amiTypes: Readonly<Record<Ami, string>> = {
  "al2023-arm64": "AL2023_ARM_64_STANDARD",
  "al2023-x86-64": "AL2023_x86_64_STANDARD",
  "bottlerocket-arm64": "BOTTLEROCKET_ARM_64",
  "bottlerocket-x86-64": "BOTTLEROCKET_x86_64",
};

export function resolveNodeGroups(
  { name: environment, cluster, nodeGroups, network }: Definition,
  plan: readonly ZonePlan[],
): readonly NodeGroup[] {
  return Object.entries(sortedByKey(nodeGroups)).map(([name, group]) => {
    const release = group.release ?? amiReleases[cluster.version][systemOf(group.ami)];
    if (release === undefined)
      throw new Error(`no AMI release for ${group.ami} on Kubernetes ${cluster.version}`);
    const [first = ""] = group.instances;
    const zones = [...(group.zones ?? network.zones)].sort(byCodeUnit);
    const capacityType = group.capacity === "spot" ? "SPOT" : "ON_DEMAND";
    const amiType = amiTypes[group.ami];
    // all that EKS cannot change in a node group; a single instance type stands in the launch template
    const fixed = [
      amiType,
      ...plan
        .filter(({ zone }) => zones.includes(zone))
        .map(({ zone, subnets }) => `${zone} ${subnets.private}`),
      ...(group.instances.length > 1 ? group.instances : []),
      ...(capacityType === "SPOT" ? [capacityType] : []),
    ];
    return {
      name,
      uniqueName: `${name}-${shortHash(fixed)}`,
      ami: group.ami,
      amiType,
      architecture: architectureOf(first),
      release,
      instances: group.instances,
      capacityType,
      zones,
      minSize: group.size.min,
      maxSize: group.size.max,
      volumes: nodeVolumes(group.ami, group.diskGiB),
      labels: sortedByKey(group.labels),
      taints: sortedTaints(group.taints),
      metadataHops: group.metadataHops,
      maxUnavailablePercent: group.maxUnavailablePercent,
      forceUpdate: group.forceUpdate,
      repair: group.repair,
      roleName: `${environment}-node-${name}`,
    };
  });
}

/** Nodes that are always there for the cluster's own controllers, which tolerate no taint. */
export const leastNodes = ({ nodeGroups }: Pick<Definition, "nodeGroups">): number =>
  Object.values(nodeGroups)
    .filter(({ taints }) => !repels(taints))
    .reduce((sum, { size }) => sum + size.min, 0);

/** Whether taints keep away pods that say nothing of them. */
export const repels = (taints: readonly Taint[]): boolean =>
  taints.some(({ effect }) => effect !== "PreferNoSchedule");

export const sortedTaints = (taints: readonly Taint[]): readonly Taint[] =>
  [...taints].sort((a, b) => byCodeUnit(a.key, b.key) || byCodeUnit(a.effect, b.effect));

/** Bottlerocket keeps containers on a second volume, which stays unencrypted unless it is named (reference eks P24). */
export const nodeVolumes = (ami: Ami, diskGiB: number): readonly NodeVolume[] =>
  systemOf(ami) === "bottlerocket"
    ? [
        { device: "/dev/xvda", sizeGiB: 4 },
        { device: "/dev/xvdb", sizeGiB: diskGiB },
      ]
    : [{ device: "/dev/xvda", sizeGiB: diskGiB }];

const shortHash = (parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
