import { describe, expect, test } from "@jest/globals";
import { type DifferenceOptions, differences } from "../../../review/differences/differences";
import { Covered, Unknown, type Value } from "../../../review/plan/change";

/** Each change in one line. */
function lines(before: Value, after: Value, options?: DifferenceOptions): string[] {
  const { changes, quiet } = differences(before, after, options);
  const text = (shown: unknown) => JSON.stringify(shown);
  return [
    ...changes.map(({ path, kind, before: old, after: young, format, forcesReplacement }) =>
      [
        { added: "+", removed: "-", changed: "~", sensitivity: "s" }[kind],
        path.join("."),
        ...[old, young].flatMap((shown) =>
          shown === undefined
            ? []
            : [
                shown.kind === "value"
                  ? text(shown.value)
                  : shown.kind === "sensitive"
                    ? `#${shown.ordinal}`
                    : "?",
              ],
        ),
        ...(format === undefined ? [] : [`(${format})`]),
        ...(forcesReplacement ? ["forces replacement"] : []),
      ].join(" "),
    ),
    ...quiet.map(({ path, reason }) => `quiet ${path.join(".")} ${reason}`),
  ];
}

const sets: DifferenceOptions = { collection: () => "set", values: "attributes" };
const attributes: DifferenceOptions = { values: "attributes" };

describe("values", () => {
  test("names what was added, removed and changed, in the order of the names", () => {
    expect(lines({ b: 1, c: { x: 1, y: 2 }, d: 1 }, { a: 1, b: 1, c: { x: 1, y: 3 } })).toEqual([
      "+ a 1",
      "~ c.y 2 3",
      "- d 1",
    ]);
  });

  test("shows all of what is new or gone, without what has no value", () => {
    expect(lines(undefined, { name: "a", tags: null, port: { from: 1, to: null } }, attributes)).toEqual([
      '+ name "a"',
      '+ port {"from":1}',
    ]);
    expect(lines({ name: "a" }, undefined, attributes)).toEqual(['- name "a"']);
  });

  test("shows a secret by its ordinal, also within a larger value", () => {
    const [old, young] = [new Covered(1), new Covered(2)];
    expect(lines({ password: old }, { password: young, db: { token: young } })).toEqual([
      '+ db {"token":"(sensitive #2)"}',
      "~ password #1 #2",
    ]);
    expect(lines({ password: old }, { password: new Covered(1) })).toEqual([]);
  });

  test("shows what is only known after apply", () => {
    expect(lines({ id: "a", ids: ["a"] }, { id: Unknown.value, ids: [Unknown.value, "a"] })).toEqual([
      '~ id "a" ?',
      "+ ids.0 ?",
    ]);
  });

  test("takes null for no value, and an empty one as good as none, in attributes alone", () => {
    const before = { a: null, b: "", c: null, d: 1, e: null };
    const after = { a: [], b: null, d: "1", e: "x" };
    expect(lines(before, after, attributes)).toEqual([
      '+ e "x"',
      "quiet a equivalent",
      "quiet b equivalent",
      "quiet d equivalent",
    ]);
    expect(lines(before, after)).toEqual([
      "~ a null []",
      '~ b "" null',
      "- c null",
      '~ d 1 "1"',
      '~ e null "x"',
    ]);
  });

  test("keeps a key that JavaScript gives a meaning of its own", () => {
    expect(lines(JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2,"constructor":3}'))).toEqual([
      "~ __proto__ 1 2",
      "+ constructor 3",
    ]);
  });

  test("says which attribute forces a replacement, whether it is named or what holds it", () => {
    const replacePaths = [["instance_types"], ["template", 0, "version"]];
    expect(
      lines(
        { instance_types: ["a"], name: "x", template: [{ version: "1" }] },
        { instance_types: ["b"], name: "y", template: [{ version: "2" }] },
        { replacePaths },
      ),
    ).toEqual([
      '~ instance_types.0 "a" "b" forces replacement',
      '~ name "x" "y"',
      '~ template.0.version "1" "2" forces replacement',
    ]);
  });
});

