import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { percentages } from "../../../../k8s/mesh/consul/percentages";

test.each([
  [
    [90, 10],
    [90, 10],
  ],
  [
    [1, 1, 1],
    [33.34, 33.33, 33.33],
  ],
  [
    [2, 1],
    [66.67, 33.33],
  ],
  // of 11.111…, 22.222… and 66.666… the last lost most
  [
    [1, 2, 6],
    [11.11, 22.22, 66.67],
  ],
  // what gets anything at all gets no less than one step
  [
    [1, 1_000_000],
    [0.01, 99.99],
  ],
])("divides 100 by %j", (weights, shares) => {
  expect(percentages(weights)).toEqual(shares);
});

test("moves a step where single precision would not add up to 100", () => {
  const sum = [7.69, 84.62, 7.69].reduce((total, share) => Math.fround(total + Math.fround(share)), 0);
  expect(sum).toBeCloseTo(100);
  expect(sum).not.toBe(100);
  expect(percentages([1, 11, 1])).toEqual([7.68, 84.63, 7.69]);
});

test("adds up to exactly 100 in single precision, as Consul's webhook does, near each weight's share", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(weights, (given) => {
      const shares = percentages(given);
      const total = given.reduce((sum, weight) => sum + weight, 0);
      expect(shares.reduce((sum, share) => Math.fround(sum + Math.fround(share)), 0)).toBe(100);
      for (const [index, share] of shares.entries()) {
        expect(share).toBeGreaterThanOrEqual(0.01);
        expect(Math.abs(share - ((given[index] ?? 0) * 100) / total)).toBeLessThan(0.1);
      }
    }),
    { numRuns: 200 },
  );
});
