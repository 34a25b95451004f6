import { expect, test } from "@jest/globals";
import { checkDefinition } from "../../platform/definition/checks";
import { resolvePlatform } from "../../platform/resolve";
import { expectValidOutput } from "../valid-output";
import { combinations, definitionOf, switches } from "./combinations";

/** What may be refused, and why nothing else could be done. */
const reasons: readonly RegExp[] = [
  /^network\.nat {2}none keeps nodes from the registries/,
  /^ingress\.loadBalancer {2}controller needs dns\.externalDns/,
  /^(mesh|observability\.\w+) {2}needs addOns\.ebsCsiDriver/,
  /^ingress\.entryPoints\.dns\.protocol {2}udp needs ingress\.loadBalancer: terraform/,
];

test("has every pair of settings in some combination", () => {
  const names = Object.keys(switches) as (keyof typeof switches)[];
  const missing = names.flatMap((a, position) =>
    names.slice(position + 1).flatMap((b) =>
      Object.keys(switches[a]).flatMap((x) =>
        Object.keys(switches[b])
          .filter((y) => !combinations.some((combination) => combination[a] === x && combination[b] === y))
          .map((y) => `${a}: ${x}, ${b}: ${y}`),
      ),
    ),
  );
  expect(missing).toEqual([]);
});

const described = combinations.map((combination, index) => {
  const definition = definitionOf(combination);
  const failures = checkDefinition(definition).map(({ path, message }) => `${path.join(".")}  ${message}`);
  return { title: `combination ${index}: ${Object.values(combination).join(", ")}`, definition, failures };
});

test("takes most combinations, and refuses the others for a reason that is known", () => {
  const unexpected = described
    .flatMap(({ failures }) => failures)
    .filter((failure) => !reasons.some((reason) => reason.test(failure)));
  expect(unexpected).toEqual([]);
  const taken = described.filter(({ failures }) => failures.length === 0);
  expect(taken.length).toBeGreaterThan(described.length / 2);
});

test.each(
  described
    .filter(({ failures }) => failures.length === 0)
    .map(({ title, definition }) => [title, definition] as const),
)("%s", (_title, definition) => {
  expectValidOutput(resolvePlatform(definition));
});
