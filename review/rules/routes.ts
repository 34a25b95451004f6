import { configurationAddress } from "../plan/address";
import { attribute, textAt } from "../plan/attribute";
import { type PlanChange, Unknown } from "../plan/change";
import { changesOf } from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const newRoute: Rule = {
  id: "EKS-NET-005",
  title: "a route table that exists gets a route to the internet, to a peer or to a transit gateway",
  level: "high",
  why: "its subnets were not reachable from there before",
  fix: "Check which subnets use the table; private ones need a NAT gateway instead.",
  find: (context) =>
    routesOf(context).flatMap(({ change, table, destination, via, tableIsNew }): RuleFinding[] =>
      tableIsNew
        ? []
        : [
            {
              subject: change.address,
              happens: `${table} gets a route to ${destination} through ${via}.`,
              about: [destination, via],
            },
          ],
    ),
};

// --- internal ---

interface NewRoute {
  readonly change: PlanChange;
  readonly table: string;
  readonly destination: string;
  readonly via: string;
  readonly tableIsNew: boolean;
}

/** Routes that lead out and are new, be they resources of their own or in a table. */
function routesOf(context: RuleContext): readonly NewRoute[] {
  return changesOf(context, "aws_route", "aws_route_table", "aws_default_route_table").flatMap((change) => {
    const own = change.type === "aws_route";
    const routes = (side: unknown): readonly unknown[] => {
      if (own) return side === undefined || side === null ? [] : [side];
      const all = attribute(side, "route");
      return Array.isArray(all) ? all : [];
    };
    const said = (route: unknown): string => `${destinationOf(route)} ${gatewayOf(route)?.kind}`;
    const before = new Set(routes(change.before).map(said));
    return routes(change.after).flatMap((route): NewRoute[] => {
      const gateway = gatewayOf(route);
      const destination = destinationOf(route);
      if (gateway === undefined || destination === undefined || before.has(said(route))) return [];
      const table = own ? tableOf(context, change) : change;
      return [
        {
          change,
          table: table?.address ?? textAt(route, "route_table_id") ?? "A route table",
          destination,
          via: gateway.name,
          tableIsNew: table?.action === "create",
        },
      ];
    });
  });
}

const destinationOf = (route: unknown): string | undefined =>
  [
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
    "destination_prefix_list_id",
    "cidr_block",
    "ipv6_cidr_block",
  ]
    .map((name) => textAt(route, name))
    .find((text) => text !== undefined);

function gatewayOf(route: unknown): { readonly kind: string; readonly name: string } | undefined {
  const found = (
    [
      ["gateway_id", "an internet gateway", /^igw-/],
      ["vpc_peering_connection_id", "a peering connection", /^/],
      ["transit_gateway_id", "a transit gateway", /^/],
    ] as const
  ).find(([name, , form]) => {
    const value = attribute(route, name);
    if (value instanceof Unknown) return attribute(route, "nat_gateway_id") === undefined;
    return typeof value === "string" && value !== "" && form.test(value);
  });
  return found === undefined ? undefined : { kind: found[0], name: found[1] };
}

function tableOf({ plan }: RuleContext, change: PlanChange): PlanChange | undefined {
  const id = textAt(change.after, "route_table_id");
  const references =
    plan?.references.get(change.address) ?? plan?.references.get(configurationAddress(change.address)) ?? [];
  return (plan?.changes ?? []).find(
    (other) =>
      (other.type === "aws_route_table" || other.type === "aws_default_route_table") &&
      ((id !== undefined && textAt(other.after, "id") === id) ||
        references.some((reference) => reference.startsWith(`${configurationAddress(other.address)}.`))),
  );
}
