import { expect, test } from "@jest/globals";
import type { ObjectSchema, Schema } from "../../../verify/structural/schema";
import { validate } from "../../../verify/structural/validate";

const text: Schema = { type: "string" };
const messages = (value: object, schema: Schema): string[] =>
  validate(value, schema).map(({ message }) => message);

test("takes one of fields that exclude each other, or none", () => {
  const schema: Schema = {
    type: "object",
    fields: { exact: text, prefix: text, regex: text },
    exclusive: [["exact", "prefix", "regex"]],
  };
  expect(messages({}, schema)).toEqual([]);
  expect(messages({ prefix: "a" }, schema)).toEqual([]);
  expect(messages({ exact: "a", regex: "a" }, schema)).toEqual(["must have only one of exact, regex"]);
});

test("counts the names that a user may choose", () => {
  const schema: Schema = { type: "map", values: text, minFields: 1, maxFields: 2 };
  expect(messages({ a: "1" }, schema)).toEqual([]);
  expect(messages({}, schema)).toEqual(["must have at least 1 names"]);
  expect(messages({ a: "1", b: "1", c: "1" }, schema)).toEqual(["must have at most 2 names; it has 3"]);
});

/** An address of a Gateway, as the definition has it. */
const address: ObjectSchema = {
  type: "object",
  fields: { type: { type: "string", default: "IPAddress" }, value: text },
  conditions: [
    {
      oneOf: [
        {
          properties: {
            type: { enum: ["IPAddress"] },
            value: { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] },
          },
        },
        { properties: { type: { not: { enum: ["IPAddress"] } } } },
      ],
    },
  ],
};

test.each([
  [{ value: "10.0.0.1" }, true],
  [{ value: "fe80::1" }, true],
  [{ value: "example.com" }, false],
  [{ type: "IPAddress", value: "example.com" }, false],
  [{ type: "Hostname", value: "example.com" }, true],
])("looks at fields together, with their defaults: %j", (value, isRight) => {
  expect(validate(value, address)).toHaveLength(isRight ? 0 : 1);
});

test("says what does not hold", () => {
  const schema: Schema = {
    type: "object",
    fields: { a: text, b: { type: "string", pattern: "x" } },
    conditions: [{ required: ["a"] }, { allOf: [{ properties: { b: { pattern: "^x" } } }] }],
  };
  expect(messages({ a: "1", b: "x" }, schema)).toEqual([]);
  expect(messages({ b: "ax" }, schema)).toEqual([
    'is not as {"required":["a"]} asks',
    'is not as {"allOf":[{"properties":{"b":{"pattern":"^x"}}}]} asks',
  ]);
});
