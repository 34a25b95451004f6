import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup, type LbTargetGroupConfig } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Domain } from "../../platform/domain";
import type { Ingress, IngressEntryPoint } from "../../platform/ingress";
import { entryPoints } from "../../platform/names";
import { aliasRecords } from "./alias-records";
import { loadBalancerSecurityGroup } from "./load-balancer-security-group";

export interface LoadBalancerProps {
  /** Name, entry points, who may connect, and who owns the load balancer. */
  readonly ingress: Ingress;
  /** Domain whose hosts lead here. */
  readonly domain: Domain;
  /** Id of the domain's hosted zone. */
  readonly zoneId: string;
  readonly vpcId: string;
  /** Subnets of the tier that the ingress names. */
  readonly subnetIds: readonly string[];
  /** Security group that Traefik's pods are in. */
  readonly nodeSecurityGroupId: string;
  /** Whether Terraform and AWS refuse to delete it. */
  readonly deletionProtection: boolean;
  /** Whether AWS may move its traffic away from a zone in trouble, which it does for TCP alone. */
  readonly zonalShift: boolean;
  /** Routes between the subnets and the internet, which Terraform cannot see that it needs. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The network load balancer in front of Traefik, its security group, its target groups, and the records that lead to
 * it. Terraform owns all of it; the controller only moves pods in and out of the target groups, so that destroying
 * leaves nothing behind that would hold on to the subnets (reference eks P7). Where the controller owns the load
 * balancer, only the security group is here.
 */
export class LoadBalancer extends Construct {
  readonly securityGroupId: string;
  /** Host name; undefined where the controller makes the load balancer. */
  readonly dnsName?: string;
  /** The records that lead here; none where external-dns writes them. */
  readonly records: readonly ITerraformDependable[];
  /** What must be there before pods are registered, and while they are taken out. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { ingress, domain, zoneId } = props;
    const group = loadBalancerSecurityGroup(this, props);
    this.securityGroupId = group.id;
    switch (ingress.loadBalancer) {
      case "terraform": {
        const loadBalancer = this.#loadBalancer(props, group.id);
        this.records = aliasRecords(this, { domain, zoneId, loadBalancer });
        this.dnsName = loadBalancer.dnsName;
        this.ready = [...group.rules, ...this.#listeners(props, loadBalancer)];
        break;
      }
      case "controller":
        this.records = [];
        this.ready = group.rules;
        break;
      default:
        this.records = this.ready = ingress.loadBalancer satisfies never;
    }
  }

  #loadBalancer(props: LoadBalancerProps, securityGroupId: string): Lb {
    const { ingress, subnetIds, deletionProtection, zonalShift, dependsOn } = props;
    return new Lb(this, "load-balancer", {
      name: ingress.loadBalancerName,
      loadBalancerType: "network",
      internal: ingress.internal,
      subnets: [...subnetIds],
      securityGroups: [securityGroupId],
      enableCrossZoneLoadBalancing: true,
      enableZonalShift: zonalShift && ingress.entryPoints.every(({ protocol }) => protocol === "tcp"),
      enableDeletionProtection: deletionProtection,
      // else its listeners are gone by the time that AWS refuses
      lifecycle: { preventDestroy: deletionProtection },
      dependsOn: [...dependsOn],
    });
  }

  #listeners({ ingress, vpcId }: LoadBalancerProps, loadBalancer: Lb): LbListener[] {
    return ingress.entryPoints.map((entryPoint) => {
      const { name, protocol, port } = entryPoint;
      const group = new LbTargetGroup(this, `${name}-target-group`, {
        name: entryPoint.targetGroup,
        vpcId,
        targetType: "ip",
        port: entryPoint.containerPort,
        deregistrationDelay: "30",
        // the listener moves to a new group before the old one goes
        lifecycle: { createBeforeDestroy: true },
        ...forProtocol(entryPoint, ingress),
      });
      return new LbListener(this, `${name}-listener`, {
        loadBalancerArn: loadBalancer.arn,
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
): Pick<
  LbTargetGroupConfig,
  "protocol" | "proxyProtocolV2" | "preserveClientIp" | "targetHealthState" | "healthCheck"
> {
  switch (protocol) {
    case "tcp":
      return {
        protocol: "TCP",
        // Traefik expects this header from the load balancer's subnets: both ends follow proxyProtocolFrom
        proxyProtocolV2: proxyProtocolFrom.length > 0,
        preserveClientIp: "false",
        // a zonal shift is for load balancers that send to other zones only if this is off (ELB user guide)
        targetHealthState: [{ enableUnhealthyConnectionTermination: false }],
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
