import type { Lb } from "@cdktf/provider-aws/lib/lb";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import type { Domain } from "../../platform/domain";

export interface AliasRecordsProps {
  readonly domain: Domain;
  /** Id of the hosted zone. */
  readonly zoneId: string;
  readonly loadBalancer: Lb;
}

/** Leads the domain and its direct subdomains to the load balancer. */
export class AliasRecords extends Construct {
  constructor(scope: Construct, id: string, { domain, zoneId, loadBalancer }: AliasRecordsProps) {
    super(scope, id);
    for (const [recordId, name] of [
      ["domain", domain.name],
      ["subdomains", domain.wildcard],
    ] as const) {
      new Route53Record(this, recordId, {
        zoneId,
        name,
        type: "A",
        alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
      });
    }
  }
}
