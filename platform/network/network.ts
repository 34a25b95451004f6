import type { Definition } from "../definition/schema";
import { byCodeUnit } from "../order";
import { planAddresses, type Tier, tiers, type ZonePlan } from "./address-plan";
import { privateServices } from "./endpoints";

export interface Network {
  readonly cidr: string;
  /** Zones with a block for each tier, sorted by zone id. */
  readonly zones: readonly ZonePlan[];
  readonly origin: NewNetwork | ExistingNetwork;
}

/** A VPC that the stack makes. */
export interface NewNetwork {
  readonly kind: "new";
  /** Tiers of subnets that there are: a network without a way out or in has no public ones. */
  readonly tiers: readonly Tier[];
  readonly nat: Nat;
  /** Services with an interface endpoint, sorted; the gateway endpoint of S3 is always there. */
  readonly endpoints: readonly string[];
  /** Undefined where no flow log is wanted. */
  readonly flowLogs?: {
    readonly logGroup: string;
    readonly roleName: string;
    readonly retentionDays: number;
    readonly intervalSeconds: number;
  };
}

/** How private subnets reach the internet. */
export type Nat =
  /** For each zone the one whose NAT gateway it uses. */
  | { readonly kind: "zonal"; readonly zoneOf: Readonly<Record<string, string>> }
  /** One gateway that AWS extends over the zones of the VPC. */
  | { readonly kind: "regional" }
  | { readonly kind: "none" };

/** A VPC that is there already, with subnet ids in the order of zones. */
export interface ExistingNetwork {
  readonly kind: "existing";
  readonly vpcId: string;
  readonly subnetIds: Readonly<Record<Tier, readonly string[]>>;
}

export function resolveNetwork(definition: Definition): Network {
  const { cidr, zones, subnets, existing } = definition.network;
  const plan =
    subnets === undefined
      ? planAddresses(cidr, zones)
      : zones.map((zone, index) => ({
          zone,
          subnets: byTier((tier) => subnets[tier][index] ?? ""),
        }));
  const sorted = [...plan].sort((a, b) => byCodeUnit(a.zone, b.zone));
  return {
    cidr,
    zones: sorted,
    origin:
      existing === undefined
        ? newNetwork(definition, sorted)
        : {
            kind: "existing",
            vpcId: existing.vpc,
            subnetIds: byTier((tier) =>
              sorted.map(({ zone }) => existing.subnets[tier][zones.indexOf(zone)] ?? ""),
            ),
          },
  };
}

/** Whether the load balancer or a NAT gateway stands in public subnets. */
export const needsPublicSubnets = ({ network, ingress }: Pick<Definition, "network" | "ingress">): boolean =>
  network.nat !== "none" || ingress.scheme === "internet-facing";

function newNetwork(definition: Definition, zones: readonly ZonePlan[]): NewNetwork {
  const { name, network, cluster, scaling } = definition;
  const { endpoints, flowLogs } = network;
  const services = [
    ...(endpoints.private
      ? privateServices({
          podIdentity: cluster.identity === "pod-identity",
          karpenter: scaling.autoscaler === "karpenter",
        })
      : []),
    ...endpoints.additional,
  ];
  return {
    kind: "new",
    tiers: tiers.filter((tier) => tier !== "public" || needsPublicSubnets(definition)),
    nat: resolveNat(network, zones),
    endpoints: [...new Set(services)].sort(byCodeUnit),
    ...(flowLogs.enabled && {
      flowLogs: {
        logGroup: `/aws/vpc/${name}/flow-logs`,
        roleName: `${name}-flow-logs`,
        retentionDays: flowLogs.retentionDays,
        intervalSeconds: flowLogs.intervalSeconds,
      },
    }),
  };
}

function resolveNat({ nat, zones }: Definition["network"], plan: readonly ZonePlan[]): Nat {
  // the first zone as written, not as sorted: adding a zone must not move the only gateway
  const [first = ""] = zones;
  switch (nat) {
    case "per-az":
      return { kind: "zonal", zoneOf: Object.fromEntries(plan.map(({ zone }) => [zone, zone])) };
    case "single":
      return { kind: "zonal", zoneOf: Object.fromEntries(plan.map(({ zone }) => [zone, first])) };
    case "regional":
    case "none":
      return { kind: nat };
    default:
      return nat satisfies never;
  }
}

const byTier = <T>(make: (tier: Tier) => T): Readonly<Record<Tier, T>> => ({
  public: make("public"),
  private: make("private"),
  intra: make("intra"),
});
