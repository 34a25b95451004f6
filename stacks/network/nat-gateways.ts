import { Eip } from "@cdktf/provider-aws/lib/eip";
import type { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import type { Construct } from "constructs";
import type { Nat } from "../../platform/network/network";

export interface NatGatewaysProps {
  /** Name of the environment, which begins the `Name` tags. */
  readonly name: string;
  readonly nat: Nat;
  readonly vpcId: string;
  /** Id of each zone's public subnet. */
  readonly publicSubnetIds: ReadonlyMap<string, string>;
  /** An address is only reachable through an attached one, which Terraform cannot see. */
  readonly internet: InternetGateway;
}

/** Makes the NAT gateways. The result gives each zone the one that its private subnet uses, if there is any. */
export function natGateways(
  scope: Construct,
  { name, nat, vpcId, publicSubnetIds, internet }: NatGatewaysProps,
): (zone: string) => NatGateway | undefined {
  switch (nat.kind) {
    case "none":
      return () => undefined;
    case "regional": {
      const gateway = new NatGateway(scope, "nat-regional", {
        vpcId,
        availabilityMode: "regional",
        connectivityType: "public",
        tags: { Name: `${name}-nat` },
        dependsOn: [internet],
      });
      return () => gateway;
    }
    case "zonal": {
      const gateways = new Map(
        [...new Set(Object.values(nat.zoneOf))].map((zone) => {
          const tags = { Name: `${name}-nat-${zone}` };
          const address = new Eip(scope, `nat-${zone}-address`, {
            domain: "vpc",
            tags,
            dependsOn: [internet],
          });
          const gateway = new NatGateway(scope, `nat-${zone}`, {
            allocationId: address.id,
            subnetId: publicSubnetIds.get(zone),
            tags,
            dependsOn: [internet],
          });
          return [zone, gateway];
        }),
      );
      return (zone) => gateways.get(nat.zoneOf[zone] ?? "");
    }
    default:
      return nat satisfies never;
  }
}
