import { type Cases, create, keep, planned, remove, replace, unknown, update } from "../context";

type Given = Readonly<Record<string, unknown>>;

const entry = (cidr: string, from: number, to = from, protocol = "tcp"): Given => ({
  from_port: from,
  to_port: to,
  protocol,
  cidr_blocks: cidr.includes(":") ? [] : [cidr],
  ipv6_cidr_blocks: cidr.includes(":") ? [cidr] : [],
});

const group = (ingress: readonly Given[], egress: readonly Given[] = []): Given => ({
  id: "sg-1",
  ingress,
  egress,
});

const opened = (...ingress: readonly Given[]) =>
  planned([update("aws_security_group.a", group([]), group(ingress))]);

const acl = (...cidrs: readonly string[]): Given => ({
  id: "acl-1",
  ingress: cidrs.map((cidr_block) => ({
    action: "allow",
    protocol: "-1",
    from_port: 0,
    to_port: 0,
    cidr_block,
  })),
  egress: [],
});

const block = (value: boolean): Given => ({
  block_public_acls: value,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
});

export const network: Readonly<Record<string, Cases>> = {
  "EKS-NET-001": {
    fires: [
      {
        name: "SSH, also within a range of ports",
        context: opened(entry("0.0.0.0/0", 20, 30)),
        finds: ["stop aws_security_group.a: It lets in tcp 20-30 from the internet (IPv4)."],
      },
      {
        name: "everything, over IPv6, for a group that is new and worn",
        context: planned(
          [create("aws_security_group.a", { ...group([entry("::/0", 0, 0, "-1")]), id: unknown })],
          { references: new Map([["aws_launch_template.a", ["aws_security_group.a.id"]]]) },
        ),
        finds: [
          "stop aws_security_group.a: It lets in all traffic from the internet (IPv6) (worn by aws_launch_template.a).",
        ],
      },
      {
        name: "a rule of its own",
        context: planned([
          keep("aws_security_group.a", group([])),
          create("aws_vpc_security_group_ingress_rule.a", {
            security_group_id: "sg-1",
            ip_protocol: "tcp",
            from_port: 10250,
            to_port: 10250,
            cidr_ipv4: "0.0.0.0/0",
          }),
        ]),
        finds: ["stop aws_security_group.a: It lets in tcp 10250 from the internet (IPv4)."],
      },
    ],
    quiet: [
      { name: "HTTPS", context: opened(entry("0.0.0.0/0", 443)) },
      { name: "SSH from a private network", context: opened(entry("10.0.0.0/8", 22)) },
      {
        name: "SSH that was open before",
        context: planned([
          update(
            "aws_security_group.a",
            group([entry("0.0.0.0/0", 22)]),
            group([entry("0.0.0.0/0", 22), entry("10.0.0.0/8", 22)]),
          ),
        ]),
      },
    ],
  },
  "EKS-NET-002": {
    fires: [
      {
        name: "HTTPS",
        context: opened(entry("0.0.0.0/0", 443), entry("::/0", 443)),
        finds: ["high aws_security_group.a: It lets in tcp 443 from the internet (IPv4 and IPv6)."],
      },
    ],
    quiet: [{ name: "HTTPS from a partner", context: opened(entry("203.0.113.0/24", 443)) }],
  },
  "EKS-NET-003": {
    fires: [
      {
        name: "more ports from a private network",
        context: planned([
          update(
            "aws_security_group.a",
            group([entry("10.0.0.0/8", 443)]),
            group([entry("10.0.0.0/8", 443, 445)]),
          ),
        ]),
        finds: ["high aws_security_group.a: It lets in tcp 444-445 from 10.0.0.0/8."],
      },
      {
        name: "a group that is new",
        context: planned([create("aws_security_group.a", group([entry("10.0.0.0/8", 443)]))]),
        finds: ["note aws_security_group.a: It lets in tcp 443 from 10.0.0.0/8."],
      },
    ],
    quiet: [
      {
        name: "the same in two blocks",
        context: planned([
          update(
            "aws_security_group.a",
            group([entry("10.0.0.0/8", 443)]),
            group([entry("10.0.0.0/9", 443), entry("10.128.0.0/9", 443)]),
          ),
        ]),
      },
    ],
  },
  "EKS-NET-004": {
    fires: [
      {
        name: "one of the four is off",
        context: planned([update("aws_s3_bucket_public_access_block.a", block(true), block(false))]),
        finds: ["stop aws_s3_bucket_public_access_block.a: block_public_acls is off."],
      },
      {
        name: "all of it is removed",
        context: planned([remove("aws_s3_bucket_public_access_block.a", block(true))]),
        finds: ["stop aws_s3_bucket_public_access_block.a: The block of public access is removed."],
      },
    ],
    quiet: [
      {
        name: "the bucket goes too",
        context: planned([
          remove("aws_s3_bucket.a", { id: "a" }),
          remove("aws_s3_bucket_public_access_block.a", { ...block(true), bucket: "a" }),
        ]),
      },
      {
        name: "one of the four is turned on",
        context: planned([update("aws_s3_bucket_public_access_block.a", block(false), block(true))]),
      },
    ],
  },
  "EKS-NET-005": {
    fires: [
      {
        name: "a private table gets a way to the internet",
        context: planned([
          keep("aws_route_table.private", { id: "rtb-1" }),
          create("aws_route.a", {
            route_table_id: "rtb-1",
            destination_cidr_block: "0.0.0.0/0",
            gateway_id: "igw-1",
          }),
        ]),
        finds: [
          "high aws_route.a: aws_route_table.private gets a route to 0.0.0.0/0 through an internet gateway.",
        ],
      },
      {
        name: "a peer, in the table itself",
        context: planned([
          update(
            "aws_route_table.private",
            { route: [] },
            { route: [{ cidr_block: "10.9.0.0/16", vpc_peering_connection_id: "pcx-1" }] },
          ),
        ]),
        finds: [
          "high aws_route_table.private: aws_route_table.private gets a route to 10.9.0.0/16 through a peering connection.",
        ],
      },
    ],
    quiet: [
      {
        name: "a NAT gateway, and a table that is new",
        context: planned(
          [
            keep("aws_route_table.private", { id: "rtb-1" }),
            create("aws_route_table.public", { id: unknown }),
            create("aws_route.a", {
              route_table_id: "rtb-1",
              destination_cidr_block: "0.0.0.0/0",
              nat_gateway_id: "nat-1",
            }),
            create("aws_route.b", {
              route_table_id: unknown,
              destination_cidr_block: "0.0.0.0/0",
              gateway_id: unknown,
            }),
          ],
          {
            references: new Map([
              ["aws_route.b", ["aws_internet_gateway.a.id", "aws_route_table.public.id"]],
            ]),
          },
        ),
      },
    ],
  },
  "EKS-NET-006": {
    fires: [
      {
        name: "from some to everybody",
        context: planned([update("aws_network_acl.a", acl("10.0.0.0/8"), acl("0.0.0.0/0"))]),
        finds: ["high aws_network_acl.a: It lets in all traffic from the internet (IPv4)."],
      },
    ],
    quiet: [
      {
        name: "a new one, in the place of one that did",
        context: planned([create("aws_network_acl.a", acl("0.0.0.0/0"))]),
      },
    ],
  },
  "EKS-NET-007": {
    fires: [
      {
        name: "removed, and less",
        context: planned([
          remove("aws_flow_log.a", { vpc_id: "vpc-1" }),
          update("aws_flow_log.b", { traffic_type: "ALL" }, { traffic_type: "REJECT" }),
        ]),
        finds: [
          "high aws_flow_log.a: The flow log is removed.",
          "high aws_flow_log.b: Only REJECT traffic is logged.",
        ],
      },
    ],
    quiet: [
      {
        name: "the network goes too",
        context: planned([
          remove("aws_vpc.a", { id: "vpc-1" }),
          remove("aws_flow_log.a", { vpc_id: "vpc-1" }),
        ]),
      },
    ],
  },
  "EKS-NET-008": {
    fires: [
      {
        name: "one of three is left",
        context: planned([
          keep("aws_nat_gateway.a"),
          remove("aws_nat_gateway.b"),
          remove("aws_nat_gateway.c"),
        ]),
        finds: ["high aws_nat_gateway.b: Of 3 NAT gateways, one is left."],
      },
    ],
    quiet: [
      {
        name: "two of three are left",
        context: planned([keep("aws_nat_gateway.a"), keep("aws_nat_gateway.b"), remove("aws_nat_gateway.c")]),
      },
      {
        name: "a regional one takes their place",
        context: planned([
          create("aws_nat_gateway.r", { availability_mode: "regional" }),
          remove("aws_nat_gateway.a"),
          remove("aws_nat_gateway.b"),
        ]),
      },
    ],
  },
  "EKS-NET-009": {
    fires: [
      {
        name: "it is turned on",
        context: planned([
          update("aws_subnet.a", { map_public_ip_on_launch: false }, { map_public_ip_on_launch: true }),
        ]),
        finds: ["high aws_subnet.a: map_public_ip_on_launch is on."],
      },
    ],
    quiet: [
      {
        name: "it is turned off",
        context: planned([
          update("aws_subnet.a", { map_public_ip_on_launch: true }, { map_public_ip_on_launch: false }),
        ]),
      },
    ],
  },
  "EKS-NET-010": {
    fires: [
      {
        name: "one that was internal, and a new one",
        context: planned([
          replace("aws_lb.a", { internal: true }, { internal: false }, ["internal"]),
          create("aws_lb.b", { internal: false }),
        ]),
        finds: [
          "high aws_lb.a: It was internal, and faces the internet now.",
          "high aws_lb.b: It is created facing the internet.",
        ],
      },
    ],
    quiet: [
      {
        name: "one that always did, and an internal one",
        context: planned([
          update("aws_lb.a", { internal: false, tags: null }, { internal: false, tags: {} }),
          create("aws_lb.b", { internal: true }),
        ]),
      },
    ],
  },
  "EKS-NET-011": {
    fires: [
      {
        name: "out to everywhere",
        context: planned([
          update("aws_security_group.a", group([], []), group([], [entry("0.0.0.0/0", 0, 0, "-1")])),
        ]),
        finds: ["note aws_security_group.a: It lets out all traffic to the internet (IPv4)."],
      },
    ],
    quiet: [
      {
        name: "a group that is new",
        context: planned([create("aws_security_group.a", group([], [entry("0.0.0.0/0", 0, 0, "-1")]))]),
      },
    ],
  },
  "EKS-NET-012": {
    fires: [
      {
        name: "a port less, a peer less",
        context: planned([
          update(
            "aws_security_group.a",
            group([entry("10.0.0.0/8", 80, 81)], [entry("0.0.0.0/0", 443)]),
            group([entry("10.0.0.0/8", 80)]),
          ),
        ]),
        finds: [
          "note aws_security_group.a: It no longer lets in tcp 81 from 10.0.0.0/8.",
          "note aws_security_group.a: It no longer lets out tcp 443 to the internet (IPv4).",
        ],
      },
    ],
    quiet: [
      {
        name: "the group goes",
        context: planned([remove("aws_security_group.a", group([entry("10.0.0.0/8", 80)]))]),
      },
    ],
  },
  "EKS-NET-013": {
    fires: [
      {
        name: "a block that is only known after apply",
        context: planned([
          keep("aws_security_group.a", group([])),
          create("aws_vpc_security_group_ingress_rule.a", {
            security_group_id: "sg-1",
            ip_protocol: "tcp",
            from_port: 443,
            to_port: 443,
            cidr_ipv4: unknown,
          }),
        ]),
        finds: ["high aws_vpc_security_group_ingress_rule.a: cidr_ipv4 is only known after apply."],
      },
    ],
    quiet: [
      {
        name: "a group that is new, and another one whose id is unknown",
        context: planned(
          [
            create("aws_security_group.a", { id: unknown, ingress: unknown, egress: unknown }),
            create("aws_vpc_security_group_ingress_rule.a", {
              security_group_id: unknown,
              ip_protocol: "tcp",
              from_port: 443,
              to_port: 443,
              cidr_ipv4: "10.0.0.0/8",
            }),
          ],
          { references: new Map([["aws_vpc_security_group_ingress_rule.a", ["aws_security_group.a.id"]]]) },
        ),
      },
    ],
  },
};
