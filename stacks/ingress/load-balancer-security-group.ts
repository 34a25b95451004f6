import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Ingress } from "../../platform/ingress";

export interface LoadBalancerSecurityGroupProps {
  /** Name, entry points and who may connect. */
  readonly ingress: Ingress;
  readonly vpcId: string;
  /** Security group that Traefik's pods are in. */
  readonly nodeSecurityGroupId: string;
}

/** Who may connect to the load balancer, and its way to Traefik's pods. Terraform's, whoever owns the load balancer. */
export class LoadBalancerSecurityGroup extends Construct {
  readonly id: string;
  readonly rules: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: LoadBalancerSecurityGroupProps) {
    super(scope, id);
    const { ingress, vpcId, nodeSecurityGroupId } = props;
    const group = new SecurityGroup(this, "security-group", {
      name: ingress.loadBalancerName,
      description: "Load balancer in front of Traefik",
      vpcId,
      tags: { Name: ingress.loadBalancerName },
    });
    this.id = group.id;
    this.rules = ingress.entryPoints.flatMap(({ name, protocol, port, containerPort }) => [
      ...ingress.allowFrom.map(
        (cidr) =>
          new VpcSecurityGroupIngressRule(this, `${name}-from-${cidr.replaceAll(/[./]/g, "-")}`, {
            securityGroupId: group.id,
            description: `Clients to ${name}`,
            cidrIpv4: cidr,
            ipProtocol: protocol,
            fromPort: port,
            toPort: port,
          }),
      ),
      new VpcSecurityGroupEgressRule(this, `${name}-to-traefik`, {
        securityGroupId: group.id,
        description: `Load balancer to Traefik, ${name}`,
        referencedSecurityGroupId: nodeSecurityGroupId,
        ipProtocol: protocol,
        fromPort: containerPort,
        toPort: containerPort,
      }),
      new VpcSecurityGroupIngressRule(this, `${name}-into-cluster`, {
        securityGroupId: nodeSecurityGroupId,
        description: `Load balancer to Traefik, ${name}`,
        referencedSecurityGroupId: group.id,
        ipProtocol: protocol,
        fromPort: containerPort,
        toPort: containerPort,
      }),
    ]);
  }
}
