import { describe, expect, test } from "@jest/globals";
import { joinConstructMaps, readConstructMap } from "../../../review/origins/construct-map";
import { originsOf } from "../../../review/origins/origins";
import { constructPaths, resourceOf } from "../../../review/origins/terraform-paths";

const line = (file: string, at: number) => ({ file, line: at, column: 5 });
const block = (path: string) => ({ "//": { metadata: { path, uniqueId: "x" } } });
const stack = (resource: object, rest: object = {}) => JSON.stringify({ resource, ...rest });

describe("an address belongs to the resource in the root module", () => {
  test.each([
    ["aws_vpc.main", "aws_vpc.main"],
    ["aws_vpc.main[0]", "aws_vpc.main"],
    ['aws_vpc.main["a.b"]', "aws_vpc.main"],
    ['aws_vpc.main["with \\"quote\\" and ].x"]', "aws_vpc.main"],
    ["data.aws_ami.linux[1]", "data.aws_ami.linux"],
    ['module.net["x.y"].module.inner.aws_vpc.main', "module.net"],
  ])("%s", (address, resource) => {
    expect(resourceOf(address)).toBe(resource);
  });
});

test("paths of constructs stand in what cdktf writes, of resources, data sources and modules", () => {
  const text = stack(
    { aws_vpc: { a: block("dev/net/vpc"), b: {} } },
    { data: { aws_ami: { c: block("dev/ami") } }, module: { d: block("dev/module") } },
  );
  expect([...constructPaths(text)]).toEqual([
    ["aws_vpc.a", "dev/net/vpc"],
    ["data.aws_ami.c", "dev/ami"],
    ["module.d", "dev/module"],
  ]);
  expect([...constructPaths("no JSON"), ...constructPaths(undefined)]).toEqual([]);
});

describe("the origin", () => {
  const before = {
    stack: stack({ aws_vpc: { kept: block("dev/old-path"), gone: block("dev/gone") } }),
    constructs: {
      version: 1,
      constructs: {
        "dev/gone": { classes: ["Vpc"], frames: [line("stacks/old.ts", 7), line("main.ts", 1)] },
        "dev/shop/old": {
          classes: ["ApiObject"],
          frames: [line("k8s/old.ts", 3)],
          object: { group: "apps", kind: "Deployment", namespace: "apps", name: "old" },
        },
      },
    },
  } as const;
  const object = (name: string) => ({ group: "", kind: "Service", namespace: "apps", name });
  const after = {
    stack: stack({ aws_vpc: { kept: block("dev/kept"), bare: block("dev/bare") } }),
    constructs: {
      version: 1,
      constructs: {
        "dev/kept": { classes: ["Vpc"], frames: [line("stacks/network.ts", 9)] },
        "dev/shop": { classes: ["ApiObject"], frames: [line("k8s/shop.ts", 2)], object: object("shop") },
        "prod/shop": { classes: ["ApiObject"], frames: [line("k8s/other.ts", 2)], object: object("shop") },
      },
    },
  } as const;
  const origins = originsOf({ environment: "dev", before, after });

  test("of a resource is where its construct is made", () => {
    expect(origins.ofResource("aws_vpc.kept[0]")).toEqual({
      construct: "dev/kept",
      source: line("stacks/network.ts", 9),
    });
  });

  test("of what is destroyed is found in what was", () => {
    expect(origins.ofResource("aws_vpc.gone")).toEqual({
      construct: "dev/gone",
      source: line("stacks/old.ts", 7),
    });
    expect(origins.ofObject({ group: "apps", kind: "Deployment", namespace: "apps", name: "old" })).toEqual({
      construct: "dev/shop/old",
      source: line("k8s/old.ts", 3),
    });
  });

  test("has no line where nobody watched", () => {
    expect(origins.ofResource("aws_vpc.bare")).toEqual({ construct: "dev/bare" });
  });

  test("of what nobody knows is empty", () => {
    expect(origins.ofResource("aws_vpc.unheard-of")).toEqual({});
    expect(origins.ofObject(object("unheard-of"))).toEqual({});
  });

  test("of an object is that of its own environment", () => {
    expect(origins.ofObject(object("shop"))).toEqual({
      construct: "dev/shop",
      source: line("k8s/shop.ts", 2),
    });
  });

  test("names the option that causes a change", () => {
    const definition = { ...line("environments/dev.yaml", 12), option: "network.cidr" };
    const caused = originsOf({
      environment: "dev",
      before,
      after,
      causes: {
        resources: new Map([["aws_vpc.kept", definition]]),
        objects: new Map([["/Service/apps/shop", definition]]),
      },
    });
    expect(caused.ofResource("aws_vpc.kept[0]").definition).toEqual(definition);
    expect(caused.ofObject(object("shop")).definition).toEqual(definition);
    expect(caused.ofResource("aws_vpc.bare").definition).toBeUndefined();
  });
});

test("a map of another version, or of no form at all, is none", () => {
  expect(readConstructMap('{"version":2,"constructs":{}}')).toBeUndefined();
  expect(readConstructMap("null")).toBeUndefined();
  expect(readConstructMap("{")).toBeUndefined();
  const [one, other] = [{ "a/b": { classes: ["A"], frames: [] } }, { "a/c": { classes: ["B"], frames: [] } }];
  const maps = [one, other].map((constructs) => readConstructMap(JSON.stringify({ version: 1, constructs })));
  expect(joinConstructMaps(maps.flatMap((map) => map ?? []))).toEqual({
    version: 1,
    constructs: { ...one, ...other },
  });
});
