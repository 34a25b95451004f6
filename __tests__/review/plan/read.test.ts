import { describe, expect, test } from "@jest/globals";
import { Covered, Unknown } from "../../../review/plan/change";
import { PlanError, parsePlan } from "../../../review/plan/parse";
import { planText } from "../plans";
import { configured, planOf, raw, read } from "./changes";

describe("what is taken for a plan", () => {
  const refusal = (text: string): string => {
    try {
      parsePlan(text, "p.json");
    } catch (error) {
      if (error instanceof PlanError) return error.message;
    }
    throw new Error("it was read");
  };

  test("formats 1.0 to 1.9, whatever else they have", () => {
    for (const version of ["1.0", "1.2", "1.9"]) {
      expect(parsePlan(`{"format_version":"${version}","new":{}}`, "p.json")).toHaveProperty("new");
    }
  });

  test("no other format", () => {
    expect(refusal('{"format_version":"2.0"}')).toBe(
      "p.json is a plan of format 2.0, and only format 1 can be read, which Terraform prints since 1.1",
    );
    expect(refusal('{"format_version":"0.2"}')).toContain("format 0.2");
  });

  test("nothing that only looks like one", () => {
    expect(refusal("PK\u0003\u0004")).toBe(
      'p.json is a saved plan itself; give what "terraform show -json p.json" prints of it',
    );
    expect(refusal('{"@level":"info"}\n{"@level":"info"}')).toContain("is the log of");
    expect(refusal('{"format_version":"1.0","values":{}}')).toContain("is a state, not a plan");
    expect(refusal("[]")).toContain("has no format_version");
  });

  test("says what is no JSON without a word of it", () => {
    const message = refusal('{"password": hunter2');
    expect(message).toMatch(/^p\.json is no JSON: /);
    expect(message).not.toContain("hunter2");
  });
});

describe("actions", () => {
  const cases: readonly [readonly string[], object, string][] = [
    [["no-op"], {}, "no-op"],
    [["create"], {}, "create"],
    [["read"], {}, "read"],
    [["update"], {}, "update"],
    [["delete", "create"], {}, "replace-delete-first"],
    [["create", "delete"], {}, "replace-create-first"],
    [["create", "forget"], {}, "replace-create-first"],
    [["delete"], {}, "delete"],
    [["forget"], {}, "forget"],
    [["no-op"], { previous_address: "a.old" }, "move"],
    [["update"], { previous_address: "a.old" }, "update"],
    [["something-new"], {}, "update"],
  ];
  for (const [actions, resource, action] of cases) {
    test(`${actions.join(" and ")}${"previous_address" in resource ? " of what was moved" : ""} is ${action}`, () => {
      expect(planOf({ changes: [raw("a.b", { actions, resource })] }).changes[0]?.action).toBe(action);
    });
  }

  test("an import says from where, by id or identity", () => {
    const imported = (importing: object, actions: readonly string[]) =>
      planOf({ changes: [raw("a.b", { actions, change: { importing } })] }).changes[0];
    expect(imported({ id: "vpc-1" }, ["no-op"])).toMatchObject({ action: "import", importId: "vpc-1" });
    expect(imported({ identity: { b: 1, a: "x" } }, ["update"])).toMatchObject({
      action: "update",
      importId: '{"a":"x","b":1}',
    });
    expect(imported({ unknown: true }, ["no-op"])).toMatchObject({ importId: "(known after apply)" });
  });

  test("a replacement may leave what was there running", () => {
    const { plan, report } = read({
      changes: [
        raw("a.b", { actions: ["create", "forget"], resource: { action_reason: "replace_because_tainted" } }),
      ],
    });
    expect(plan.changes[0]?.forgetsReplaced).toBe(true);
    expect(report.changes[0]?.because).toBe(
      "it is tainted: making it failed, or somebody marked it; the former one is left running, no longer managed",
    );
  });

  test("a deposed object stands beside the one of the same address", () => {
    const { plan, report } = read({
      changes: [
        raw("a.b", { actions: ["delete"], before: { id: "old" }, resource: { deposed: "0a1b" } }),
        raw("a.b", { actions: ["no-op"], before: { id: "new" }, after: { id: "new" } }),
      ],
    });
    expect(plan.changes.map(({ address, deposed, action }) => [address, deposed, action])).toEqual([
      ["a.b", undefined, "no-op"],
      ["a.b", "0a1b", "delete"],
    ]);
    expect(report.changes).toMatchObject([{ address: "a.b", deposed: "0a1b", action: "delete" }]);
  });

  test("what is put off is listed, and said first", () => {
    const { report, notices } = read({
      more: {
        complete: false,
        deferred_changes: [
          {
            reason: "instance_count_unknown",
            resource_change: raw("a.b[*]", { actions: ["create"], unknown: { id: true } }),
          },
        ],
      },
    });
    expect(notices).toEqual([
      { kind: "incomplete", text: "The plan puts off 1 change to a later one: a.b[*]." },
    ]);
    expect(report.changes).toMatchObject([
      {
        address: "a.b[*]",
        because: "put off to a later plan: how many there are is only known after apply",
      },
    ]);
  });

  test("a reason that is newer than this is said in its own words", () => {
    const { report } = read({
      changes: [raw("a.b", { actions: ["delete"], resource: { action_reason: "delete_because_full_moon" } })],
    });
    expect(report.changes[0]?.because).toBe("delete because full moon");
  });

  test("actions that Terraform invokes are counted", () => {
    const { notices } = read({
      more: { action_invocations: [{ address: "action.aws_lambda_invoke.warm" }] },
    });
    expect(notices).toEqual([
      { kind: "diagnostic", text: "The plan invokes 1 action: action.aws_lambda_invoke.warm." },
    ]);
  });
});

