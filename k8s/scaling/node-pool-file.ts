import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import type { Architecture } from "../../platform/nodes";
import type { Platform } from "../../platform/platform";
import type { Karpenter, NodePool } from "../../platform/scaling";
import { FileScope } from "../manifest-file";

export interface NodePoolFileProps {
  readonly nodePool: NodePool;
  readonly karpenter: Karpenter;
  /** Cluster, network and tags of the nodes. */
  readonly platform: Pick<Platform, "aws" | "cluster" | "network">;
}

const names: Readonly<Record<Architecture, string>> = { arm64: "arm64", "x86-64": "amd64" };

/** Nodes that Karpenter may start, and what they are made from. */
export class NodePoolFile extends FileScope {
  constructor(scope: Construct, id: string, props: NodePoolFileProps) {
    super(scope, id, `nodes/${props.nodePool.name}.yaml`);
    const { name } = props.nodePool;
    new ApiObject(this, "node-class", {
      apiVersion: "karpenter.k8s.aws/v1",
      kind: "EC2NodeClass",
      metadata: { name },
      spec: nodeClass(props),
    });
    new ApiObject(this, "node-pool", {
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: { name },
      spec: nodePool(props.nodePool),
    });
  }
}

// --- internal ---

const nodeClass = ({ nodePool, karpenter, platform }: NodePoolFileProps): object => ({
  // Terraform's: Karpenter could not make one in a network that does not reach the IAM API
  instanceProfile: karpenter.nodeRoleName,
  amiSelectorTerms: [{ alias: nodePool.amiAlias }],
  subnetSelectorTerms: subnets(platform),
  securityGroupSelectorTerms: [{ tags: securityGroupTags(platform) }],
  blockDeviceMappings: nodePool.volumes.map(({ device, sizeGiB }) => ({
    deviceName: device,
    ebs: { volumeType: "gp3", volumeSize: `${sizeGiB}Gi`, encrypted: true, deleteOnTermination: true },
  })),
  // as the nodes of the managed groups
  metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
  tags: platform.aws.tags,
});

function subnets({ cluster, network }: NodePoolFileProps["platform"]): readonly object[] {
  const { origin } = network;
  switch (origin.kind) {
    case "new":
      return [{ tags: { "karpenter.sh/discovery": cluster.name } }];
    case "existing":
      // somebody else's subnets have no tag of ours
      return origin.subnetIds.private.map((id) => ({ id }));
    default:
      return origin satisfies never;
  }
}

/** EKS tags the cluster's own security group; the nodes' own has a tag of ours, since it has that one too. */
const securityGroupTags = ({ cluster }: NodePoolFileProps["platform"]): Readonly<Record<string, string>> =>
  cluster.strictSecurityGroups
    ? { "karpenter.sh/discovery": cluster.name }
    : { [`kubernetes.io/cluster/${cluster.name}`]: "owned" };

const nodePool = (pool: NodePool): object => ({
  template: {
    ...(Object.keys(pool.labels).length > 0 && { metadata: { labels: pool.labels } }),
    spec: {
      nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: pool.name },
      requirements: [
        isOneOf("kubernetes.io/os", ["linux"]),
        isOneOf(
          "kubernetes.io/arch",
          pool.architectures.map((architecture) => names[architecture]),
        ),
        isOneOf("karpenter.sh/capacity-type", pool.capacity),
        isOneOf("karpenter.k8s.aws/instance-category", pool.categories),
        {
          key: "karpenter.k8s.aws/instance-generation",
          operator: "Gt",
          values: [String(pool.minGeneration - 1)],
        },
        isOneOf("topology.k8s.aws/zone-id", pool.zones),
      ],
      ...(pool.taints.length > 0 && {
        taints: pool.taints.map(({ key, value, effect }) => ({
          key,
          ...(value !== "" && { value }),
          effect,
        })),
      }),
      expireAfter: `${pool.expireAfterDays * 24}h`,
    },
  },
  limits: { cpu: pool.cpuLimit, memory: `${pool.memoryLimitGiB}Gi` },
  disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "1m" },
});

const isOneOf = (key: string, values: readonly string[]) => ({ key, operator: "In", values });
