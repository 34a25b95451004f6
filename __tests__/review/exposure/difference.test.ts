import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { newlyOpen, traffic, whom } from "../../../review/exposure/difference";
import type { Opening } from "../../../review/exposure/opening";
import { openingsOf } from "../../../review/exposure/openings";
import { addressRange } from "../../../review/exposure/ranges";
import type { PlanChange } from "../../../review/plan/change";
import { create, keep, planned, remove, unknown, update } from "../rules/context";

/** What a plan newly opens, in one line each, and what it hides. */
function opened(
  changes: readonly PlanChange[],
  references: Readonly<Record<string, readonly string[]>> = {},
) {
  const context = planned(changes, { references: new Map(Object.entries(references)) });
  const [before, after] = [openingsOf(context, "before"), openingsOf(context, "after")];
  return {
    opened: newlyOpen(before.known, after.known).map(
      (item) => `${item.place.key} ${item.direction} ${traffic(item)} ${whom(item)}`,
    ),
    hidden: after.hidden,
  };
}

const inline = (cidr: string, from = 443, to = from, protocol = "tcp") => ({
  from_port: from,
  to_port: to,
  protocol,
  cidr_blocks: [cidr],
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
});

const group = (...ingress: readonly unknown[]) => ({ id: "sg-1", ingress, egress: [] });

const rule = (cidr: string, from: number | null = 443, to = from, protocol = "tcp") => ({
  security_group_id: "sg-1",
  ip_protocol: protocol,
  from_port: from,
  to_port: to,
  cidr_ipv4: cidr,
});

