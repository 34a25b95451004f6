import { attribute, itemsAt, numberAt, textAt } from "../plan/attribute";
import { Covered, type PlanChange, Unknown, type Value } from "../plan/change";
import type { RuleContext } from "../rules/rule";
import { allPorts, type Opening, type Openings, type Peer, type Place, type Ports } from "./opening";
import { type Places, placesOf } from "./places";
import { addressRange } from "./ranges";

/** What every security group, network ACL and cluster endpoint lets through, on one side of a plan. */
export function openingsOf(context: RuleContext, side: "before" | "after"): Openings {
  const places = placesOf(context);
  const read = (context.plan?.changes ?? [])
    .filter(({ mode, deposed }) => mode === "managed" && deposed === undefined)
    .map((change) => {
      // what is forgotten stays as it is
      const value = change.action === "forget" ? change.before : change[side];
      const reader = readers[change.type];
      if (reader === undefined || value === undefined || value === null) return { known: [], hidden: [] };
      return reader(change, value, places);
    });
  return { known: read.flatMap(({ known }) => known), hidden: read.flatMap(({ hidden }) => hidden) };
}

// --- internal ---

type Reader = (change: PlanChange, value: Value, places: Places) => Openings;

const readers: Readonly<Record<string, Reader>> = {
  aws_default_network_acl: acl,
  aws_default_security_group: inlineRules,
  aws_eks_cluster: endpoint,
  aws_network_acl: acl,
  aws_network_acl_rule: aclRule,
  aws_security_group: inlineRules,
  aws_security_group_rule: (change, value, places) => {
    const direction = textAt(value, "type") === "egress" ? "egress" : "ingress";
    return groupRule(change, value, places, direction, {
      protocol: "protocol",
      ranges: ["cidr_blocks", "ipv6_cidr_blocks"],
      lists: "prefix_list_ids",
      groups: "source_security_group_id",
    });
  },
  aws_vpc_security_group_egress_rule: (change, value, places) =>
    groupRule(change, value, places, "egress", single),
  aws_vpc_security_group_ingress_rule: (change, value, places) =>
    groupRule(change, value, places, "ingress", single),
};

/** Names of the attributes that say what one rule lets through. */
interface Fields {
  readonly protocol: string;
  readonly ranges: readonly string[];
  readonly lists: string;
  readonly groups: string;
}

const single: Fields = {
  protocol: "ip_protocol",
  ranges: ["cidr_ipv4", "cidr_ipv6"],
  lists: "prefix_list_id",
  groups: "referenced_security_group_id",
};

const inline: Fields = {
  protocol: "protocol",
  ranges: ["cidr_blocks", "ipv6_cidr_blocks"],
  lists: "prefix_list_ids",
  groups: "security_groups",
};

function inlineRules(change: PlanChange, value: Value, places: Places): Openings {
  const place: Place = { kind: "group", key: change.address };
  const parts = (["ingress", "egress"] as const).flatMap((direction) => {
    const whole = attribute(value, direction);
    if (whole instanceof Unknown) {
      // a new group without rules of its own shows what it computes
      return change.action === "create" || !isGiven(change, direction) ? [] : [hidden(change, direction)];
    }
    return itemsAt(value, direction).map((rule) =>
      rule instanceof Unknown
        ? hidden(change, direction)
        : openings(change, rule, places, place, direction, inline, `${direction}.`),
    );
  });
  return together(parts);
}

/** Whether rules stood in the group itself before. */
const isGiven = (change: PlanChange, direction: string): boolean =>
  itemsAt(change.before, direction).length > 0;

function groupRule(
  change: PlanChange,
  value: Value,
  places: Places,
  direction: Opening["direction"],
  fields: Fields,
): Openings {
  const id = attribute(value, "security_group_id");
  const key = typeof id === "string" ? places.ofId(id) : places.ofUnknown(change, "security_group_id");
  // which group it is does not matter for whom it lets in
  const place: Place = { kind: "group", key: key ?? `a group that ${change.address} refers to` };
  return openings(change, value, places, place, direction, fields, "");
}

function openings(
  change: PlanChange,
  rule: Value,
  places: Places,
  place: Place,
  direction: Opening["direction"],
  fields: Fields,
  prefix: string,
): Openings {
  const protocol = attribute(rule, fields.protocol);
  const ports = portsOf(rule, protocol);
  if (protocol instanceof Unknown || ports instanceof Unknown) {
    return hidden(change, `${prefix}${protocol instanceof Unknown ? fields.protocol : "from_port"}`);
  }
  const { peers, unknown } = peersOf(change, rule, places, place, fields);
  return {
    known: peers.map((peer) => ({ place, direction, protocol: protocolOf(protocol), ports, peer })),
    hidden: unknown.map((name) => ({ address: change.address, attribute: `${prefix}${name}` })),
  };
}

