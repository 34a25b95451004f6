import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { Domain } from "../../platform/domain";

/** The hosted zone of the domain. */
export interface HostedZone {
  readonly id: string;
  /** Servers that the domain's registrar or parent zone must name; undefined where the zone was there before. */
  readonly nameServers?: string;
}

/** The zone that the definition names, or one that the stack makes and keeps. */
export function hostedZone(scope: Construct, id: string, domain: Domain): HostedZone {
  if (!domain.createsZone) {
    if (domain.zoneId === undefined) throw new Error(`domain ${domain.name} has no hosted zone`);
    return { id: domain.zoneId };
  }
  const zone = new Route53Zone(scope, id, {
    name: domain.name,
    comment: "",
    // another zone of the name has other servers, which nobody asks
    lifecycle: { preventDestroy: true },
  });
  return { id: zone.zoneId, nameServers: Fn.join(", ", zone.nameServers) };
}
