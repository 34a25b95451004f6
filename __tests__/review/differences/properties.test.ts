import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { differences } from "../../../review/differences/differences";
import { canonical, equals } from "../../../review/differences/value";
import { Covered, Unknown, type Value } from "../../../review/plan/change";

const name = fc.constantFrom("name", "key", "a", "b", "kind", "metadata", "Statement", "__proto__", "port");
const leaf = fc.oneof(
  fc.constantFrom<Value>(null, true, 0, 1, "", "1", "x", "y\nz\n", "a: 1\nb: 2\n", '{"a":1}', '{"a": 1}'),
  fc.constantFrom<Value>(new Covered(1), new Covered(2), Unknown.value),
);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const options = { seed: 11, numRuns: 700 };

test("finds nothing between equal values, and something between all others", () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      for (const [one, other] of [
        [before, after],
        [{ v: before }, { v: after }],
        [before, before],
      ]) {
        const { changes, quiet } = differences(one, other);
        expect(changes.length + quiet.length > 0).toBe(!equals(one, other));
      }
    }),
    options,
  );
});

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object" || value === null) return value !== undefined;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

test("shows plain JSON alone", () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      const { changes } = differences({ v: before }, { v: after }, { values: "attributes" });
      expect(isJson(changes)).toBe(true);
    }),
    options,
  );
});

test("finds nothing in the order of a set", () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 5 }),
      fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
      (list, order) => {
        const mixed = list
          .map((item, index) => ({ item, at: order[index] ?? 0 }))
          .sort((one, other) => one.at - other.at)
          .map(({ item }) => item);
        expect(differences({ v: list }, { v: mixed }, { collection: () => "set" }).changes).toEqual([]);
      },
    ),
    options,
  );
});

test("tells values apart by their canonical texts", () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(canonical(one) === canonical(other)).toBe(equals(one, other));
    }),
    options,
  );
});