function peersOf(
  change: PlanChange,
  rule: Value,
  places: Places,
  place: Place,
  fields: Fields,
): { readonly peers: readonly Peer[]; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const peers: Peer[] = [];
  const each = (
    name: string,
    read: (text: string) => Peer | undefined,
    resolve?: () => string | undefined,
  ) => {
    const found = attribute(rule, name);
    const items = found instanceof Unknown || found instanceof Covered ? [found] : itemsAt(rule, name);
    for (const item of items) {
      const text = typeof item === "string" ? item : resolve?.();
      const peer = text === undefined || text === "" ? undefined : read(text);
      if (peer !== undefined) peers.push(peer);
      else if (typeof item !== "string") unknown.push(name);
    }
  };
  for (const name of fields.ranges) {
    each(name, (text) => {
      const range = addressRange(text);
      return range === undefined ? undefined : { kind: "range", range };
    });
  }
  each(fields.lists, (id) => ({ kind: "prefix-list", id }));
  each(
    fields.groups,
    (id) => ({ kind: "group", key: places.ofId(id) }),
    () => places.ofUnknown(change, fields.groups),
  );
  if (attribute(rule, "self") === true) peers.push({ kind: "group", key: place.key });
  return { peers, unknown };
}

function acl(change: PlanChange, value: Value): Openings {
  const place: Place = { kind: "acl", key: change.address };
  return together(
    (["ingress", "egress"] as const).flatMap((direction) =>
      itemsAt(value, direction).map((rule) =>
        textAt(rule, "action") === "allow" ? aclOpening(change, rule, place, direction) : nothing,
      ),
    ),
  );
}

function aclRule(change: PlanChange, value: Value, places: Places): Openings {
  if (textAt(value, "rule_action") !== "allow") return nothing;
  const id = attribute(value, "network_acl_id");
  const key = typeof id === "string" ? places.ofId(id) : places.ofUnknown(change, "network_acl_id");
  const place: Place = { kind: "acl", key: key ?? change.address };
  return aclOpening(change, value, place, attribute(value, "egress") === true ? "egress" : "ingress");
}

function aclOpening(
  change: PlanChange,
  rule: Value,
  place: Place,
  direction: Opening["direction"],
): Openings {
  const protocol = attribute(rule, "protocol");
  const ports = portsOf(rule, protocol);
  if (protocol instanceof Unknown || ports instanceof Unknown) return hidden(change, direction);
  return {
    known: ["cidr_block", "ipv6_cidr_block"].flatMap((name): Opening[] => {
      const range = addressRange(textAt(rule, name) ?? "");
      return range === undefined
        ? []
        : [{ place, direction, protocol: protocolOf(protocol), ports, peer: { kind: "range", range } }];
    }),
    hidden: [],
  };
}

/** A public endpoint without blocks is open to everybody (EKS API reference, VpcConfigRequest). */
function endpoint(change: PlanChange, value: Value): Openings {
  const isPublic = attribute(value, "vpc_config.endpoint_public_access");
  if (isPublic instanceof Unknown) return hidden(change, "vpc_config.endpoint_public_access");
  if (isPublic === false) return nothing;
  const blocks = attribute(value, "vpc_config.public_access_cidrs");
  const known = itemsAt(value, "vpc_config.public_access_cidrs").filter((item) => typeof item === "string");
  if (blocks instanceof Unknown && isPublic === undefined) return nothing;
  const open = known.length === 0 && !(blocks instanceof Unknown && change.action !== "create");
  return {
    known: (open ? ["0.0.0.0/0"] : known).flatMap((block): Opening[] => {
      const range = addressRange(block);
      if (range === undefined) return [];
      return [
        {
          place: { kind: "endpoint", key: change.address },
          direction: "ingress",
          protocol: "tcp",
          ports: { first: 443, last: 443 },
          peer: { kind: "range", range },
        },
      ];
    }),
    hidden:
      known.length < itemsAt(value, "vpc_config.public_access_cidrs").length ||
      (blocks instanceof Unknown && change.action !== "create")
        ? [{ address: change.address, attribute: "vpc_config.public_access_cidrs" }]
        : [],
  };
}

function portsOf(rule: Value, protocol: Value): Ports | Unknown {
  const name = protocolOf(protocol);
  if (name !== "tcp" && name !== "udp") return allPorts;
  const [first, last] = [attribute(rule, "from_port"), attribute(rule, "to_port")];
  if (first instanceof Unknown || last instanceof Unknown) return Unknown.value;
  const [from, to] = [numberAt(rule, "from_port"), numberAt(rule, "to_port")];
  if (from === undefined || from < 0) return allPorts;
  return { first: from, last: to ?? from };
}

/** IANA's numbers, which stand for names in rules. */
const numbers: Readonly<Record<string, string>> = {
  "-1": "all",
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};

function protocolOf(value: Value): string {
  const name = String(value ?? "all").toLowerCase();
  return numbers[name] ?? name;
}

const nothing: Openings = { known: [], hidden: [] };

const hidden = (change: PlanChange, name: string): Openings => ({
  known: [],
  hidden: [{ address: change.address, attribute: name }],
});

const together = (parts: readonly Openings[]): Openings => ({
  known: parts.flatMap(({ known }) => known),
  hidden: parts.flatMap(({ hidden: some }) => some),
});
