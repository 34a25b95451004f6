import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ControlPlanePort } from "../../platform/cluster/cluster";

export interface NodeSecurityGroupProps {
  readonly clusterName: string;
  readonly vpcId: string;
  /** Security group of the control plane. */
  readonly clusterSecurityGroupId: string;
  /** Ports on which the control plane calls nodes and pods. */
  readonly ports: readonly ControlPlanePort[];
  /** Further tags, such as the one by which Karpenter finds the group. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The nodes' own security group: nodes among each other, the API server both ways, and out. With a group in the launch
 * template EKS no longer attaches the cluster's, so whatever the control plane calls must be opened (reference eks
 * P12).
 */
export class NodeSecurityGroup extends Construct {
  readonly id: string;
  /** Rules that nodes need in order to join and to work. */
  readonly rules: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: NodeSecurityGroupProps) {
    super(scope, id);
    const { clusterName, vpcId, clusterSecurityGroupId, ports, tags } = props;
    const group = new SecurityGroup(this, "security-group", {
      name: `${clusterName}-nodes`,
      description: "Nodes and their pods",
      vpcId,
      tags: {
        Name: `${clusterName}-nodes`,
        // the load balancer controller looks for the one group of a node that has it (reference eks P13)
        [`kubernetes.io/cluster/${clusterName}`]: "owned",
        ...tags,
      },
    });
    this.id = group.id;
    this.rules = [
      new VpcSecurityGroupIngressRule(this, "among-nodes", {
        securityGroupId: group.id,
        description: "Nodes and pods among each other",
        referencedSecurityGroupId: group.id,
        ipProtocol: "-1",
      }),
      new VpcSecurityGroupIngressRule(this, "to-api-server", {
        securityGroupId: clusterSecurityGroupId,
        description: "Nodes to the API server",
        referencedSecurityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
      }),
      ...ports.map(
        ({ port, purpose }) =>
          new VpcSecurityGroupIngressRule(this, `from-control-plane-${port}`, {
            securityGroupId: group.id,
            description: `Control plane: ${purpose}`,
            referencedSecurityGroupId: clusterSecurityGroupId,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
          }),
      ),
      new VpcSecurityGroupEgressRule(this, "out", {
        securityGroupId: group.id,
        description: "Anywhere; what pods may reach is up to network policies",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "-1",
      }),
    ];
  }
}
