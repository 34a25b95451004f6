import { describe, expect, test } from "@jest/globals";
import { configured, foldsOf, type RawPlan, raw, read } from "./changes";

const tagged = (address: string, before: object | null, after: object, more: object = {}) =>
  raw(address, { before: { tags_all: before, x: 1 }, after: { tags_all: after, x: 1, ...more } });

/** What is folded, in one line each. */
const lines = (plan: RawPlan): string[] =>
  foldsOf(plan).map(({ kind, text, addresses }) => `${kind}: ${text}: ${addresses.join(" ")}`);

describe("tags", () => {
  test("are told once for all that change alike, whether or not there were any", () => {
    expect(
      lines({
        changes: [
          tagged("aws_vpc.a", { team: "x" }, { team: "x", cost: "42" }),
          tagged("aws_subnet.b", null, { cost: "42" }),
          tagged("aws_eip.c", { team: "x" }, { team: "y" }),
        ],
      }),
    ).toEqual(["tags: tags: + cost=42: aws_subnet.b aws_vpc.a", "tags: tags: ~ team=x → y: aws_eip.c"]);
  });

  test("are not told twice where tags_all repeats tags", () => {
    const plan = {
      changes: [
        raw("aws_vpc.a", {
          before: { tags: { a: "1" }, tags_all: { a: "1" }, cidr: "x" },
          after: { tags: { a: "2" }, tags_all: { a: "2" }, cidr: "y" },
        }),
      ],
    };
    const { report } = read(plan);
    expect(report.changes[0]?.attributes.map(({ path }) => path.join("."))).toEqual(["cidr", "tags.a"]);
    expect(report.changes[0]?.foldedAttributes).toEqual([{ reason: "the same in tags", count: 1 }]);
  });

  test("are counted beside another change, if they change alike everywhere", () => {
    const changes = [
      tagged("aws_vpc.a", {}, { cost: "42" }),
      tagged("aws_vpc.b", {}, { cost: "42" }),
      tagged("aws_vpc.c", {}, { cost: "42" }, { x: 2 }),
      tagged("aws_vpc.d", {}, { cost: "43" }, { x: 2 }),
    ];
    expect(
      read({ changes }).report.changes.map(({ attributes, foldedAttributes }) => [
        attributes.map(({ path }) => path.join(".")),
        foldedAttributes,
      ]),
    ).toEqual([
      [["x"], [{ reason: "tags that change alike everywhere", count: 1 }]],
      [["tags_all.cost", "x"], []],
    ]);
  });

  test("never hide another change", () => {
    expect(lines({ changes: [tagged("aws_vpc.a", {}, { cost: "42" }, { x: 2 })] })).toEqual([]);
  });
});

describe("values that nobody set", () => {
  const resources = [configured("aws_thing.a", { name: [], version: ["aws_lt.b.latest_version"] })];

  test("are counted where they are only known after apply", () => {
    expect(
      lines({
        resources,
        changes: [
          raw("aws_thing.a", {
            before: { name: "x", etag: "1" },
            after: { name: "x" },
            unknown: { etag: true },
          }),
        ],
      }),
    ).toEqual(["computed: only values that the provider computes change: aws_thing.a"]);
  });

  test("are shown where the configuration has them, in a block too", () => {
    const { report } = read({
      resources: [
        {
          ...configured("aws_thing.a"),
          expressions: { template: [{ version: { references: ["aws_lt.b.latest_version"] } }] },
        },
      ],
      changes: [
        raw("aws_thing.a", {
          before: { template: [{ version: "1", name: "a" }] },
          after: { template: [{}] },
          unknown: { template: [{ version: true, name: true }] },
        }),
      ],
    });
    expect(report.changes[0]?.attributes.map(({ path }) => path)).toEqual([["template", 0, "version"]]);
    expect(report.changes[0]?.foldedAttributes).toEqual([{ reason: "known after apply", count: 1 }]);
  });

  test("of a Helm release say nothing that its values do not", () => {
    const release = (status: string) => ({
      resources: [configured("helm_release.a", { values: [] })],
      changes: [
        raw("helm_release.a", {
          before: { metadata: [{ revision: 1 }], status, values: ["a: 1\n"] },
          after: { metadata: [{ revision: 2 }], status: "deployed", values: ["a: 1\n"] },
        }),
      ],
    });
    expect(lines(release("deployed"))).toEqual([
      "computed: only Helm's record of the release changes: helm_release.a",
    ]);
    const { report } = read(release("failed"));
    expect(report.changes[0]?.attributes.map(({ path }) => path)).toEqual([["status"]]);
  });
});

