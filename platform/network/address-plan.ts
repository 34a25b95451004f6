import { type Cidr, formatCidr, parseCidr, subnet } from "./cidr";
import { zoneNumber } from "./zones";

/** Tiers of subnets. `intra` holds the control plane's network interfaces and has no route out. */
export const tiers = ["public", "private", "intra"] as const;
export type Tier = (typeof tiers)[number];

/** One zone with a block for each tier. */
export interface ZonePlan {
  /** Zone id, such as `euc1-az1`. */
  readonly zone: string;
  /** CIDR block of each tier's subnet. */
  readonly subnets: Readonly<Record<Tier, string>>;
}

/** Longest VPC prefix that the plan can divide: a /20 gives private subnets of /23. */
export const smallestVpcPrefix = 20;

/** Smallest subnet that EC2 offers. */
const smallestSubnetPrefix = 28;

/**
 * Divides a VPC: eight equal parts, of which the first six are the private subnets of zones 1 to 6 (pods live
 * there), the seventh holds the public subnets and the eighth the intra ones. A zone's place comes from its number,
 * so the order of zones means nothing, and two environments with different zones agree on those they share.
 */
export function planAddresses(vpc: string, zones: readonly string[]): readonly ZonePlan[] {
  const block = parseCidr(vpc);
  if (block === undefined) throw new RangeError(`not an IPv4 block: ${vpc}`);
  return zones.map((zone) => ({ zone, subnets: zoneSubnets(block, zoneNumber(zone) - 1) }));
}

function zoneSubnets(vpc: Cidr, place: number): Readonly<Record<Tier, string>> {
  const eighth = vpc.prefix + 3;
  const shared = (part: number, prefix: number) =>
    formatCidr(subnet(subnet(vpc, eighth, part), Math.min(prefix, smallestSubnetPrefix), place));
  return {
    public: shared(6, vpc.prefix + 8),
    private: formatCidr(subnet(vpc, eighth, place)),
    intra: shared(7, vpc.prefix + 11),
  };
}
