import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { planNames, planText, reportOf } from "../plans";

/** Lists of a plan whose order means nothing, or that Terraform prints in another order each time. */
const unordered = new Set([
  "resource_changes",
  "resource_drift",
  "relevant_attributes",
  "checks",
  "resources",
  "references",
  "depends_on",
  "child_modules",
  "problems",
]);

/** Keys and such lists in another order. */
function shuffled(value: unknown, random: () => number, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffled(item, random));
    return unordered.has(key) ? mixed(items, random) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    mixed(Object.entries(value), random).map(([name, inner]) => [name, shuffled(inner, random, name)]),
  );
}

function mixed<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** Everything that is said but the digest, which depends on more. */
function said(text: string): string {
  const { report, notices } = reportOf(text);
  return JSON.stringify([notices, { ...report, planSha256: "" }], undefined, 1);
}

describe("a report", () => {
  const random = fc.sample(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), {
    numRuns: 1,
    seed: 7,
  })[0] as IterableIterator<number>;
  const next = (): number => random.next().value as number;

  for (const name of planNames) {
    test(`is the same to the byte for ${name} in any order`, () => {
      const expected = said(planText(name));
      const rounds = name.startsWith("10") ? 2 : 5;
      for (let round = 0; round < rounds; round++) {
        const text = JSON.stringify({
          ...(shuffled(JSON.parse(planText(name)), next) as object),
          timestamp: `2030-01-0${round + 1}T00:00:00Z`,
        });
        expect(said(text)).toBe(expected);
      }
    });
  }

  test("is bound to the same plan, however and whenever Terraform prints it", () => {
    const plan = JSON.parse(planText("01-mixed"));
    const { relevant_attributes: relevant, resource_changes: changes } = plan;
    const again = Object.fromEntries(
      mixed(Object.entries({ ...plan, timestamp: "2030-01-01T00:00:00Z" }), next),
    );
    const digest = (one: unknown): string => reportOf(JSON.stringify(one)).report.planSha256;
    expect(
      digest({
        ...again,
        relevant_attributes: mixed(relevant, next),
        resource_changes: mixed(changes, next),
      }),
    ).toBe(digest(plan));
  });

  test("is bound to another plan where anything else differs", () => {
    const plan = JSON.parse(planText("09-cdktf"));
    const digests = [plan, { ...plan, terraform_version: "1.12.0" }, { ...plan, complete: false }].map(
      (one) => reportOf(JSON.stringify(one)).report.planSha256,
    );
    expect(new Set(digests).size).toBe(3);
  });
});
