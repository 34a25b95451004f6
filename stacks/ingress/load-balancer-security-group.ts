import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Ingress } from "../../platform/ingress";

export interface LoadBalancerSecurityGroupProps {
  /** Name, entry points and who may connect. */
  readonly ingress: Ingress;
  readonly vpcId: string;
  /** Security group that Traefik's pods are in. */
  readonly nodeSecurityGroupId: string;
}

/** A security group and its rules. */
export interface RuledSecurityGroup {
  readonly id: string;
  readonly rules: readonly ITerraformDependable[];
}

/** Who may connect to the load balancer, and its way to Traefik's pods. Terraform's, whoever owns the load balancer. */
export function loadBalancerSecurityGroup(
  scope: Construct,
  { ingress, vpcId, nodeSecurityGroupId }: LoadBalancerSecurityGroupProps,
): RuledSecurityGroup {
  const group = new SecurityGroup(scope, "security-group", {
    name: ingress.loadBalancerName,
    description: "Load balancer in front of Traefik",
    vpcId,
    tags: { Name: ingress.loadBalancerName },
  });
  const rules = ingress.entryPoints.flatMap(({ name, protocol, port, containerPort }) => {
    const toTraefik = { ipProtocol: protocol, fromPort: containerPort, toPort: containerPort };
    return [
      ...ingress.allowFrom.map(
        (cidr) =>
          new VpcSecurityGroupIngressRule(scope, `${name}-from-${cidr.replaceAll(/[./]/g, "-")}`, {
            securityGroupId: group.id,
            description: `Clients to ${name}`,
            cidrIpv4: cidr,
            ipProtocol: protocol,
            fromPort: port,
            toPort: port,
          }),
      ),
      new VpcSecurityGroupEgressRule(scope, `${name}-to-traefik`, {
        securityGroupId: group.id,
        description: `Load balancer to Traefik, ${name}`,
        referencedSecurityGroupId: nodeSecurityGroupId,
        ...toTraefik,
      }),
      new VpcSecurityGroupIngressRule(scope, `${name}-into-cluster`, {
        securityGroupId: nodeSecurityGroupId,
        description: `Load balancer to Traefik, ${name}`,
        referencedSecurityGroupId: group.id,
        ...toTraefik,
      }),
    ];
  });
  return { id: group.id, rules };
}