describe("security groups", () => {
  test("a rule that moves into a resource of its own changes nothing", () => {
    expect(
      opened([
        update("aws_security_group.a", group(inline("10.0.0.0/8")), group()),
        create("aws_vpc_security_group_ingress_rule.a", rule("10.0.0.0/8")),
      ]),
    ).toEqual({ opened: [], hidden: [] });
  });

  test("nor does one that moves between the two kinds of rules", () => {
    expect(
      opened([
        keep("aws_security_group.a", group()),
        remove("aws_security_group_rule.a", {
          type: "ingress",
          security_group_id: "sg-1",
          protocol: "6",
          from_port: 80,
          to_port: 443,
          cidr_blocks: ["10.0.0.0/8"],
        }),
        create("aws_vpc_security_group_ingress_rule.a", rule("10.0.0.0/8", 443)),
        create("aws_vpc_security_group_ingress_rule.b", rule("10.0.0.0/9", 80, 442)),
        create("aws_vpc_security_group_ingress_rule.c", rule("10.128.0.0/9", 80, 442)),
      ]),
    ).toEqual({ opened: [], hidden: [] });
  });

  test("only the ports and addresses are left that were not open", () => {
    expect(
      opened([
        update(
          "aws_security_group.a",
          group(inline("10.0.0.0/9", 1, 100)),
          group(inline("10.0.0.0/8", 50, 200)),
        ),
      ]).opened,
    ).toEqual([
      "aws_security_group.a ingress tcp 101-200 10.0.0.0/9",
      "aws_security_group.a ingress tcp 50-200 10.128.0.0/9",
    ]);
  });

  test("all traffic covers every protocol, and no protocol covers all traffic", () => {
    const all = inline("0.0.0.0/0", 0, 0, "-1");
    const tcp = inline("0.0.0.0/0", 0, 65535);
    expect(opened([update("aws_security_group.a", group(all), group(tcp))]).opened).toEqual([]);
    expect(opened([update("aws_security_group.a", group(tcp), group(all))]).opened).toEqual([
      "aws_security_group.a ingress all traffic the internet (IPv4)",
    ]);
  });

  test("groups and prefix lists are peers by name, whether their id is known or not", () => {
    const reference = { security_group_id: "sg-1", ip_protocol: "tcp", from_port: 80, to_port: 80 };
    expect(
      opened(
        [
          keep("aws_security_group.a", group()),
          create("aws_security_group.lb", { id: unknown, ingress: unknown, egress: unknown }),
          create("aws_vpc_security_group_ingress_rule.a", {
            ...reference,
            referenced_security_group_id: unknown,
          }),
          create("aws_vpc_security_group_ingress_rule.b", { ...reference, prefix_list_id: "pl-1" }),
          create("aws_vpc_security_group_ingress_rule.c", {
            ...reference,
            referenced_security_group_id: "sg-1",
          }),
        ],
        { "aws_vpc_security_group_ingress_rule.a": ["aws_security_group.lb.id"] },
      ),
    ).toEqual({
      opened: ["aws_security_group.a ingress tcp 80 aws_security_group.a, aws_security_group.lb and pl-1"],
      hidden: [],
    });
  });

  test("what is only known after apply is hidden", () => {
    expect(
      opened([
        update("aws_security_group.a", group(), group(inline("10.0.0.0/8"), unknown)),
        create("aws_vpc_security_group_ingress_rule.a", { ...rule("10.0.0.0/8"), cidr_ipv4: unknown }),
        create("aws_vpc_security_group_ingress_rule.b", { ...rule("10.0.0.0/8"), from_port: unknown }),
      ]).hidden,
    ).toEqual([
      { address: "aws_security_group.a", attribute: "ingress" },
      { address: "aws_vpc_security_group_ingress_rule.a", attribute: "cidr_ipv4" },
      { address: "aws_vpc_security_group_ingress_rule.b", attribute: "from_port" },
    ]);
  });

  test("any rules: what is open afterwards and was not before, exactly", () => {
    const some = fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: 6 }),
        size: fc.integer({ min: 0, max: 3 }),
        block: fc.constantFrom("10.0.0.0/29", "10.0.0.0/31", "10.0.0.4/30", "10.0.0.6/32"),
        protocol: fc.constantFrom("tcp", "udp", "-1"),
      }),
      { maxLength: 4 },
    );
    type Some = { from: number; size: number; block: string; protocol: string };
    const read = (rules: readonly Some[]) =>
      openingsOf(
        planned([
          create(
            "aws_security_group.a",
            group(
              ...rules.map(({ from, size, block, protocol }) => inline(block, from, from + size, protocol)),
            ),
          ),
        ]),
        "after",
      ).known;
    const lets = (
      openings: readonly Pick<Opening, "protocol" | "ports" | "peer">[],
      port: number,
      host: number,
    ) =>
      openings.some(({ protocol, ports, peer }) => {
        if (peer.kind !== "range" || (protocol !== "tcp" && protocol !== "all")) return false;
        const address = addressRange(`10.0.0.${host}`)?.first ?? 0n;
        return (
          ports.first <= port &&
          port <= ports.last &&
          peer.range.first <= address &&
          address <= peer.range.last
        );
      });
    fc.assert(
      fc.property(some, some, (one, other) => {
        const [before, after] = [read(one), read(other)];
        const difference = newlyOpen(before, after).flatMap(({ peers, ...rest }) =>
          peers.map((peer) => ({ ...rest, peer })),
        );
        for (let port = 0; port < 10; port += 1) {
          for (let host = 0; host < 8; host += 1) {
            const expected = lets(after, port, host) && !lets(before, port, host);
            // all traffic that is new takes in what tcp already was
            const covered = difference.some(({ protocol }) => protocol === "all");
            if (!covered || expected) expect(lets(difference, port, host)).toBe(expected);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("endpoints of clusters", () => {
  const cluster = (isPublic: boolean, blocks: readonly string[] | null) => ({
    vpc_config: [{ endpoint_public_access: isPublic, public_access_cidrs: blocks }],
  });

  test("a public one without blocks is open to everybody", () => {
    expect(opened([update("aws_eks_cluster.a", cluster(false, null), cluster(true, null))]).opened).toEqual([
      "aws_eks_cluster.a ingress tcp 443 the internet (IPv4)",
    ]);
  });

  test("more blocks open it to more", () => {
    expect(
      opened([
        update(
          "aws_eks_cluster.a",
          cluster(true, ["203.0.113.0/25"]),
          cluster(true, ["203.0.113.0/24", "192.0.2.1/32"]),
        ),
      ]).opened,
    ).toEqual(["aws_eks_cluster.a ingress tcp 443 192.0.2.1/32 and 203.0.113.128/25"]);
  });
});

describe("network ACLs", () => {
  const entry = (cidr: string, action = "allow") => ({
    action,
    protocol: "-1",
    from_port: 0,
    to_port: 0,
    rule_no: 100,
    cidr_block: cidr,
    ipv6_cidr_block: "",
  });

  test("what they allow is open, what they deny is not", () => {
    expect(
      opened([
        update(
          "aws_network_acl.a",
          { id: "acl-1", ingress: [entry("10.0.0.0/8")], egress: [] },
          { id: "acl-1", ingress: [entry("0.0.0.0/0"), entry("192.0.2.0/24", "deny")], egress: [] },
        ),
      ]).opened,
    ).toEqual(["aws_network_acl.a ingress all traffic the internet (IPv4)"]);
  });
});
