import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Tier, tiers } from "../../platform/network/address-plan";
import type { Network as NetworkModel } from "../../platform/platform";

export interface NetworkProps {
  /** Name of the environment, which begins the `Name` tag of each part. */
  readonly name: string;
  /** Blocks, zones and which NAT gateway each zone uses. */
  readonly network: NetworkModel;
}

/** The load balancer controller finds subnets by these tags (its documentation, subnet discovery). */
const discoveryTags: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
  public: { "kubernetes.io/role/elb": "1" },
  private: { "kubernetes.io/role/internal-elb": "1" },
  intra: {},
};

const anywhere = "0.0.0.0/0";

/** The VPC with a public, a private and an intra subnet in each zone, and their routes. */
export class Network extends Construct {
  readonly vpcId: string;
  /** Subnet ids of each tier, in the order of zones. */
  readonly subnetIds: Readonly<Record<Tier, readonly string[]>>;
  /**
   * What must be there while anything in a private subnet reaches out, and outlive it on destroy: routes through
   * NAT and the subnets' attachment to them (reference eks P6).
   */
  readonly egress: readonly ITerraformDependable[];

  readonly #name: string;
  readonly #subnets = new Map<string, Subnet>();
  readonly #associations: RouteTableAssociation[] = [];

  constructor(scope: Construct, id: string, { name, network }: NetworkProps) {
    super(scope, id);
    this.#name = name;

    const vpc = new Vpc(this, "vpc", {
      cidrBlock: network.cidr,
      // nodes cannot register without both (EKS user guide)
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    // a group that something is put in by omission should allow nothing
    new DefaultSecurityGroup(this, "default-security-group", { vpcId: vpc.id, ingress: [], egress: [] });
    const internet = new InternetGateway(this, "internet-gateway", { vpcId: vpc.id, tags: { Name: name } });

    for (const { zone, subnets } of network.zones) {
      for (const tier of tiers) {
        const subnet = new Subnet(this, `${tier}-${zone}`, {
          vpcId: vpc.id,
          availabilityZoneId: zone,
          cidrBlock: subnets[tier],
          tags: { Name: `${name}-${tier}-${zone}`, ...discoveryTags[tier] },
        });
        this.#subnets.set(`${tier}-${zone}`, subnet);
      }
    }

    const zones = network.zones.map(({ zone }) => zone);
    const publicRoute = new Route(this, "public-internet", {
      routeTableId: this.#routeTable(
        vpc,
        "public",
        zones.map((zone) => `public-${zone}`),
      ).id,
      destinationCidrBlock: anywhere,
      gatewayId: internet.id,
    });
    this.#routeTable(
      vpc,
      "intra",
      zones.map((zone) => `intra-${zone}`),
    );

    const gateways = new Map(
      [...new Set(Object.values(network.natZoneOf))].map((zone) => [zone, this.#natGateway(zone, internet)]),
    );
    const privateRoutes = zones.map(
      (zone) =>
        new Route(this, `private-${zone}-nat`, {
          routeTableId: this.#routeTable(vpc, `private-${zone}`, [`private-${zone}`]).id,
          destinationCidrBlock: anywhere,
          natGatewayId: gateways.get(network.natZoneOf[zone] ?? "")?.id,
        }),
    );

    this.vpcId = vpc.id;
    this.subnetIds = {
      public: zones.map((zone) => this.#subnet(`public-${zone}`).id),
      private: zones.map((zone) => this.#subnet(`private-${zone}`).id),
      intra: zones.map((zone) => this.#subnet(`intra-${zone}`).id),
    };
    this.egress = [publicRoute, ...privateRoutes, ...this.#associations];
  }

  /** A route table and its attachment to the named subnets. */
  #routeTable(vpc: Vpc, name: string, subnets: readonly string[]): RouteTable {
    const table = new RouteTable(this, `${name}-routes`, {
      vpcId: vpc.id,
      tags: { Name: `${this.#name}-${name}` },
    });
    for (const subnet of subnets) {
      this.#associations.push(
        new RouteTableAssociation(this, `${subnet}-routes-association`, {
          routeTableId: table.id,
          subnetId: this.#subnet(subnet).id,
        }),
      );
    }
    return table;
  }

  #natGateway(zone: string, internet: InternetGateway): NatGateway {
    const tags = { Name: `${this.#name}-nat-${zone}` };
    // an address is only reachable through an attached internet gateway, which Terraform cannot see
    const address = new Eip(this, `nat-${zone}-address`, { domain: "vpc", tags, dependsOn: [internet] });
    return new NatGateway(this, `nat-${zone}`, {
      allocationId: address.id,
      subnetId: this.#subnet(`public-${zone}`).id,
      tags,
      dependsOn: [internet],
    });
  }

  #subnet(name: string): Subnet {
    const subnet = this.#subnets.get(name);
    if (subnet === undefined) throw new Error(`no subnet ${name}`);
    return subnet;
  }
}
