import { smallestVpcPrefix, type Tier, tiers } from "../../network/address-plan";
import { type Cidr, contains, overlaps, parseCidr } from "../../network/cidr";
import { zonePrefix, zonesWithoutEks } from "../../network/zones";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { checkRepeats } from "./lists";

type Network = Definition["network"];

/** Largest VPC that EC2 offers. */
const largestVpcPrefix = 16;

export function checkNetwork(
  { aws, network, cluster, nodeGroups, scaling }: Partial<Definition>,
  isWritten: IsWritten,
): CheckFailure[] {
  if (network === undefined) return [];
  return [
    ...checkVpcSize(network),
    ...checkZones(network, aws?.region),
    ...checkSubnetCounts(network, ["network", "subnets"], network.subnets, "block"),
    ...checkSubnetBlocks(network),
    ...checkExisting(network, isWritten),
    ...checkWayOut(network),
    ...checkRepeats(["network", "endpoints", "additional"], network.endpoints.additional),
    ...(cluster === undefined ? [] : checkServiceCidr(network, cluster)),
    ...(cluster?.zones === undefined ? [] : checkZonesWithin(["cluster", "zones"], cluster.zones, network)),
    ...zoneLists(nodeGroups, "nodeGroups").flatMap(([path, zones]) => checkZonesWithin(path, zones, network)),
    ...zoneLists(scaling?.nodePools, "scaling", "nodePools").flatMap(([path, zones]) =>
      checkZonesWithin(path, zones, network),
    ),
  ];
}

type ZoneList = readonly [path: readonly string[], zones: readonly string[]];

const zoneLists = (
  owners: Readonly<Record<string, { readonly zones?: readonly string[] | undefined }>> | undefined,
  ...section: readonly string[]
): ZoneList[] =>
  Object.entries(owners ?? {}).flatMap(([name, { zones }]): ZoneList[] =>
    zones === undefined ? [] : [[[...section, name, "zones"], zones]],
  );

/** A list of zones must be part of the network's. */
const checkZonesWithin = (
  path: readonly string[],
  zones: readonly string[],
  { zones: all }: Network,
): CheckFailure[] => [
  ...checkRepeats(path, zones),
  ...zones.flatMap((zone, index) =>
    all.includes(zone)
      ? []
      : [{ path: [...path, index], message: `${zone} is not in network.zones, which are ${all.join(", ")}` }],
  ),
];

/** What is left out when somebody else owns the network, and what must then be said. */
function checkExisting(network: Network, isWritten: IsWritten): CheckFailure[] {
  const { existing, subnets } = network;
  if (existing === undefined) return [];
  const owned = ["nat", "endpoints", "flowLogs"].filter((option) => isWritten(["network", option]));
  return [
    ...checkSubnetCounts(network, ["network", "existing", "subnets"], existing.subnets, "subnet"),
    ...owned.map((option) => ({
      path: ["network", option],
      key: true,
      message: "belongs to the owner of the network that existing names; remove it here",
    })),
    ...(subnets === undefined
      ? [
          {
            path: ["network", "existing"],
            message:
              "needs network.subnets beside it: the blocks of its subnets, which the load balancer is recognized by",
          },
        ]
      : []),
  ];
}

/** A network without NAT gateways reaches AWS through endpoints or not at all. */
function checkWayOut({ nat, endpoints, existing }: Network): CheckFailure[] {
  if (nat !== "none" || existing !== undefined || endpoints.private) return [];
  const path = ["network", "nat"];
  return [
    {
      path,
      message:
        "leaves nodes without a way to the EKS API and to images; set network.endpoints.private to true, or choose per-az, single or regional",
    },
  ];
}

