import type { Definition } from "../definition/schema";
import { systemOf } from "../nodes";
import { type AddOnName, addOnNames, addOnVersions } from "../versions";

/** An EKS add-on and when it is installed. */
export interface AddOn {
  readonly name: AddOnName;
  readonly version: string;
  /** Nodes need it to become ready, or it needs nodes to become healthy. */
  readonly phase: "before-nodes" | "after-nodes";
  /** Settings in the add-on's own schema. */
  readonly configuration?: object;
}

/** Nodes register, route and give pods an identity through these; all others have nowhere to run without a node. */
const beforeNodes: readonly AddOnName[] = ["eks-pod-identity-agent", "kube-proxy", "vpc-cni"];

/** Whether a definition installs an add-on. */
export function installs(
  { addOns, releases }: Pick<Definition, "addOns" | "releases">,
  name: AddOnName,
): boolean {
  switch (name) {
    case "aws-ebs-csi-driver":
      return addOns.ebsCsiDriver;
    case "eks-node-monitoring-agent":
      return addOns.nodeMonitoringAgent;
    case "snapshot-controller":
      return addOns.snapshotController;
    case "metrics-server":
      return releases.metricsServer === "add-on";
    case "coredns":
    case "eks-pod-identity-agent":
    case "kube-proxy":
    case "vpc-cni":
      return true;
    default:
      return name satisfies never;
  }
}

/** Version of an add-on: the definition's, or the one that is pinned for its Kubernetes version, if any is. */
export const addOnVersion = (
  { addOns, cluster }: Pick<Definition, "addOns" | "cluster">,
  name: AddOnName,
): string | undefined => addOns.versions[name] ?? addOnVersions[cluster.version][name];

export const resolveAddOns = (definition: Definition): readonly AddOn[] =>
  addOnNames
    .filter((name) => installs(definition, name))
    .map((name) => {
      const version = addOnVersion(definition, name);
      if (version === undefined)
        throw new Error(`no version of ${name} on Kubernetes ${definition.cluster.version}`);
      const configuration = configurationOf(definition, name);
      return {
        name,
        version,
        phase: beforeNodes.includes(name) ? "before-nodes" : "after-nodes",
        ...(configuration !== undefined && { configuration }),
      };
    });

function configurationOf(definition: Definition, name: AddOnName): object | undefined {
  switch (name) {
    case "vpc-cni":
      // without it NetworkPolicies are accepted and nothing enforces them
      return { enableNetworkPolicy: "true" };
    case "aws-ebs-csi-driver":
      return { node: { reservedVolumeAttachments: reservedAttachments(definition) } };
    default:
      return undefined;
  }
}

/** Network interfaces of a large instance, which share its attachment slots with volumes on older generations. */
const networkInterfaces = 3;

/**
 * Slots of a node that claims cannot have. Out of reach of the instance metadata, which one hop keeps pods from, the
 * driver counts a single interface and a single volume, and then promises more volumes than fit (aws-ebs-csi-driver,
 * docs/install.md; reference eks P23).
 */
function reservedAttachments({ nodeGroups, scaling }: Definition): number {
  const systems = Object.values(nodeGroups).map(({ ami }) => systemOf(ami));
  // Karpenter's nodes run Bottlerocket
  const twoVolumes = scaling.autoscaler === "karpenter" || systems.includes("bottlerocket");
  return networkInterfaces + (twoVolumes ? 2 : 1);
}
