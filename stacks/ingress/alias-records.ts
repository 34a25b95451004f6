import type { Lb } from "@cdktf/provider-aws/lib/lb";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { Construct } from "constructs";
import type { Domain } from "../../platform/domain";

export interface AliasRecordsProps {
  readonly domain: Domain;
  /** Id of the hosted zone. */
  readonly zoneId: string;
  readonly loadBalancer: Lb;
}

/** Leads the domain and its direct subdomains to the load balancer. */
export const aliasRecords = (
  scope: Construct,
  { domain, zoneId, loadBalancer }: AliasRecordsProps,
): readonly Route53Record[] =>
  Object.entries({ domain: domain.name, subdomains: domain.wildcard }).map(
    ([id, name]) =>
      new Route53Record(scope, `${id}-alias`, {
        zoneId,
        name,
        type: "A",
        alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
      }),
  );