describe("values", () => {
  const after = (value: unknown, unknown: unknown) =>
    planOf({ changes: [raw("a.b", { actions: ["create"], after: value, unknown })] }).changes[0]?.after;

  test("are unknown where the plan says so, in objects, lists and as a whole", () => {
    expect(
      after(
        { known: 1, list: [null, "a", null], blocks: [{ x: 1 }] },
        { id: true, list: [true, false, false], blocks: [{ y: true, z: false }], whole: true, none: {} },
      ),
    ).toEqual({
      known: 1,
      id: Unknown.value,
      list: [Unknown.value, "a", null],
      blocks: [{ x: 1, y: Unknown.value }],
      whole: Unknown.value,
    });
  });

  test("are nothing where nothing was or will be", () => {
    const [change] = planOf({ changes: [raw("a.b", { actions: ["delete"], before: { id: 1 } })] }).changes;
    expect(change?.before).toEqual({ id: 1 });
    expect(change?.after).toBeUndefined();
  });

  test("are covered where they are marked, with equal ordinals where they are equal", () => {
    const [change] = planOf({
      changes: [
        raw("a.b", {
          before: { list: [{ v: "first-1" }], whole: { a: 1 } },
          after: { list: [{ v: "second-2" }], whole: { a: 1 }, copy: "first-1" },
          sensitive: [
            { list: [{ v: true }], whole: true },
            { list: [{ v: true }], whole: true },
          ],
        }),
      ],
    }).changes;
    expect(change?.before).toEqual({ list: [{ v: new Covered(1) }], whole: new Covered(2) });
    expect(change?.after).toEqual({
      copy: new Covered(1),
      list: [{ v: new Covered(3) }],
      whole: new Covered(2),
    });
  });

  test("that only become sensitive are told apart from those that change", () => {
    const { plan, report } = read({
      changes: [
        raw("a.b", {
          before: { v: "value-1", w: 1 },
          after: { v: "value-1", w: 1 },
          sensitive: [{}, { v: true }],
        }),
        raw("a.c", {
          before: { v: "value-1", w: 1 },
          after: { v: "value-1", w: 2 },
          sensitive: [{ v: true }, {}],
        }),
      ],
    });
    expect(plan.changes.map(({ onlySensitivity }) => onlySensitivity)).toEqual([true, false]);
    expect(
      report.changes.map(({ attributes }) => attributes.map(({ path, kind }) => [kind, ...path])),
    ).toEqual([
      [["sensitivity", "v"]],
      [
        ["changed", "w"],
        ["sensitivity", "v"],
      ],
    ]);
  });
});

describe("references", () => {
  const references = (configuration: object) => planOf({ more: { configuration } }).references;

  test("are the most exact ones, without what is constant, and with what is depended on", () => {
    const found = references({
      root_module: {
        resources: [
          {
            address: "a.b",
            expressions: {
              x: { constant_value: "c.constant.id", references: ["c.d.id", "c.d"] },
              block: [{ y: { references: ["each.value", "local.z", "c.e[0].id", "c.e[0]", "c.e"] } }],
            },
            depends_on: ["c.f"],
          },
        ],
      },
    });
    expect(found.get("a.b")).toEqual(["c.d.id", "c.e[0].id", "c.f"]);
  });

  test("go through variables into the module's caller, and through outputs into a module", () => {
    const found = references({
      root_module: {
        resources: [
          { address: "a.user", expressions: { x: { references: ["module.net.vpc", "module.net"] } } },
        ],
        module_calls: {
          net: {
            expressions: { cidr: { references: ["a.pool.cidr", "a.pool"] } },
            module: {
              variables: { cidr: {} },
              outputs: { vpc: { expression: { references: ["a.vpc.id", "a.vpc"] } } },
              resources: [
                { address: "a.vpc", expressions: { cidr: { references: ["var.cidr"] } } },
                { address: "a.subnet", expressions: { vpc: { references: ["a.vpc.id", "a.vpc"] } } },
              ],
            },
          },
        },
      },
    });
    expect(Object.fromEntries(found)).toEqual({
      "a.user": ["module.net.a.vpc.id"],
      "module.net.a.subnet": ["module.net.a.vpc.id"],
      "module.net.a.vpc": ["a.pool.cidr"],
    });
  });

  test("are those of the provider as well", () => {
    const found = planOf({ more: JSON.parse(planText("10-eks-stub-update")) }).references;
    expect(found.get("helm_release.traefik")).toEqual([
      "aws_acm_certificate.cert.arn",
      "aws_eks_cluster.cluster.certificate_authority[0].data",
      "aws_eks_cluster.cluster.endpoint",
      "aws_eks_cluster.cluster.name",
      "aws_eks_node_group.ng",
    ]);
  });

  test("are found by the address of an instance as well", () => {
    const { references: found } = planOf({
      changes: [raw('a.b["x.y"]', { actions: ["no-op"] })],
      resources: [configured("a.b", { x: ["c.d.id"] })],
    });
    expect(found.get('a.b["x.y"]')).toEqual(["c.d.id"]);
  });
});
