import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { projectSchemas } from "../../../cli/project-schemas";
import { inputOf } from "../../../verify/input/load";
import { releaseFromValues } from "../../../verify/input/releases";
import { isRecord } from "../../../verify/structural/record";
import { verify } from "../../../verify/verify";
import type { Cases } from "./cases/case";
import { certificateCases } from "./cases/certificates";
import { chartCases } from "./cases/charts";
import { conflictCases } from "./cases/conflicts";
import { entryPointCases } from "./cases/entry-points";
import { halvesCases } from "./cases/halves";
import { consulCases } from "./cases/mesh/consul";
import { istioCases } from "./cases/mesh/istio";
import { surroundingsCases } from "./cases/mesh/surroundings";
import { middlewareCases } from "./cases/middlewares";
import { referenceCases } from "./cases/references";
import { ruleCases } from "./cases/rules";
import { tlsCases } from "./cases/tls";

const schemas = projectSchemas(join(__dirname, "..", "..", ".."), "anybody's");

const groups: readonly Cases[] = [
  certificateCases,
  chartCases,
  conflictCases,
  entryPointCases,
  consulCases,
  istioCases,
  surroundingsCases,
  halvesCases,
  middlewareCases,
  referenceCases,
  ruleCases,
  tlsCases,
];

const given = groups
  .flatMap((group) => Object.values(group))
  .flatMap((cases) => cases.map(({ finds }) => finds));

/** What nobody expects where something else should stand. */
const odd: readonly unknown[] = [
  null,
  0,
  -1,
  1e300,
  "",
  "x",
  "*",
  "a@b",
  true,
  [],
  [null],
  {},
  { a: null },
  [["x"]],
];

/** The value with the part that `choose` picks replaced by something odd. */
function spoiled(value: unknown, choose: (count: number) => number): unknown {
  const entries = isRecord(value) ? Object.entries(value) : Array.isArray(value) ? [...value.entries()] : [];
  const choice = choose(entries.length + 1);
  const chosen = entries[choice];
  if (chosen === undefined) return odd[choose(odd.length)];
  const [key, part] = chosen;
  const changed = spoiled(part, choose);
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (index === key ? changed : item))
    : { ...(value as object), [key]: changed };
}

test("says something about whatever is written, and never fails", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...given),
      fc.infiniteStream(fc.nat()),
      ({ yaml = "", values, stack = {} }, choices) => {
        const choose = (count: number): number => (choices.next().value ?? 0) % count;
        const objects = inputOf({
          manifests: [{ path: "a.yaml", text: yaml }],
          stacks: [],
          complete: false,
        }).objects;
        const manifests = objects.map(({ object }, index) => ({
          path: `${index}.yaml`,
          text: JSON.stringify(spoiled(object, choose)),
        }));
        const stacks = [{ path: "cdk.tf.json", text: JSON.stringify(spoiled(stack, choose)) }];
        const input = inputOf({ manifests, stacks, complete: choose(2) === 0 });
        const releases =
          values === undefined ? [] : releaseFromValues("traefik", "values.yaml", values).releases;
        const changed = releases.map((release) => {
          const spoiledValues = spoiled(release.values, choose);
          return { ...release, values: isRecord(spoiledValues) ? spoiledValues : {} };
        });
        expect(Array.isArray(verify({ ...input, releases: [...input.releases, ...changed] }, schemas))).toBe(
          true,
        );
      },
    ),
    { numRuns: 1500 },
  );
});
