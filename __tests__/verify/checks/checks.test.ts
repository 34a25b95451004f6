import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { chartSchemasIn } from "../../../verify/checks/chart-schema";
import { checkIds } from "../../../verify/checks/registry";
import { inputOf } from "../../../verify/input/load";
import { releaseFromValues } from "../../../verify/input/releases";
import { schemasIn } from "../../../verify/structural/schemas";
import { verify } from "../../../verify/verify";
import type { Case, Cases, Given } from "./cases/case";
import { certificateCases } from "./cases/certificates";
import { chartCases } from "./cases/charts";
import { conflictCases } from "./cases/conflicts";
import { entryPointCases } from "./cases/entry-points";
import { halvesCases } from "./cases/halves";
import { inputCases } from "./cases/input";
import { consulCases } from "./cases/mesh/consul";
import { istioCases } from "./cases/mesh/istio";
import { surroundingsCases } from "./cases/mesh/surroundings";
import { middlewareCases } from "./cases/middlewares";
import { objectCases } from "./cases/objects";
import { referenceCases } from "./cases/references";
import { ruleCases } from "./cases/rules";
import { tlsCases } from "./cases/tls";

const imports = join(__dirname, "..", "..", "..", "imports");
const schemas = {
  findSchema: schemasIn(join(imports, "schemas")),
  findChart: chartSchemasIn(join(imports, "charts")),
};

const groups: readonly Cases[] = [
  ruleCases,
  referenceCases,
  middlewareCases,
  tlsCases,
  certificateCases,
  objectCases,
  conflictCases,
  entryPointCases,
  chartCases,
  halvesCases,
  consulCases,
  istioCases,
  surroundingsCases,
  inputCases,
];

const all = groups.flatMap((group) =>
  Object.entries(group).flatMap(([id, cases]: [string, readonly Case[]]) =>
    cases.map((one) => [id, one] as const),
  ),
);

/** `12:5 error IngressRoute apps/web: what happens` */
function found(id: string, { yaml = "", values, stack, complete }: Given): string[] {
  const input = inputOf({
    manifests: [{ path: "a.yaml", text: yaml }],
    stacks: stack === undefined ? [] : [{ path: "cdk.tf.json", text: JSON.stringify(stack, undefined, 2) }],
    complete: complete === true,
  });
  const release = values === undefined ? [] : releaseFromValues("traefik", "values.yaml", values).releases;
  return verify({ ...input, releases: [...input.releases, ...release] }, schemas)
    .filter(({ check }) => check === id)
    .map(
      ({ file, line, column, severity, object, happens }) =>
        `${file === "a.yaml" ? "" : `${file}:`}${line}:${column} ${severity} ${object}: ${happens}`,
    );
}

test.each(all)("%s finds it, and no more", (id, { finds }) => {
  const { finding, ...given } = finds;
  expect(found(id, given).map((text) => text.slice(0, finding.length))).toEqual([finding]);
});

test.each(all)("%s passes what is right", (id, { passes }) => {
  expect(found(id, passes)).toEqual([]);
});

test("shows every check by a case", () => {
  const shown = new Set(all.map(([id]) => id));
  expect(checkIds.filter((id) => !shown.has(id))).toEqual([]);
});