describe("what means the same", () => {
  test("order of a set, writing of JSON, nothing and empty are folded each with its reason", () => {
    expect(
      lines({
        changes: [
          raw("aws_eks_node_group.a", {
            before: { subnet_ids: ["a", "b"] },
            after: { subnet_ids: ["b", "a"] },
          }),
          raw("aws_sqs_queue.b", { before: { policy: '{"a":1}' }, after: { policy: '{ "a": 1 }' } }),
          raw("aws_vpc.c", { before: { a: null, b: 1 }, after: { a: "", b: "1" } }),
        ],
      }),
    ).toEqual([
      "order: only the order of a set changes: aws_eks_node_group.a",
      "whitespace: only how JSON or YAML is written changes: aws_sqs_queue.b",
      "equivalent: only how a value is written changes: nothing or empty, a number or its text: aws_vpc.c",
    ]);
  });

  test("the order of a list is a change", () => {
    expect(
      lines({ changes: [raw("aws_x.a", { before: { l: ["a", "b"] }, after: { l: ["b", "a"] } })] }),
    ).toEqual([]);
  });
});

describe("what follows a replacement", () => {
  const resources = [
    configured("aws_sg.a", { name: [] }),
    configured("aws_lb.b", { groups: ["aws_sg.a.id"], name: [] }),
    configured("aws_dns.c", { target: ["aws_lb.b.dns_name"] }),
    configured("aws_new.d", { group: ["aws_sg.a.id"] }),
  ];
  const replaced = raw("aws_sg.a", {
    actions: ["delete", "create"],
    before: { id: "sg-1", name: "a" },
    after: { name: "b" },
    unknown: { id: true },
    change: { replace_paths: [["name"]] },
    resource: { action_reason: "replace_because_cannot_update" },
  });
  const follower = (more: object = {}) =>
    raw("aws_lb.b", {
      before: { groups: ["sg-0", "sg-1"], name: "lb", dns_name: "x" },
      after: { groups: ["sg-0", null], name: "lb", ...more },
      unknown: { groups: [false, true], dns_name: true },
    });
  const next = raw("aws_dns.c", { before: { target: "x" }, after: {}, unknown: { target: true } });
  const created = raw("aws_new.d", { actions: ["create"], after: {}, unknown: { group: true, id: true } });

  test("is listed at the cause, through what follows itself, without what is new", () => {
    const { report } = read({ resources, changes: [replaced, follower(), next, created] });
    expect(report.changes.map(({ address, followers }) => [address, followers])).toEqual([
      ["aws_new.d", []],
      ["aws_sg.a", ["aws_dns.c", "aws_lb.b"]],
    ]);
    expect(report.folds).toEqual([
      {
        kind: "cascade",
        text: "only because of aws_sg.a, which is replaced",
        addresses: ["aws_dns.c", "aws_lb.b"],
      },
    ]);
  });

  test("is told with what comes first alone", () => {
    const { report } = read({
      resources: [
        configured("aws_vpc.v", { cidr: [] }),
        ...resources.slice(1),
        configured("aws_sg.a", { vpc: ["aws_vpc.v.id"] }),
      ],
      changes: [
        raw("aws_vpc.v", {
          actions: ["create", "delete"],
          before: { id: "v", cidr: "a" },
          after: { cidr: "b" },
          unknown: { id: true },
        }),
        raw("aws_sg.a", {
          actions: ["create", "delete"],
          before: { id: "sg-1", vpc: "v" },
          after: {},
          unknown: { id: true, vpc: true },
        }),
        follower(),
        next,
      ],
    });
    expect(report.folds.map(({ text }) => text)).toEqual(["only because of aws_vpc.v, which is replaced"]);
    expect(report.changes.map(({ address, followers }) => [address, followers])).toEqual([
      ["aws_sg.a", ["aws_dns.c", "aws_lb.b"]],
      ["aws_vpc.v", ["aws_dns.c", "aws_lb.b", "aws_sg.a"]],
    ]);
  });

  test("does not include what only comes later", () => {
    const { report } = read({
      resources: [configured("aws_sg.a"), configured("aws_lb.b", {}, { depends_on: ["aws_sg.a"] })],
      changes: [replaced, follower()],
    });
    expect(report.changes.find(({ address }) => address === "aws_sg.a")?.followers).toEqual([]);
  });

  test("is shown where anything else changes as well", () => {
    const { report } = read({ resources, changes: [replaced, follower({ name: "other" })] });
    expect(report.changes.map(({ address }) => address)).toEqual(["aws_lb.b", "aws_sg.a"]);
  });

  test("is shown where the cause is only updated: new nodes are no noise", () => {
    const { report } = read({
      resources: [
        configured("aws_lt.a", { image: [] }),
        configured("aws_group.b", { version: ["aws_lt.a.latest_version"] }),
      ],
      changes: [
        raw("aws_lt.a", {
          before: { image: "1", latest_version: 1 },
          after: { image: "2" },
          unknown: { latest_version: true },
        }),
        raw("aws_group.b", { before: { version: "1" }, after: {}, unknown: { version: true } }),
      ],
    });
    expect(report.changes.map(({ address, followers }) => [address, followers])).toEqual([
      ["aws_group.b", []],
      ["aws_lt.a", ["aws_group.b"]],
    ]);
  });

  test("tells instances apart", () => {
    const { report } = read({
      resources: [
        configured("aws_sg.a"),
        configured("aws_lb.b", { group: ['aws_sg.a["x"].id', 'aws_sg.a["x"]', "aws_sg.a"] }),
      ],
      changes: [
        ...["x", "y"].map((index) => ({
          ...raw("aws_sg.a", {
            actions: ["delete", "create"],
            before: { id: "1" },
            after: {},
            unknown: { id: true },
          }),
          address: `aws_sg.a["${index}"]`,
          index,
        })),
        raw("aws_lb.b", { before: { group: "1" }, after: {}, unknown: { group: true } }),
      ],
    });
    expect(report.changes.map(({ address, followers }) => [address, followers])).toEqual([
      ['aws_sg.a["x"]', ["aws_lb.b"]],
      ['aws_sg.a["y"]', []],
    ]);
  });
});

