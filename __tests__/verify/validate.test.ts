import { expect, test } from "@jest/globals";
import type { ObjectSchema, Schema } from "../../verify/structural/schema";
import { validate } from "../../verify/structural/validate";

const widget: ObjectSchema = {
  type: "object",
  required: ["size"],
  rules: [{ rule: "!has(self.min) || self.min <= self.size", message: "min must not exceed size" }],
  fields: {
    size: { type: "integer", minimum: 1, maximum: 10 },
    min: { type: "integer" },
    ratio: { type: "number" },
    on: { type: "boolean" },
    colour: { type: "string", enum: ["red", "green"] },
    name: { type: "string", pattern: "^[a-z]+$", minLength: 2, maxLength: 4 },
    at: { type: "string", format: "date-time", nullable: true },
    port: { type: "int-or-string", pattern: "^[a-z]+$" },
    labels: { type: "map", values: { type: "string" } },
    extra: { type: "any" },
    open: { type: "object", fields: { a: { type: "string" } }, open: true },
    parts: {
      type: "list",
      minItems: 1,
      maxItems: 2,
      keys: ["name"],
      items: { type: "object", fields: { name: { type: "string" } } },
    },
    tags: { type: "list", set: true, items: { type: "string" } },
    source: {
      type: "object",
      fields: { file: { type: "string" }, url: { type: "string" } },
      minFields: 1,
      maxFields: 1,
    },
  },
};

test("accepts what the schema allows", () => {
  const object = {
    size: 3,
    min: 2,
    ratio: 0.5,
    on: false,
    colour: "red",
    name: "abc",
    at: null,
    port: 80,
    labels: { a: "b" },
    extra: { any: ["thing"] },
    open: { a: "b", c: 1 },
    parts: [{ name: "one" }, { name: "two" }],
    tags: ["a", "b"],
    source: { file: "a" },
  };
  expect(validate(object, widget)).toEqual([]);
});

const cases: readonly (readonly [object, string])[] = [
  [{}, "size is required"],
  [{ size: "3" }, 'size must be a whole number; not "3"'],
  [{ size: 0 }, "size must be at least 1; not 0"],
  [{ size: 11 }, "size must be at most 10; not 11"],
  [{ size: 1.5 }, "size must be a whole number; not 1.5"],
  [{ size: 3, min: 4 }, " min must not exceed size"],
  [{ size: 3, colur: "red" }, "colur is no known field; did you mean colour?"],
  [{ size: 3, zzz: 1 }, "zzz is no known field"],
  [{ size: 3, source: {} }, "source must have at least 1 of file, url"],
  [{ size: 3, source: { file: "a", url: "b" } }, "source must have at most 1 of file, url; it has 2"],
  [{ size: 3, constructor: 1 }, "constructor is no known field"],
  [{ size: 3, colour: "grene" }, 'colour must be one of red, green; not "grene"; did you mean green?'],
  [{ size: 3, name: "ABC" }, 'name "ABC" does not match ^[a-z]+$'],
  [{ size: 3, name: "a" }, "name must have at least 2 characters"],
  [{ size: 3, name: "abcde" }, "name must have at most 4 characters; it has 5"],
  [{ size: 3, name: null }, "name must be a string; not null"],
  [{ size: 3, at: "yesterday" }, 'at must be a date and time such as 2026-01-31T12:00:00Z; not "yesterday"'],
  [{ size: 3, port: "80" }, 'port "80" does not match ^[a-z]+$'],
  [{ size: 3, port: true }, "port must be a whole number or a string; not true"],
  [{ size: 3, on: "yes" }, 'on must be true or false; not "yes"'],
  [{ size: 3, labels: { a: 1 } }, "labels.a must be a string; not 1"],
  [{ size: 3, labels: [] }, "labels must be an object; not []"],
  [{ size: 3, parts: {} }, "parts must be a list; not {}"],
  [{ size: 3, parts: [] }, "parts must have at least 1 items; it has 0"],
  [{ size: 3, parts: [{ name: "a" }, { name: "a" }] }, "parts.1 has the same name as item 0"],
  [{ size: 3, tags: ["a", "b", "a"] }, "tags.2 repeats item 0"],
];

test.each(cases)("%j: %s", (object, finding) => {
  expect(validate(object, widget).map(({ path, message }) => `${path.join(".")} ${message}`)).toEqual([
    finding,
  ]);
});

test("compares integers in rules as integers", () => {
  const even: Schema = { type: "integer", rules: [{ rule: "self % 2 == 0" }] };
  expect(validate(4, even)).toEqual([]);
  expect(validate(3, even)).toEqual([{ path: [], message: "breaks the rule self % 2 == 0" }]);
});