describe("lists", () => {
  test("shows one more element as one more, wherever it stands", () => {
    expect(lines({ cidrs: ["a", "b", "c"] }, { cidrs: ["a", "z", "b", "c"] })).toEqual(['+ cidrs.1 "z"']);
    expect(lines({ cidrs: ["a", "b", "c"] }, { cidrs: ["b", "c"] })).toEqual(['- cidrs.0 "a"']);
  });

  test("shows another order, which means something", () => {
    expect(lines({ l: ["a", "b"] }, { l: ["b", "a"] })).toEqual(['~ l ["a","b"] ["b","a"]']);
  });

  test("compares objects by what identifies them", () => {
    const before = { containers: [{ name: "app", image: "a:1" }, { name: "proxy" }] };
    const after = { containers: [{ name: "init" }, { name: "app", image: "a:2" }] };
    expect(lines(before, after)).toEqual([
      '~ containers.app.image "a:1" "a:2"',
      '+ containers.init {"name":"init"}',
      '- containers.proxy {"name":"proxy"}',
    ]);
  });

  test("tells ports apart by protocol as well", () => {
    const ports = (...protocols: string[]) => ({
      ports: protocols.map((protocol) => ({ containerPort: 53, protocol })),
    });
    expect(lines(ports("TCP", "UDP"), ports("TCP", "UDP", "SCTP"))).toEqual([
      '+ ports.53/SCTP {"containerPort":53,"protocol":"SCTP"}',
    ]);
  });

  test("says the new order of identified objects, such as middlewares", () => {
    const list = (...names: string[]) => ({ middlewares: names.map((name) => ({ name })) });
    expect(lines(list("auth", "limit"), list("limit", "auth"))).toEqual([
      '~ middlewares ["auth","limit"] ["limit","auth"]',
    ]);
  });

  test("goes into a block that stands alone", () => {
    expect(lines({ scaling_config: [{ min: 1, max: 3 }] }, { scaling_config: [{ min: 2, max: 3 }] })).toEqual(
      ["~ scaling_config.0.min 1 2"],
    );
  });

  test("stays with a block that stands alone, whatever it is called", () => {
    expect(
      lines({ launch_template: [{ name: "a" }] }, { launch_template: [{ name: "b" }] }, attributes),
    ).toEqual(['~ launch_template.0.name "a" "b"']);
    expect(lines({ containers: [{ name: "a" }] }, { containers: [{ name: "b" }] })).toEqual([
      '- containers.a {"name":"a"}',
      '+ containers.b {"name":"b"}',
    ]);
  });

  test("pairs what cannot be told apart by its place", () => {
    expect(lines({ rules: [{ a: 1 }, { a: 2 }] }, { rules: [{ a: 1 }, { a: 3 }] })).toEqual([
      "~ rules.1.a 2 3",
    ]);
  });
});

describe("sets", () => {
  test("shows their elements, however they are sorted", () => {
    expect(lines({ subnet_ids: ["a", "b", "c"] }, { subnet_ids: ["b", "c", Unknown.value] }, sets)).toEqual([
      '- subnet_ids "a"',
      "+ subnet_ids ?",
    ]);
  });

  test("counts each subnet that is not known yet", () => {
    const { value } = Unknown;
    expect(lines({ ids: ["a"] }, { ids: ["a", value, value] }, sets)).toEqual(["+ ids ?", "+ ids ?"]);
  });

  test("sees no change in another order", () => {
    expect(lines({ ids: ["a", "b"] }, { ids: ["b", "a"] }, sets)).toEqual(["quiet ids order"]);
  });

  test("shows a rule of a security group as a whole", () => {
    const rule = (from_port: number, cidr: string) => ({
      from_port,
      cidr_blocks: [cidr],
      description: "",
      security_groups: [],
    });
    expect(
      lines(
        { ingress: [rule(80, "10.0.0.0/8"), rule(443, "10.0.0.0/8")] },
        { ingress: [rule(22, "0.0.0.0/0"), rule(443, "10.0.0.0/8")] },
        { collection: ([name]) => (name === "ingress" ? "set" : "list"), values: "attributes" },
      ),
    ).toEqual([
      '- ingress {"cidr_blocks":["10.0.0.0/8"],"from_port":80}',
      '+ ingress {"cidr_blocks":["0.0.0.0/0"],"from_port":22}',
    ]);
  });
});

