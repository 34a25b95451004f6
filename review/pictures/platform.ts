import { byCodeUnits } from "../differences/value";
import { configurationAddress } from "../plan/address";
import { textAt } from "../plan/attribute";
import type { Plan, PlanChange } from "../plan/change";
import type { Picture, PictureNode } from "../report/report";
import type { OriginOf } from "../rules/rule";

/**
 * The platform in three columns: network, cluster, releases; what leads from one to another are references, also those
 * through resources that are not drawn. Resources that stand for one thing, such as the subnets, are one node.
 */
export function platformPicture(plan: Plan, originOf: OriginOf): Picture {
  const groups = new Map<string, Member[]>();
  const nodeOf = new Map<string, string>();
  for (const change of plan.changes) {
    const kind = kinds[change.type];
    if (change.mode !== "managed" || change.deposed !== undefined || kind === undefined) continue;
    const id = kind.many === undefined ? change.address : change.type;
    groups.set(id, [...(groups.get(id) ?? []), { change, kind }]);
    nodeOf.set(configurationAddress(change.address), id);
  }
  const nodes = [...groups].map(([id, members]) => node(id, members, originOf));
  const edges = edgesBetween(plan, nodeOf);
  return {
    kind: "platform",
    title: "Platform",
    nodes: nodes.sort(
      (one, other) =>
        columns.indexOf(one.group) - columns.indexOf(other.group) ||
        order.indexOf(typeOf(one, groups)) - order.indexOf(typeOf(other, groups)) ||
        byCodeUnits(one.id, other.id),
    ),
    edges: withoutDetours(edges),
  };
}

// --- internal ---

interface Kind {
  readonly group: "network" | "cluster" | "release";
  /** What one is. */
  readonly one: string;
  /** What all of them together are called, where they are one node. */
  readonly many?: string;
  /** Attribute with the name that a reader knows it by. */
  readonly name?: string;
}

/** What is drawn, by type, from above. */
const kinds: Readonly<Record<string, Kind>> = {
  aws_vpc: { group: "network", one: "VPC", name: "cidr_block" },
  aws_subnet: { group: "network", one: "subnet", many: "Subnets" },
  aws_nat_gateway: { group: "network", one: "NAT gateway", many: "NAT gateways" },
  aws_vpc_endpoint: { group: "network", one: "endpoint", many: "Endpoints" },
  aws_lb: { group: "network", one: "load balancer", name: "name" },
  aws_eks_cluster: { group: "cluster", one: "cluster", name: "name" },
  aws_eks_node_group: { group: "cluster", one: "node group", name: "node_group_name" },
  aws_eks_fargate_profile: { group: "cluster", one: "Fargate profile", name: "fargate_profile_name" },
  aws_eks_addon: { group: "cluster", one: "add-on", many: "Add-ons" },
  helm_release: { group: "release", one: "release", name: "name" },
};

const columns: readonly string[] = ["network", "cluster", "release"];
const order = Object.keys(kinds);

interface Member {
  readonly change: PlanChange;
  readonly kind: Kind;
}

const typeOf = ({ id }: PictureNode, groups: ReadonlyMap<string, readonly Member[]>): string =>
  groups.get(id)?.[0]?.change.type ?? "";

function node(id: string, members: readonly Member[], originOf: OriginOf): PictureNode {
  const [first] = members;
  if (first === undefined) throw new RangeError(`nothing stands for ${id}`);
  const { change, kind } = first;
  const colours = members.map((member) => colourOf(member.change));
  const loudest = loudness.find((colour) => colours.includes(colour)) ?? "none";
  if (kind.many !== undefined) {
    const changed = colours.filter((colour) => colour !== "none").length;
    const total = members.length;
    const detail = changed === 0 || changed === total ? `${total}` : `${changed} of ${total} change`;
    return { id, label: kind.many, detail, group: kind.group, change: loudest };
  }
  const named =
    kind.name === undefined
      ? undefined
      : (textAt(change.after, kind.name) ?? textAt(change.before, kind.name));
  const label = named ?? originOf(change.address).construct?.split("/").at(-1) ?? change.name;
  return { id, label, detail: kind.one, group: kind.group, change: loudest };
}

const loudness: readonly PictureNode["change"][] = ["delete", "replace", "create", "update"];

function colourOf({ action }: PlanChange): PictureNode["change"] {
  switch (action) {
    case "create":
    case "import":
      return "create";
    case "update":
      return "update";
    case "replace-create-first":
    case "replace-delete-first":
      return "replace";
    case "delete":
    case "forget":
      return "delete";
    case "move":
    case "no-op":
    case "read":
      return "none";
    default:
      return action satisfies never;
  }
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** References between nodes, followed through everything that is none. */
function edgesBetween(plan: Plan, nodeOf: ReadonlyMap<string, string>): readonly Edge[] {
  const targets = new Map<string, readonly string[]>();
  const known = new Set(plan.changes.map(({ address }) => configurationAddress(address)));
  for (const [from, references] of plan.references) {
    const own = configurationAddress(from);
    targets.set(
      own,
      references.flatMap((reference) => resourceIn(configurationAddress(reference), known) ?? []),
    );
  }
  const edges = new Map<string, Edge>();
  for (const [address, to] of nodeOf) {
    const seen = new Set([address]);
    const queue = [...(targets.get(address) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const from = nodeOf.get(next);
      if (from === undefined) queue.push(...(targets.get(next) ?? []));
      else if (from !== to) edges.set(`${from}\n${to}`, { from, to });
    }
  }
  return [...edges.entries()].sort(([one], [other]) => byCodeUnits(one, other)).map(([, edge]) => edge);
}

function resourceIn(reference: string, known: ReadonlySet<string>): string | undefined {
  const steps = reference.split(".");
  for (let length = steps.length; length >= 2; length -= 1) {
    const address = steps.slice(0, length).join(".");
    if (known.has(address)) return address;
  }
  return undefined;
}

/** Leaves out what other edges lead to as well, so that a reader can follow the lines. */
function withoutDetours(edges: readonly Edge[]): readonly Edge[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const leads = (from: string, to: string): boolean => {
    const seen = new Set([from]);
    const queue = (next.get(from) ?? []).filter((step) => step !== to);
    for (let step = queue.pop(); step !== undefined; step = queue.pop()) {
      if (step === to) return true;
      if (seen.has(step)) continue;
      seen.add(step);
      queue.push(...(next.get(step) ?? []));
    }
    return false;
  };
  return edges.filter(({ from, to }) => !leads(from, to));
}
