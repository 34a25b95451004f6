import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup, type LbTargetGroupConfig } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Ingress, IngressEntryPoint } from "../../platform/ingress";
import { entryPoints } from "../../platform/names";

export interface LoadBalancerProps {
  /** Name and entry points. */
  readonly ingress: Ingress;
  readonly vpcId: string;
  /** Subnets of the tier that the ingress names. */
  readonly subnetIds: readonly string[];
  /** Security group of the load balancer. */
  readonly securityGroupId: string;
  /** Whether Terraform and AWS refuse to delete it. */
  readonly deletionProtection: boolean;
  /** Whether AWS may move its traffic away from a zone in trouble. */
  readonly zonalShift: boolean;
  /** Routes between the subnets and the internet, which Terraform cannot see that it needs. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The network load balancer in front of Traefik and its target groups. Terraform owns all of it; the controller only
 * moves pods in and out of the target groups, so that destroying leaves nothing behind that would hold on to the
 * subnets (reference eks P7).
 */
export class LoadBalancer extends Construct {
  readonly resource: Lb;
  /** What must be there before pods are registered, and while they are taken out. */
  readonly listeners: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { ingress, vpcId, subnetIds, securityGroupId, deletionProtection, zonalShift, dependsOn } = props;
    this.resource = new Lb(this, "load-balancer", {
      name: ingress.loadBalancerName,
      loadBalancerType: "network",
      internal: ingress.internal,
      subnets: [...subnetIds],
      securityGroups: [securityGroupId],
      enableCrossZoneLoadBalancing: true,
      enableZonalShift: zonalShift,
      enableDeletionProtection: deletionProtection,
      // else its listeners are gone by the time that AWS refuses
      lifecycle: { preventDestroy: deletionProtection },
      dependsOn: [...dependsOn],
    });
    this.listeners = ingress.entryPoints.map((entryPoint) => {
      const { name, protocol, port } = entryPoint;
      const group = new LbTargetGroup(this, `${name}-target-group`, {
        name: entryPoint.targetGroup,
        vpcId,
        targetType: "ip",
        port: entryPoint.containerPort,
        deregistrationDelay: "30",
        ...forProtocol(entryPoint, ingress),
      });
      return new LbListener(this, `${name}-listener`, {
        loadBalancerArn: this.resource.arn,
        protocol: protocol.toUpperCase(),
        port,
        defaultAction: [{ type: "forward", targetGroupArn: group.arn }],
      });
    });
  }
}

/** How a target group passes on the client's address, and how it asks whether a pod is well. */
function forProtocol(
  { protocol }: IngressEntryPoint,
  { proxyProtocolFrom }: Ingress,
): Pick<LbTargetGroupConfig, "protocol" | "proxyProtocolV2" | "preserveClientIp" | "healthCheck"> {
  switch (protocol) {
    case "tcp":
      return {
        protocol: "TCP",
        // Traefik expects this header from the load balancer's subnets: both ends follow proxyProtocolFrom
        proxyProtocolV2: proxyProtocolFrom.length > 0,
        preserveClientIp: "false",
        // the check carries the PROXY header too, so one over HTTP would fail (reference eks P30)
        healthCheck: { protocol: "TCP", port: "traffic-port" },
      };
    case "udp":
      return {
        protocol: "UDP",
        // cannot be switched off for UDP, and Traefik reads no PROXY header there
        preserveClientIp: "true",
        // a check cannot use UDP, so it asks the port of another entry point of the same pod
        healthCheck: { protocol: "TCP", port: String(entryPoints.websecure.containerPort) },
      };
    default:
      return protocol satisfies never;
  }
}
