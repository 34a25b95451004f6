import { expect, test } from "@jest/globals";
import { originsOf } from "../../../review/origins/origins";
import { type ForeignSubjects, mergeForeign } from "../../../review/sarif/merge";
import type { ForeignResult } from "../../../review/sarif/read";

const stack = (environment: string) =>
  JSON.stringify(
    {
      resource: {
        aws_lb: {
          main: { "//": { metadata: { path: `${environment}/lb` } } },
          "main-two": { "//": { metadata: { path: `${environment}/lb-two` } } },
        },
      },
    },
    undefined,
    2,
  );

const manifest = `apiVersion: v1
kind: Service
metadata: { name: shop, namespace: apps }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: apps }
spec: {}
`;

const source = { file: "k8s/shop.ts", line: 3, column: 1 };

function subjects(environment: string): ForeignSubjects {
  const object = { group: "apps", kind: "Deployment", namespace: "apps", name: "shop" };
  return {
    stack: stack(environment),
    manifests: [{ path: "services/shop.yaml", text: manifest }],
    origins: originsOf({
      environment,
      before: {},
      after: {
        stack: stack(environment),
        constructs: {
          version: 1,
          constructs: { [`${environment}/shop`]: { classes: [], frames: [source], object } },
        },
      },
    }),
  };
}

const result = (rest: Partial<ForeignResult>): ForeignResult => ({
  tool: "trivy",
  rule: "AVD-1",
  level: "high",
  message: "It is public.",
  title: "",
  help: "",
  names: [],
  ...rest,
});

const merge = (rest: Partial<ForeignResult>, ...environments: string[]) =>
  Object.fromEntries(
    [...mergeForeign([result(rest)], new Map(environments.map((name) => [name, subjects(name)])))].map(
      ([name, findings]) => [name, findings.map(({ subject, origin }) => ({ subject, origin }))],
    ),
  );

test("brings a result into the form of a finding", () => {
  const merged = mergeForeign(
    [result({ names: ["aws_lb.main"], title: "No public load balancers", help: "https://example.com/1" })],
    new Map([["dev", subjects("dev")]]),
  );
  expect(merged.get("dev")).toEqual([
    {
      rule: "AVD-1",
      level: "high",
      subject: "aws_lb.main",
      origin: { construct: "dev/lb" },
      happens: "It is public.",
      why: "No public load balancers",
      fix: "Read https://example.com/1.",
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      tool: "trivy",
    },
  ]);
});

test("finds the resource that a text names, and no shorter one", () => {
  expect(merge({ names: ["Resource aws_lb.main-two is public"] }, "dev")).toEqual({
    dev: [{ subject: "aws_lb.main-two", origin: { construct: "dev/lb-two" } }],
  });
  expect(merge({ names: ["my_aws_lb.main"], place: { file: "x.tf", line: 2 } }, "dev")).toEqual({
    dev: [{ subject: "x.tf:2", origin: {} }],
  });
});

test("finds the resource that stands at a line of the stack of its environment", () => {
  // the second resource begins in line 12
  expect(merge({ place: { file: "cdktf.out/stacks/prod/cdk.tf.json", line: 13 } }, "dev", "prod")).toEqual({
    dev: [],
    prod: [{ subject: "aws_lb.main-two", origin: { construct: "prod/lb-two" } }],
  });
});

test("finds the object that stands at a line of a manifest", () => {
  expect(merge({ place: { file: "file:///w/dist/dev/services/shop.yaml", line: 7 } }, "dev", "prod")).toEqual(
    {
      dev: [{ subject: "Deployment apps/shop", origin: { construct: "dev/shop", source } }],
      prod: [],
    },
  );
});

test("is about every environment that has the resource, and about the first where none has", () => {
  expect(merge({ names: ["aws_lb.main"] }, "dev", "prod")).toEqual({
    dev: [{ subject: "aws_lb.main", origin: { construct: "dev/lb" } }],
    prod: [{ subject: "aws_lb.main", origin: { construct: "prod/lb" } }],
  });
  expect(merge({}, "dev", "prod")).toEqual({ dev: [{ subject: "trivy:1", origin: {} }], prod: [] });
});

test("gives equal findings equal fingerprints, and others others", () => {
  const fingerprint = (rest: Partial<ForeignResult>) =>
    mergeForeign([result(rest)], new Map([["dev", subjects("dev")]])).get("dev")?.[0]?.fingerprint;
  const first = fingerprint({ names: ["aws_lb.main"] });
  expect(fingerprint({ names: ["about aws_lb.main"] })).toBe(first);
  expect(fingerprint({ names: ["aws_lb.main"], rule: "AVD-2" })).not.toBe(first);
  expect(fingerprint({ names: ["aws_lb.main-two"] })).not.toBe(first);
});
