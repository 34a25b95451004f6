import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Domain, Ingress } from "../../platform/platform";

export interface LoadBalancerProps {
  /** Name, entry points and who may connect. */
  readonly ingress: Ingress;
  /** Domain whose hosts lead here. */
  readonly domain: Domain;
  readonly vpcId: string;
  /** Subnets of the tier that the ingress names. */
  readonly subnetIds: readonly string[];
  /** Security group of the nodes, in which Traefik's pods are. */
  readonly clusterSecurityGroupId: string;
  /** Whether Terraform and AWS refuse to delete it. */
  readonly deletionProtection: boolean;
  /** Routes between the subnets and the internet. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The network load balancer in front of Traefik, its target groups, and the alias records that lead to it. Terraform
 * owns all of it; the controller only moves pods in and out of the target groups, so that destroying leaves nothing
 * behind that would hold on to the subnets (reference eks P7).
 */
export class LoadBalancer extends Construct {
  readonly dnsName: string;
  /** What must be there before pods are registered, and while they are taken out. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { ingress, domain, vpcId, subnetIds } = props;
    const securityGroup = new SecurityGroup(this, "security-group", {
      name: ingress.loadBalancerName,
      description: "Load balancer in front of Traefik",
      vpcId,
      tags: { Name: ingress.loadBalancerName },
    });
    const rules = this.#rules(props, securityGroup);
    const loadBalancer = new Lb(this, "load-balancer", {
      name: ingress.loadBalancerName,
      loadBalancerType: "network",
      internal: ingress.internal,
      subnets: [...subnetIds],
      securityGroups: [securityGroup.id],
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: props.deletionProtection,
      // else its listeners are gone by the time that AWS refuses
      lifecycle: { preventDestroy: props.deletionProtection },
      // Terraform cannot see that a load balancer needs the internet gateway and the routes
      dependsOn: [...props.dependsOn],
    });
    const listeners = ingress.entryPoints.map(({ name, port, containerPort, targetGroup }) => {
      const group = new LbTargetGroup(this, `${name}-target-group`, {
        name: targetGroup,
        vpcId,
        targetType: "ip",
        protocol: "TCP",
        port: containerPort,
        // Traefik expects this header from the load balancer's subnets: both ends follow proxyProtocolFrom
        proxyProtocolV2: ingress.proxyProtocolFrom.length > 0,
        preserveClientIp: "false",
        deregistrationDelay: "30",
        // the check carries the PROXY header too, so one over HTTP would fail (reference eks P30)
        healthCheck: { protocol: "TCP", port: "traffic-port" },
      });
      return new LbListener(this, `${name}-listener`, {
        loadBalancerArn: loadBalancer.arn,
        protocol: "TCP",
        port,
        defaultAction: [{ type: "forward", targetGroupArn: group.arn }],
      });
    });
    for (const [recordId, name] of [
      ["domain", domain.name],
      ["subdomains", domain.wildcard],
    ] as const) {
      new Route53Record(this, `${recordId}-alias`, {
        zoneId: domain.zoneId,
        name,
        type: "A",
        alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
      });
    }
    this.dnsName = loadBalancer.dnsName;
    this.ready = [...listeners, ...rules];
  }

  #rules(
    { ingress, clusterSecurityGroupId }: LoadBalancerProps,
    { id }: SecurityGroup,
  ): ITerraformDependable[] {
    return ingress.entryPoints.flatMap(({ name, port, containerPort }) => [
      ...ingress.allowFrom.map(
        (cidr) =>
          new VpcSecurityGroupIngressRule(this, `${name}-from-${cidr.replaceAll(/[./]/g, "-")}`, {
            securityGroupId: id,
            description: `Clients to ${name}`,
            cidrIpv4: cidr,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
          }),
      ),
      new VpcSecurityGroupEgressRule(this, `${name}-to-traefik`, {
        securityGroupId: id,
        description: `Load balancer to Traefik, ${name}`,
        referencedSecurityGroupId: clusterSecurityGroupId,
        ipProtocol: "tcp",
        fromPort: containerPort,
        toPort: containerPort,
      }),
      new VpcSecurityGroupIngressRule(this, `${name}-into-cluster`, {
        securityGroupId: clusterSecurityGroupId,
        description: `Load balancer to Traefik, ${name}`,
        referencedSecurityGroupId: id,
        ipProtocol: "tcp",
        fromPort: containerPort,
        toPort: containerPort,
      }),
    ]);
  }
}
