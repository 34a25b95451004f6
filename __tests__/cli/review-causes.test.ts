import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { findCauses, mostOptions, type Output, outputMaker } from "../../cli/review/causes";
import { changedOptions, withOption } from "../../cli/review/changed-options";
import { Definition } from "../../platform/definition/schema";
import { type DefinitionInput, small } from "../outputs";

describe("options that differ", () => {
  test.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1 }, { a: 2 }, [{ path: ["a"], before: 1 }]],
    [
      { a: { b: 1, c: 2 } },
      { a: { b: 2, c: 3 } },
      [
        { path: ["a", "b"], before: 1 },
        { path: ["a", "c"], before: 2 },
      ],
    ],
    // what is new or gone is one option, however much there is in it
    [{}, { a: { b: 1, c: 2 } }, [{ path: ["a"], before: undefined }]],
    [{ a: { b: 1 } }, {}, [{ path: ["a"], before: { b: 1 } }]],
    [{ a: [1, 2] }, { a: [1, 3] }, [{ path: ["a", 1], before: 2 }]],
    [{ a: [1, 2] }, { a: [1] }, [{ path: ["a"], before: [1, 2] }]],
  ])("between %j and %j", (before, after, expected) => {
    const options = changedOptions(before, after);
    expect(options).toEqual(expected);
    // and put back, they give what was
    expect(options.reduce<unknown>(withOption, after)).toEqual(before);
  });
});

const definition = (rest: Partial<DefinitionInput>) => Definition.parse({ ...small, name: "dev", ...rest });

describe("the option that causes a change", () => {
  const size = (min: number, max: number) => ({
    nodeGroups: { system: { instances: ["m7g.large"], size: { min, max } } },
  });
  /** Makes a resource of each given function of a definition. */
  const find = (
    before: Partial<DefinitionInput>,
    after: Partial<DefinitionInput>,
    resources: Readonly<Record<string, (it: Definition) => unknown>>,
    hasTime = () => true,
  ) => {
    const make = (it: Definition): Output => ({
      resources: new Map([
        [
          "dev",
          new Map(
            Object.entries(resources).flatMap(([address, of]) => {
              const value = of(it);
              return value === undefined ? [] : [[address, JSON.stringify(value)]];
            }),
          ),
        ],
      ]),
      objects: new Map(),
    });
    const { resources: found, told } = findCauses({
      before: definition(before),
      after: definition(after),
      make,
      hasTime,
    });
    return { found: Object.fromEntries(found.get("dev") ?? []), told };
  };
  const system = (it: Definition) => it.nodeGroups.system;

  test("is the only one that changed", () => {
    expect(find(size(1, 2), size(1, 3), { "a.b": system, "a.same": ({ name }) => name }).found).toEqual({
      "a.b": ["nodeGroups", "system", "size", "max"],
    });
  });

  test("is the one without which the change would not be there", () => {
    expect(
      find(size(1, 2), size(2, 3), {
        "a.min": (it) => system(it)?.size.min,
        "a.max": (it) => system(it)?.size.max,
      }).found,
    ).toEqual({
      "a.min": ["nodeGroups", "system", "size", "min"],
      "a.max": ["nodeGroups", "system", "size", "max"],
    });
  });

  test("is what several stand in together that have a part in it", () => {
    expect(find(size(1, 2), size(2, 3), { "a.b": system }).found).toEqual({
      "a.b": ["nodeGroups", "system", "size"],
    });
  });

  test("is found for what is new and for what is gone", () => {
    const over = (limit: number) => (it: Definition) =>
      (system(it)?.size.max ?? 0) > limit ? "there" : undefined;
    expect(find(size(1, 2), size(1, 3), { "a.new": over(2) }).found).toHaveProperty(["a.new"]);
    expect(find(size(1, 3), size(1, 2), { "a.gone": over(2) }).found).toHaveProperty(["a.gone"]);
  });

  test("is none where options are too many to be tried, or time is short", () => {
    const tags = (value: string) => ({
      aws: {
        ...small.aws,
        tags: Object.fromEntries(Array.from({ length: mostOptions + 1 }, (_, index) => [`t${index}`, value])),
      },
    });
    expect(find(tags("a"), tags("b"), { "a.b": ({ aws }) => aws })).toEqual({
      found: {},
      told: "21 options of the definition changed; which of them causes what is looked for among 20 at most.",
    });
    expect(find(size(1, 2), size(2, 3), { "a.b": system }, () => false)).toEqual({
      found: {},
      told: "Which options of the definition cause what was not found in time.",
    });
  });

  test("is found in what both halves are really made of", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-causes-"));
    try {
      const service = (image: string) => ({ services: { shop: { image } } });
      const { resources, objects } = findCauses({
        before: definition({ ...size(1, 2), ...service("shop:1") }),
        after: definition({ ...size(1, 3), ...service("shop:2") }),
        make: outputMaker(folder),
        hasTime: () => true,
      });
      const causes = [...(resources.get("dev") ?? [])].map(([address, path]) => [
        address.split(".")[0],
        path,
      ]);
      expect(causes).toEqual([["aws_eks_node_group", ["nodeGroups", "system", "size", "max"]]]);
      expect([...objects]).toEqual([["apps/Deployment/apps/shop", ["services", "shop", "image"]]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