describe("texts", () => {
  test("compares the values of a chart by their keys", () => {
    expect(
      lines(
        { values: ["deployment:\n  replicas: 2\n  image: a\n"] },
        { values: ['"deployment":\n  "image": "a"\n  "replicas": 3\n"ports": {}\n'] },
      ),
    ).toEqual(["~ values.0.deployment.replicas 2 3 (yaml)", "+ values.0.ports {} (yaml)"]);
  });

  test("compares JSON by its keys, and finds null another value than none there", () => {
    expect(lines({ config: '{"a":null,"b":1}' }, { config: '{"b":"1"}' }, attributes)).toEqual([
      "- config.a null (json)",
      '~ config.b 1 "1" (json)',
    ]);
  });

  test("sees no change where only the writing differs", () => {
    expect(lines({ c: '{"a":1,"b":2}' }, { c: '{ "b": 2, "a": 1 }' })).toEqual(["quiet c whitespace"]);
    expect(lines({ c: "a: 1\nb: 2\n" }, { c: "# why\nb: 2\na: 1\n" })).toEqual(["quiet c whitespace"]);
  });

  test("compares several documents by what they are", () => {
    const text = (...objects: [string, number][]) =>
      objects
        .map(
          ([name, n]) =>
            `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  count: ${n}\n`,
        )
        .join("---\n");
    expect(lines({ t: text(["a", 1], ["b", 1]) }, { t: text(["b", 2], ["a", 1]) })).toEqual([
      "~ t.ConfigMap/b.data.count 1 2 (yaml)",
      "quiet t order",
    ]);
  });

  test("takes a sentence with a colon for a sentence, and a script for lines", () => {
    expect(lines({ d: "note: a" }, { d: "note: b" })).toEqual(['~ d "note: a" "note: b"']);
    expect(lines({ d: "#!/bin/sh\necho a\n" }, { d: "#!/bin/sh\necho b\n" })).toEqual([
      '~ d "#!/bin/sh\\necho a\\n" "#!/bin/sh\\necho b\\n" (text)',
    ]);
  });

  test("reads a new text by its structure", () => {
    expect(lines({}, { values: ["a:\n  b: 1\n"] })).toEqual(['+ values [{"a":{"b":1}}] (yaml)']);
    expect(lines({}, { policy: '{"a":{"b":1}}' })).toEqual(['+ policy {"a":{"b":1}} (json)']);
  });

  test("finds a secret that was covered within a text", () => {
    expect(lines({ c: '{"a":"(sensitive #1)"}' }, { c: '{"a":"(sensitive #2)"}' })).toEqual([
      "~ c.a #1 #2 (json)",
    ]);
  });

  test("does not write out a bomb of aliases", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 10; level++) {
      const [name, last] = ["abcdefghij"[level], "abcdefghij"[level - 1]];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${last}`).join(", ")}]`);
    }
    const { changes } = differences({ v: `${bomb.join("\n")}\n` }, { v: `${bomb.join("\n")}\nz: 1\n` });
    expect(changes).toMatchObject([{ path: ["v"], kind: "changed", format: "text" }]);
  });
});

describe("policies", () => {
  const policy = (...statements: object[]) => ({
    policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  });

  test("shows what an action list has more", () => {
    expect(
      lines(
        policy({ Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" }),
        policy({
          Sid: "Read",
          Effect: "Allow",
          Action: ["s3:getobject", "s3:*"],
          Resource: ["arn:aws:s3:::b/*"],
        }),
      ),
    ).toEqual(['+ policy.Statement.Read.Action "s3:*" (policy)']);
  });

  test("sees no change in order, Sid and the spelling of one value", () => {
    const [one, two] = [
      { Effect: "Allow", Action: ["a:b", "a:c"], Resource: "*" },
      { Effect: "Deny", Action: ["d:e"], Resource: ["x", "y"] },
    ];
    expect(
      lines(
        policy({ Sid: "", ...one }, two),
        policy({ Sid: "New", ...two, Action: "d:e", Resource: ["y", "x"] }, { ...one, Resource: ["*"] }),
      ),
    ).toEqual(["quiet policy order"]);
  });

  test("pairs statements without a Sid by what they have in common", () => {
    const trust = (...services: string[]) => ({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: services },
    });
    expect(
      lines(
        policy(trust("ec2.amazonaws.com")),
        policy(
          { Effect: "Deny", Action: "*", Resource: "*" },
          trust("ec2.amazonaws.com", "eks.amazonaws.com"),
        ),
      ),
    ).toEqual([
      '+ policy.Statement.0 {"Action":["*"],"Effect":"Deny","Resource":["*"]} (policy)',
      '+ policy.Statement.1.Principal.Service "eks.amazonaws.com" (policy)',
    ]);
  });

  test("shows a condition that is gone", () => {
    const statement = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    expect(
      lines(
        policy({ ...statement, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }),
        policy(statement),
      ),
    ).toEqual(['- policy.Statement.0.Condition {"StringEquals":{"aws:SourceAccount":["1"]}} (policy)']);
  });
});