describe("what is never folded", () => {
  const tags = { before: { tags: {} }, after: { tags: { a: "1" } } };

  test("what is deleted, replaced, left behind or put off", () => {
    const changes = [["delete"], ["forget"], ["delete", "create"], ["create", "delete"], ["create"]].map(
      (actions, index) => raw(`aws_x.r${index}`, { ...tags, actions }),
    );
    expect(
      lines({
        changes,
        more: { deferred_changes: [{ reason: "absent_prereq", resource_change: raw("aws_x.d", tags) }] },
      }),
    ).toEqual([]);
  });

  test("what decides about access, if only by its tags", () => {
    const types = [
      "aws_iam_role",
      "aws_security_group",
      "aws_vpc_security_group_ingress_rule",
      "aws_s3_bucket_policy",
    ];
    expect(lines({ changes: types.map((type) => raw(`${type}.a`, tags)) })).toEqual([]);
  });

  test("what has a finding", () => {
    const changes = [
      raw("aws_vpc.a", tags),
      raw("aws_vpc.b", tags),
      raw("aws_vpc.c", { actions: ["no-op"] }),
    ];
    const { report } = read({ changes, keep: ["aws_vpc.a", "aws_vpc.c"] });
    expect(report.changes.map(({ address }) => address)).toEqual(["aws_vpc.a", "aws_vpc.c"]);
    expect(report.counts).toEqual({ update: 2, "no-op": 1 });
  });

  test("an update that shows nothing, as nobody can say what it is", () => {
    expect(lines({ changes: [raw("aws_vpc.a", { before: { a: 1 }, after: { a: 1 } })] })).toEqual([]);
  });

  test("a move or an import that changes something", () => {
    expect(
      lines({
        changes: [
          raw("aws_vpc.a", { ...tags, resource: { previous_address: "aws_vpc.z" } }),
          raw("aws_vpc.b", { ...tags, change: { importing: { id: "vpc-1" } } }),
        ],
      }),
    ).toEqual([]);
  });
});

test("folds moves, imports, reads and what stays, each once", () => {
  const same = { actions: ["no-op"], before: { a: 1 }, after: { a: 1 } };
  expect(
    lines({
      changes: [
        raw("aws_vpc.a", same),
        raw("aws_vpc.b", { ...same, resource: { previous_address: "aws_vpc.y" } }),
        raw("aws_vpc.c", { ...same, change: { importing: { id: "x" } } }),
        raw("data.aws_ami", { actions: ["read"], after: {}, resource: { mode: "data" } }),
      ],
    }),
  ).toEqual([
    "move: moved to another address, without a change: aws_vpc.b",
    "import: imported as it is, without a change: aws_vpc.c",
    "read: data sources are read when it is applied: data.aws_ami",
    "no-op: no change: aws_vpc.a",
  ]);
});
