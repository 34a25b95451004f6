import { aboutOpening, type NewlyOpen, newlyOpen, traffic, whom } from "../exposure/difference";
import { openingsOf } from "../exposure/openings";
import { configurationAddress } from "../plan/address";
import { attribute, textAt } from "../plan/attribute";
import { type PlanChange, Unknown } from "../plan/change";
import { changesOf, counted, edit, isDestroyed, isOnBothSides, listed, resourcesOf } from "./changes";
import { oncePerContext } from "./once";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const sensitivePorts: Rule = {
  id: "EKS-NET-001",
  title: "the internet newly reaches SSH, RDP, the Kubernetes API, a kubelet, etcd, or every port",
  level: "stop",
  why: "these are tried by everybody, all day, and each gives a machine or the cluster away",
  fix: "Name the blocks that need it, or go through Session Manager or a private endpoint.",
  find: (context) =>
    openedGroups(context, (item) => item.internet && item.direction === "ingress" && isSensitive(item)),
};

export const internetIngress: Rule = {
  id: "EKS-NET-002",
  title: "the internet newly reaches a port",
  level: "high",
  why: "anybody can send to it from this apply on",
  fix: "Name the blocks that need it, or check that this is meant to be public.",
  find: (context) =>
    openedGroups(context, (item) => item.internet && item.direction === "ingress" && !isSensitive(item)),
};

export const widerPeer: Rule = {
  id: "EKS-NET-003",
  title: "a security group lets in more peers or ports than before",
  level: "high",
  why: "whoever wears the group can be reached by more than before",
  fix: "Check that each peer needs each port.",
  find: (context) =>
    openedGroups(context, (item) => !item.internet && item.direction === "ingress").map((finding) =>
      isNew(context, finding.subject)
        ? { ...finding, level: "note", why: "nothing wears the group yet, since it is new" }
        : finding,
    ),
};

export const bucketOpen: Rule = {
  id: "EKS-NET-004",
  title: "a bucket's or the account's block of public access is removed or weakened",
  level: "stop",
  why: "one wrong policy or ACL makes the objects public",
  fix: "Keep all four settings true.",
  find: (context) =>
    changesOf(context, "aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block").flatMap(
      (change): RuleFinding[] => {
        if (isGoing(context, change, "aws_s3_bucket")) return [];
        const off = publicAccess.filter(
          (name) =>
            attribute(change.before, name) === true &&
            (change.action === "delete" || attribute(change.after, name) !== true),
        );
        if (off.length === 0 || change.action === "forget") return [];
        return [
          {
            subject: change.address,
            happens:
              change.action === "delete"
                ? "The block of public access is removed."
                : `${listed(off)} ${off.length === 1 ? "is" : "are"} off.`,
            about: off,
          },
        ];
      },
    ),
};

export const aclOpen: Rule = {
  id: "EKS-NET-006",
  title: "a network ACL lets in everybody",
  level: "high",
  why: "nothing is left to catch a security group that is too wide",
  fix: "Allow the ports that the subnets serve.",
  find: (context) =>
    opened(context)
      .filter(
        ({ place, direction, internet, protocol }) =>
          place.kind === "acl" && direction === "ingress" && internet && protocol === "all",
      )
      .filter(({ place }) => !isNew(context, place.key))
      .map((item) => ({
        subject: item.place.key,
        happens: `It lets in ${traffic(item)} from ${whom(item)}.`,
        about: aboutOpening(item),
      })),
};

export const flowLogs: Rule = {
  id: "EKS-NET-007",
  title: "flow logs are removed or log less",
  level: "high",
  why: "who talked to whom cannot be found out afterwards",
  fix: "Keep them, or say where traffic is recorded instead.",
  find: (context) =>
    changesOf(context, "aws_flow_log").flatMap((change): RuleFinding[] => {
      if (change.action === "delete") {
        return isGoing(context, change, "aws_vpc")
          ? []
          : [{ subject: change.address, happens: "The flow log is removed.", about: "delete" }];
      }
      const kind = edit(change, "traffic_type");
      return kind !== undefined && kind.before === "ALL"
        ? [{ subject: change.address, happens: `Only ${kind.after} traffic is logged.`, about: kind.after }]
        : [];
    }),
};

export const fewerGateways: Rule = {
  id: "EKS-NET-008",
  title: "the network is left with one NAT gateway, or none",
  level: "high",
  why: "the loss of one zone cuts all of them off, and their traffic crosses zones at a price",
  fix: "Keep one gateway in each zone.",
  find: (context) => {
    const all = resourcesOf(context, "aws_nat_gateway");
    const before = all.filter(({ action }) => action !== "create").length;
    const regional = all.some(({ after }) => textAt(after, "availability_mode") === "regional");
    const after = all.filter(({ action }) => action !== "delete" && action !== "forget").length;
    const [first] = all.filter(({ action }) => action === "delete");
    if (first === undefined || before < 2 || after > 1 || regional) return [];
    if (resourcesOf(context, "aws_vpc").some(({ action }) => action === "delete")) return [];
    return [
      {
        subject: first.address,
        happens: `Of ${counted(before, "NAT gateway")}, ${after === 0 ? "none is" : "one is"} left.`,
        about: after,
      },
    ];
  },
};

export const publicAddresses: Rule = {
  id: "EKS-NET-009",
  title: "what starts in a subnet gets a public address",
  level: "high",
  why: "nodes become reachable as far as their security groups allow",
  fix: "Leave it off, and let a load balancer stand in public subnets.",
  find: (context) =>
    changesOf(context, "aws_subnet").flatMap((change): RuleFinding[] => {
      const value = edit(change, "map_public_ip_on_launch");
      return isOnBothSides(change) && value?.after === true
        ? [{ subject: change.address, happens: "map_public_ip_on_launch is on.", about: true }]
        : [];
    }),
};

