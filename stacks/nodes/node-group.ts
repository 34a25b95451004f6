import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { NodeGroup as NodeGroupModel, NodeVolume, Taint } from "../../platform/nodes";
import { trust } from "../identity/policy-document";
import { ServiceRole } from "../identity/service-role";
import { nodePolicies } from "./node-role";

export interface NodeGroupProps {
  readonly clusterName: string;
  /** Kubernetes minor version, the cluster's own. */
  readonly version: string;
  readonly nodeGroup: NodeGroupModel;
  readonly partition: string;
  /** Subnets of the nodes and their pods. */
  readonly subnetIds: readonly string[];
  /**
   * Security group of the nodes.
   * @default - the cluster's, which EKS attaches where the launch template names none
   */
  readonly securityGroupId?: string;
  /** Whether something else sets the number of nodes, which applying again must then leave alone. */
  readonly autoscaled: boolean;
  /** Tags of instances, volumes and network interfaces: the provider's default tags do not reach those. */
  readonly tags: Readonly<Record<string, string>>;
  /** What nodes need in order to join, and until they are gone: routes and networking add-ons. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** A managed node group on EC2 with its launch template and role. */
export class NodeGroup extends Construct {
  readonly resource: EksNodeGroup;

  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const { clusterName, version, nodeGroup, partition, subnetIds, autoscaled, dependsOn } = props;
    const role = new ServiceRole(this, "service-role", {
      name: nodeGroup.roleName,
      partition,
      assumeRolePolicy: trust("ec2"),
      managedPolicies: nodePolicies,
    });
    const template = new LaunchTemplate(this, "launch-template", launchTemplate(props));
    this.resource = new EksNodeGroup(this, "node-group", {
      clusterName,
      nodeGroupName: nodeGroup.uniqueName,
      nodeRoleArn: role.arn,
      version,
      releaseVersion: nodeGroup.release,
      amiType: nodeGroup.amiType,
      // a single type stands in the launch template, where changing it rolls the nodes instead of replacing the group
      instanceTypes: nodeGroup.instances.length > 1 ? [...nodeGroup.instances] : undefined,
      // a number in a string would be the token's placeholder (reference eks, nodes)
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      subnetIds: [...subnetIds],
      capacityType: nodeGroup.capacityType,
      labels: { ...nodeGroup.labels },
      taint: nodeGroup.taints.map(eksTaint),
      scalingConfig: {
        minSize: nodeGroup.minSize,
        desiredSize: nodeGroup.minSize,
        maxSize: nodeGroup.maxSize,
      },
      updateConfig: { maxUnavailablePercentage: nodeGroup.maxUnavailablePercent },
      forceUpdateVersion: nodeGroup.forceUpdate ? true : undefined,
      nodeRepairConfig: { enabled: nodeGroup.repair },
      lifecycle: {
        createBeforeDestroy: true,
        // without an autoscaler a larger minimum must raise it too, or EKS refuses
        ...(autoscaled && { ignoreChanges: ["scaling_config[0].desired_size"] }),
      },
      dependsOn: [...role.attachments, ...dependsOn],
    });
  }
}

function launchTemplate({ clusterName, nodeGroup, securityGroupId, tags }: NodeGroupProps) {
  const [only] = nodeGroup.instances.length === 1 ? nodeGroup.instances : [];
  return {
    instanceType: only,
    vpcSecurityGroupIds: securityGroupId === undefined ? undefined : [securityGroupId],
    updateDefaultVersion: true,
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      // pods have identities of their own; one hop keeps them from taking the node's
      httpPutResponseHopLimit: nodeGroup.metadataHops,
      instanceMetadataTags: "disabled",
    },
    blockDeviceMappings: nodeGroup.volumes.map(encryptedVolume),
    tagSpecifications: ["instance", "network-interface", "volume"].map((resourceType) => ({
      resourceType,
      tags: { ...tags, Name: `${clusterName}-${nodeGroup.name}` },
    })),
  };
}

const encryptedVolume = ({ device, sizeGiB }: NodeVolume) => ({
  deviceName: device,
  ebs: { volumeType: "gp3", volumeSize: sizeGiB, encrypted: "true", deleteOnTermination: "true" },
});

const taintEffects: Readonly<Record<Taint["effect"], string>> = {
  NoSchedule: "NO_SCHEDULE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
};

const eksTaint = ({ key, value, effect }: Taint) => ({
  key,
  ...(value !== "" && { value }),
  effect: taintEffects[effect],
});