function checkVpcSize({ cidr }: Network): CheckFailure[] {
  const { prefix } = parsed(cidr);
  if (![...privateRanges, "100.64.0.0/10"].some((range) => contains(parsed(range), parsed(cidr)))) {
    return [
      { path: ["network", "cidr"], message: `must lie in one of ${privateRanges.join(", ")}, 100.64.0.0/10` },
    ];
  }
  if (prefix >= largestVpcPrefix && prefix <= smallestVpcPrefix) return [];
  return [
    {
      path: ["network", "cidr"],
      message: `must be between /${largestVpcPrefix} and /${smallestVpcPrefix}; /${prefix} ${
        prefix < largestVpcPrefix ? "is larger than EC2 allows" : "leaves too few addresses for pods"
      }`,
    },
  ];
}

function checkZones({ zones }: Network, region: string | undefined): CheckFailure[] {
  const prefix = region === undefined ? undefined : zonePrefix(region);
  return zones.flatMap((zone, index): CheckFailure[] => {
    const path = ["network", "zones", index];
    if (prefix !== undefined && zone.split("-")[0] !== prefix) {
      return [{ path, message: `is not in ${region}, whose zones are ${prefix}-az1, ${prefix}-az2, …` }];
    }
    if (zonesWithoutEks.includes(zone)) {
      return [
        { path, message: `is a zone in which EKS places no control plane; choose another than ${zone}` },
      ];
    }
    return zones.indexOf(zone) < index ? [{ path, message: `names ${zone} a second time` }] : [];
  });
}

function checkSubnetCounts(
  { zones, existing }: Network,
  path: readonly string[],
  subnets: Readonly<Record<Tier, readonly string[]>> | undefined,
  item: "block" | "subnet",
): CheckFailure[] {
  if (subnets === undefined) return [];
  // somebody else's network may have no public ones
  const mayLack = (tier: Tier) => tier === "public" && existing !== undefined && subnets.public.length === 0;
  return tiers
    .filter((tier) => subnets[tier].length !== zones.length && !mayLack(tier))
    .map((tier) => ({
      path: [...path, tier],
      message: `must have one ${item} for each of the ${zones.length} zones, in their order; it has ${subnets[tier].length}`,
    }));
}

interface Block {
  readonly tier: Tier;
  readonly index: number;
  readonly text: string;
  readonly cidr: Cidr;
}

function checkSubnetBlocks({ cidr, subnets }: Network): CheckFailure[] {
  if (subnets === undefined) return [];
  const vpc = parsed(cidr);
  const blocks: readonly Block[] = tiers.flatMap((tier) =>
    subnets[tier].map((text, index) => ({ tier, index, text, cidr: parsed(text) })),
  );
  return blocks.flatMap((block, position): CheckFailure[] => {
    const path = ["network", "subnets", block.tier, block.index];
    if (!contains(vpc, block.cidr))
      return [{ path, message: `${block.text} is not inside the VPC's ${cidr}` }];
    if (block.cidr.prefix > 28)
      return [{ path, message: `${block.text} is smaller than the /28 that EC2 needs` }];
    const other = blocks.slice(0, position).find((earlier) => overlaps(earlier.cidr, block.cidr));
    if (other === undefined) return [];
    const name = `network.subnets.${other.tier}[${other.index}]`;
    return [{ path, message: `${block.text} overlaps ${other.text} of ${name}` }];
  });
}

/** Ranges that EKS takes the Services' block from (EKS API, KubernetesNetworkConfigRequest.serviceIpv4Cidr). */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function checkServiceCidr(network: Network, cluster: Definition["cluster"]): CheckFailure[] {
  const path = ["cluster", "serviceCidr"];
  const services = parsed(cluster.serviceCidr);
  if (overlaps(services, parsed(network.cidr))) {
    return [{ path, message: `${cluster.serviceCidr} overlaps the VPC's ${network.cidr}` }];
  }
  if (
    !privateRanges.some((range) => contains(parsed(range), services)) ||
    services.prefix < 12 ||
    services.prefix > 24
  ) {
    return [{ path, message: `must lie in one of ${privateRanges.join(", ")} and be between /12 and /24` }];
  }
  return [];
}

/** The schema has refused every text that is no block. */
function parsed(text: string): Cidr {
  const block = parseCidr(text);
  if (block === undefined) throw new RangeError(`not an IPv4 block: ${text}`);
  return block;
}
