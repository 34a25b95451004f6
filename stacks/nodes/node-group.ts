import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { NodeGroup as NodeGroupModel, NodeVolume } from "../../platform/platform";
import { ServiceRole } from "../identity/service-role";

export interface NodeGroupProps {
  readonly clusterName: string;
  /** Kubernetes minor version, the cluster's own. */
  readonly version: string;
  readonly nodeGroup: NodeGroupModel;
  readonly partition: string;
  /** Subnets of the nodes and their pods. */
  readonly subnetIds: readonly string[];
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
    const { clusterName, version, nodeGroup, partition, subnetIds, dependsOn } = props;
    const role = new ServiceRole(this, "service-role", {
      name: nodeGroup.roleName,
      partition,
      service: "ec2",
      managedPolicies: [
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEKSWorkerNodePolicy",
        "AmazonSSMManagedInstanceCore",
      ],
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
      labels: { ...nodeGroup.labels },
      scalingConfig: {
        minSize: nodeGroup.minSize,
        desiredSize: nodeGroup.minSize,
        maxSize: nodeGroup.maxSize,
      },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [...role.attachments, ...dependsOn],
    });
  }
}

function launchTemplate({ clusterName, nodeGroup, tags }: NodeGroupProps) {
  const [only] = nodeGroup.instances.length === 1 ? nodeGroup.instances : [];
  return {
    instanceType: only,
    updateDefaultVersion: true,
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      // pods have identities of their own; one hop keeps them from taking the node's
      httpPutResponseHopLimit: 1,
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
