import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Tier } from "../../platform/network/address-plan";
import type { Network as NetworkModel } from "../../platform/network/network";
import { ExistingNetwork } from "./existing-network";
import { NewNetwork } from "./new-network";

export interface NetworkProps {
  /** Name of the environment, which begins the `Name` tag of each part. */
  readonly name: string;
  readonly network: NetworkModel;
  /** Region, for the names of endpoint services. */
  readonly region: string;
  /** Account and partition, for the flow logs' role. */
  readonly account: string;
  readonly partition: string;
  /**
   * Further tags of the subnets that nodes are placed in.
   * @default - none
   */
  readonly nodeSubnetTags?: Readonly<Record<string, string>>;
}

/** A network to build in, whoever made it. */
export interface Network {
  readonly vpcId: string;
  /** Subnet ids of a tier in the given zones, in their order. */
  subnetIds(tier: Tier, zones: readonly string[]): string[];
  /**
   * What must be there while anything in a private subnet reaches out, and outlive it on destroy: routes, the
   * subnets' attachment to them, endpoints (reference eks P6). Empty where the network is not the stack's.
   */
  readonly egress: readonly ITerraformDependable[];
  /** What watches the network and is of use until everything else is gone. */
  readonly observers: readonly ITerraformDependable[];
}

/** The network of an environment: made, or found by the ids that the definition names. */
export function network(scope: Construct, id: string, props: NetworkProps): Network {
  const { origin, zones } = props.network;
  switch (origin.kind) {
    case "new":
      return new NewNetwork(scope, id, { ...props, origin });
    case "existing":
      return new ExistingNetwork(
        origin,
        zones.map(({ zone }) => zone),
      );
    default:
      return origin satisfies never;
  }
}