export const publicLoadBalancer: Rule = {
  id: "EKS-NET-010",
  title: "a load balancer faces the internet",
  level: "high",
  why: "anybody can reach its listeners as far as its security groups allow",
  fix: "Set internal, or check that its security groups and listeners are meant to be public.",
  find: (context) =>
    changesOf(context, "aws_lb", "aws_alb", "aws_elb").flatMap((change): RuleFinding[] => {
      const [before, after] = [attribute(change.before, "internal"), attribute(change.after, "internal")];
      if (change.after === undefined || change.after === null || change.action === "import") return [];
      if (after === true || after instanceof Unknown) return [];
      if (isOnBothSides(change) && before !== true) return [];
      return [
        {
          subject: change.address,
          happens: isOnBothSides(change)
            ? "It was internal, and faces the internet now."
            : "It is created facing the internet.",
          about: "internet-facing",
        },
      ];
    }),
};

export const egress: Rule = {
  id: "EKS-NET-011",
  title: "a security group lets out more than before",
  level: "note",
  why: "what is taken over can send to more places",
  fix: "Check that what wears the group needs it.",
  find: (context) =>
    openedGroups(context, ({ direction }) => direction === "egress").filter(
      ({ subject }) => !isNew(context, subject),
    ),
};

export const narrower: Rule = {
  id: "EKS-NET-012",
  title: "something no longer gets through a security group or to a cluster's endpoint",
  level: "note",
  why: "what still needs it times out",
  fix: "Check that nothing needs it any more.",
  find: (context) =>
    newlyOpen(openingsOf(context, "after").known, openingsOf(context, "before").known)
      .filter(({ place }) => place.kind !== "acl" && !isAway(context, place.key))
      .map((item) => ({
        subject: item.place.key,
        happens:
          item.direction === "ingress"
            ? `It no longer lets in ${traffic(item)} from ${whom(item)}.`
            : `It no longer lets out ${traffic(item)} to ${whom(item)}.`,
        about: aboutOpening(item),
      })),
};

export const hiddenOpening: Rule = {
  id: "EKS-NET-013",
  title: "whom a security group or an endpoint lets in cannot be judged",
  level: "high",
  why: "it may be everybody",
  fix: "Write ports and blocks that are known before apply.",
  find: (context) => {
    const before = openingsOf(context, "before").hidden.map(({ address }) => address);
    return openingsOf(context, "after")
      .hidden.filter(({ address }) => !before.includes(address))
      .map(({ address, attribute: name }) => ({
        subject: address,
        happens: `${name} is only known after apply.`,
        about: name,
      }));
  },
};

/** What a plan newly opens anywhere. */
export const opened = oncePerContext((context): readonly NewlyOpen[] =>
  newlyOpen(openingsOf(context, "before").known, openingsOf(context, "after").known),
);

// --- internal ---

/** SSH, RDP, Kubernetes API, kubelet, etcd. */
const sensitive = [22, 3389, 6443, 10250, 2379, 2380];

function isSensitive({ protocol, ports }: NewlyOpen): boolean {
  if (protocol === "all") return true;
  if (protocol !== "tcp" && protocol !== "udp") return false;
  if (ports.first <= 1 && ports.last >= 65535) return true;
  return protocol === "tcp" && sensitive.some((port) => ports.first <= port && port <= ports.last);
}

const publicAccess = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

function openedGroups(context: RuleContext, wanted: (item: NewlyOpen) => boolean): readonly RuleFinding[] {
  return opened(context)
    .filter((item) => item.place.kind === "group" && wanted(item))
    .map((item) => ({
      subject: item.place.key,
      happens: `${
        item.direction === "ingress"
          ? `It lets in ${traffic(item)} from ${whom(item)}`
          : `It lets out ${traffic(item)} to ${whom(item)}`
      }${wornBy(context, item.place.key)}.`,
      about: aboutOpening(item),
    }));
}

/** Who wears a security group, as ` (worn by aws_lb.main)`. */
function wornBy({ plan }: RuleContext, group: string): string {
  const own = `${configurationAddress(group)}.`;
  const wearers = [...(plan?.references ?? [])]
    .filter(
      ([from, references]) => wearing.test(from) && references.some((reference) => reference.startsWith(own)),
    )
    .map(([from]) => from)
    .sort();
  return wearers.length === 0 ? "" : ` (worn by ${listed(wearers, 4)})`;
}

const wearing =
  /(^|\.)aws_(alb|db_instance|efs_mount_target|eks_cluster|eks_node_group|elb|instance|launch_template|lambda_function|lb|network_interface|rds_cluster|vpc_endpoint)\./;

const isNew = ({ plan }: RuleContext, address: string): boolean =>
  (plan?.changes ?? []).some((change) => change.address === address && change.action === "create");

const isAway = ({ plan }: RuleContext, address: string): boolean =>
  (plan?.changes ?? []).some((change) => change.address === address && change.action === "delete");

/** Whether a thing goes together with the one of `type` that it belongs to. */
function isGoing({ plan }: RuleContext, change: PlanChange, type: string): boolean {
  const references =
    plan?.references.get(change.address) ?? plan?.references.get(configurationAddress(change.address)) ?? [];
  return (plan?.changes ?? []).some(
    (other) =>
      other.type === type &&
      isDestroyed(other) &&
      (references.some((reference) => reference.startsWith(`${configurationAddress(other.address)}.`)) ||
        textAt(other.before, "id") === (textAt(change.before, "bucket") ?? textAt(change.before, "vpc_id"))),
  );
}
