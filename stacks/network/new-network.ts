import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Tier } from "../../platform/network/address-plan";
import type { NewNetwork as NewNetworkModel } from "../../platform/network/network";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import { natGateways } from "./nat-gateways";
import type { Network, NetworkProps } from "./network";

export interface NewNetworkProps extends NetworkProps {
  readonly origin: NewNetworkModel;
}

/** The load balancer controller finds subnets by these tags (its documentation, subnet discovery). */
const discoveryTags: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
  public: { "kubernetes.io/role/elb": "1" },
  private: { "kubernetes.io/role/internal-elb": "1" },
  intra: {},
};

const anywhere = "0.0.0.0/0";

/** The VPC with a subnet of each tier in each zone, its routes, its endpoints and its flow log. */
export class NewNetwork extends Construct implements Network {
  readonly vpcId: string;
  readonly egress: readonly ITerraformDependable[];
  readonly observers: readonly ITerraformDependable[];

  readonly #props: NewNetworkProps;
  readonly #subnets = new Map<string, Subnet>();
  readonly #associations: RouteTableAssociation[] = [];

  constructor(scope: Construct, id: string, props: NewNetworkProps) {
    super(scope, id);
    this.#props = props;
    const { name, network, origin, region } = props;
    const zones = network.zones.map(({ zone }) => zone);

    const vpc = new Vpc(this, "vpc", {
      cidrBlock: network.cidr,
      // nodes cannot register without both (EKS user guide)
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    this.vpcId = vpc.id;
    // a group that something is put in by omission should allow nothing
    new DefaultSecurityGroup(this, "default-security-group", { vpcId: vpc.id, ingress: [], egress: [] });
    for (const tier of origin.tiers) this.#makeSubnets(tier);

    this.#routeTable(
      "intra",
      zones.map((zone) => `intra-${zone}`),
    );
    const privateTables = new Map(
      zones.map((zone) => [zone, this.#routeTable(`private-${zone}`, [`private-${zone}`])]),
    );
    const routes = origin.tiers.includes("public") ? this.#waysOut(zones, privateTables) : [];
    const endpoints = new Endpoints(this, "endpoints", {
      name,
      region,
      vpcId: vpc.id,
      vpcCidr: network.cidr,
      services: origin.endpoints,
      subnetIds: this.subnetIds("private", zones),
      routeTableIds: [...privateTables.values()].map(({ id: table }) => table),
    });
    const { account, partition } = props;
    const { flowLogs } = origin;
    this.observers =
      flowLogs === undefined
        ? []
        : [new FlowLogs(this, "flow-logs", { vpcId: vpc.id, flowLogs, region, account, partition }).resource];
    this.egress = [...routes, ...this.#associations, ...endpoints.resources];
  }

  subnetIds(tier: Tier, zones: readonly string[]): string[] {
    return zones.map((zone) => this.#subnet(`${tier}-${zone}`).id);
  }

  #makeSubnets(tier: Tier): void {
    const { name, network, nodeSubnetTags } = this.#props;
    for (const { zone, subnets } of network.zones) {
      const subnet = new Subnet(this, `${tier}-${zone}`, {
        vpcId: this.vpcId,
        availabilityZoneId: zone,
        cidrBlock: subnets[tier],
        tags: {
          Name: `${name}-${tier}-${zone}`,
          ...discoveryTags[tier],
          ...(tier === "private" && nodeSubnetTags),
        },
      });
      this.#subnets.set(`${tier}-${zone}`, subnet);
    }
  }

  /** The internet gateway, NAT gateways, and the routes to them. */
  #waysOut(zones: readonly string[], privateTables: ReadonlyMap<string, RouteTable>): Route[] {
    const { name, origin } = this.#props;
    const internet = new InternetGateway(this, "internet-gateway", {
      vpcId: this.vpcId,
      tags: { Name: name },
    });
    const publicTable = this.#routeTable(
      "public",
      zones.map((zone) => `public-${zone}`),
    );
    const gatewayOf = natGateways(this, {
      name,
      nat: origin.nat,
      vpcId: this.vpcId,
      publicSubnetIds: new Map(zones.map((zone) => [zone, this.#subnet(`public-${zone}`).id])),
      internet,
    });
    return [
      new Route(this, "public-internet", {
        routeTableId: publicTable.id,
        destinationCidrBlock: anywhere,
        gatewayId: internet.id,
      }),
      ...zones.flatMap((zone) => {
        const gateway = gatewayOf(zone);
        const table = privateTables.get(zone);
        if (gateway === undefined || table === undefined) return [];
        return new Route(this, `private-${zone}-nat`, {
          routeTableId: table.id,
          destinationCidrBlock: anywhere,
          natGatewayId: gateway.id,
        });
      }),
    ];
  }

  /** A route table and its attachment to the named subnets. */
  #routeTable(name: string, subnets: readonly string[]): RouteTable {
    const table = new RouteTable(this, `${name}-routes`, {
      vpcId: this.vpcId,
      tags: { Name: `${this.#props.name}-${name}` },
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

  #subnet(name: string): Subnet {
    const subnet = this.#subnets.get(name);
    if (subnet === undefined) throw new Error(`no subnet ${name}`);
    return subnet;
  }
}
