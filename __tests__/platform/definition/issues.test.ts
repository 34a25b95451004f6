import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { type Finding, inspect } from "../../../platform/definition/issues";
import { dottedPath } from "../../../platform/definition/problem";

function findings(schema: z.ZodType, value: unknown, source?: string): readonly Finding[] {
  const inspection = inspect(schema, value, () => source);
  return inspection.kind === "valid" ? [] : inspection.findings;
}

/** `path  message`, as a user sees it behind the file's name. */
function messages(schema: z.ZodType, value: unknown, source?: string): string[] {
  return findings(schema, value, source).map(({ path, message }) =>
    [dottedPath(path), message].filter((part) => part !== "").join("  "),
  );
}

const size = z.strictObject({ min: z.int().min(1), max: z.int().max(9).optional() });
const shape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("circle"), radius: z.number().describe("Half of its width. In metres.") }),
  z.strictObject({ kind: z.literal("square"), side: z.number() }),
]);
const many = z.strictObject(Object.fromEntries([..."abcdefghijklm"].map((key) => [key, z.any().optional()])));

describe("words", () => {
  test.each<[string, z.ZodType, unknown, string[]]>([
    [
      "a mistyped key",
      z.strictObject({ version: z.any() }),
      { versoin: 1, version: 1 },
      ['versoin  unknown key "versoin"; did you mean "version"?'],
    ],
    ["an unknown key", size, { min: 1, kernel: 1 }, ['kernel  unknown key "kernel"; allowed: min, max']],
    [
      "each of several unknown keys",
      z.object({ s: size }),
      { s: { min: 1, mxa: 1, kernel: 2 } },
      ['s.mxa  unknown key "mxa"; did you mean "max"?', 's.kernel  unknown key "kernel"; allowed: min, max'],
    ],
    ["an unknown key among many", many, { kernel: 1 }, ['kernel  unknown key "kernel"']],
    [
      "an unknown key of a union's member",
      shape,
      { kind: "circle", radius: 1, side: 2 },
      ['side  unknown key "side"; allowed: kind, radius'],
    ],
    [
      "an unknown key of a closed record",
      z.partialRecord(z.enum(["a", "b"]), z.any()),
      { kernel: 1 },
      ['kernel  unknown key "kernel"; allowed: a, b'],
    ],
    [
      "an unknown key behind a default",
      z.object({ s: size.prefault({ min: 1 }) }),
      { s: { min: 1, mni: 2 } },
      ['s.mni  unknown key "mni"; did you mean "min"?'],
    ],

    ["a missing key", z.object({ a: z.string() }), {}, ["a  is required"]],
    [
      "a missing key with a meaning",
      z.object({ a: z.string().describe("Name of the VPC, e.g. main. Never changes.") }),
      {},
      ["a  is required: Name of the VPC, e.g. main"],
    ],
    [
      "a missing key whose schema has a message",
      z.object({ a: z.email({ error: "must be an address" }).describe("Where to write.") }),
      {},
      ["a  is required: Where to write"],
    ],
    [
      "a missing key of a union's member",
      shape,
      { kind: "circle" },
      ["radius  is required: Half of its width"],
    ],
    ["a missing choice", z.object({ a: z.enum(["x", "y"]) }), {}, ["a  is required"]],
    ["a missing union", z.object({ a: z.union([z.string(), z.number()]) }), {}, ["a  is required"]],
    ["a missing discriminator", shape, {}, ["kind  is required: one of circle, square"]],

    ["a string for a number", z.number(), "three", ['must be a number, not the string "three"']],
    ["a number in quotes", z.int(), "50", ['must be a number, not the string "50" (remove the quotes)']],
    ["a fraction", z.int(), 1.5, ["must be a whole number, not the number 1.5"]],
    ["not a number", z.number(), Number.NaN, ["must be a number, not NaN"]],
    ["infinity", z.number(), Number.POSITIVE_INFINITY, ["must be a number, not Infinity"]],
    ["a number for a string", z.string(), 5, ['must be a string, not a number (quote it: "5")']],
    ["a boolean for a string", z.string(), true, ['must be a string, not a boolean (quote it: "true")']],
    ["yes", z.boolean(), "yes", ['must be true or false, not the string "yes" (write true)']],
    ["off", z.boolean(), "Off", ['must be true or false, not the string "Off" (write false)']],
    [
      "a boolean in quotes",
      z.boolean(),
      "true",
      ['must be true or false, not the string "true" (remove the quotes)'],
    ],
    [
      "a single value for a list",
      z.array(z.string()),
      "api",
      ['must be a list, not the string "api" (write ["api"])'],
    ],
    ["a mapping for a list", z.array(z.string()), {}, ["must be a list, not a mapping"]],
    ["a list for a mapping", size, [1], ["must be a mapping, not a list"]],
    ["a number for a record", z.record(z.string(), z.string()), 5, ["must be a mapping, not the number 5"]],
    ["null", z.string(), null, ["must be a string, not null"]],
    [
      "a long string",
      z.number(),
      "x".repeat(1000),
      [`must be a number, not the string "${"x".repeat(40)}…"`],
    ],
    [
      "something that is never allowed",
      z.object({ a: z.never().optional() }),
      { a: 1 },
      ["a  is not allowed here"],
    ],

    [
      "a choice",
      z.enum(["standard", "extended"]),
      "premium",
      ['must be one of standard, extended; not "premium"'],
    ],
    [
      "a mistyped choice",
      z.enum(["per-az", "single"]),
      "singel",
      ['must be one of per-az, single; not "singel"; did you mean "single"?'],
    ],
    ["a choice of versions", z.enum(["1.34", "1.35"]), "1.36", ['must be one of 1.34, 1.35; not "1.36"']],
    ["a choice of numbers", z.literal([1, 3, 5]), 2, ["must be one of 1, 3, 5; not 2"]],
    ["a choice of one", z.literal("v1"), "v2", ['must be "v1"; not "v2"']],
    [
      "a choice of strings that look like numbers",
      z.enum(["1.34", "1.35"]),
      1.35,
      ['must be a string, not a number (quote it: "1.35")'],
    ],

    ["a small number", z.number().min(1), 0, ["must be at least 1, not 0"]],
    ["a number on an open limit", z.number().gt(1), 1, ["must be more than 1, not 1"]],
    ["a large number", z.number().max(10), 11, ["must be at most 10, not 11"]],
    ["a number on an open upper limit", z.number().lt(10), 10, ["must be less than 10, not 10"]],
    ["an empty list", z.array(z.any()).min(1), [], ["must have at least 1 item, not 0"]],
    ["a long list", z.array(z.any()).max(2), [1, 2, 3], ["must have at most 2 items, not 3"]],
    ["a list of another length", z.array(z.any()).length(2), [1], ["must have exactly 2 items, not 1"]],
    [
      "a tuple of another length",
      z.tuple([z.string(), z.number()]),
      ["a"],
      ["must have at least 2 items, not 1"],
    ],
    ["a short string", z.string().min(3), "ab", ["must have at least 3 characters, not 2"]],
    ["a long string's length", z.string().max(1), "ab", ["must have at most 1 character, not 2"]],
    ["a number between multiples", z.number().multipleOf(5), 7, ["must be a multiple of 5, not 7"]],

    [
      "a pattern with a message",
      z.string().regex(/^a/, { error: "must begin with an a" }),
      "b",
      ["must begin with an a"],
    ],
    ["a pattern without one", z.string().regex(/^a/), "b", ['must match /^a/, not "b"']],
    ["a format", z.email(), "b", ['must be a valid email, not "b"']],
    ["a beginning", z.string().startsWith("a"), "b", ['must begin with "a", not "b"']],
    ["an end", z.string().endsWith("a"), "b", ['must end with "a", not "b"']],
    ["a part", z.string().includes("a"), "b", ['must contain "a", not "b"']],
    [
      "a check's message as it is",
      z.string().refine(() => false, { error: ({ input }) => `not ${input}` }),
      "b",
      ["not b"],
    ],
    ["a check without a message", z.string().refine(() => false), "b", ["invalid input"]],

    [
      "a record's key",
      z.object({ r: z.record(z.string().regex(/^[a-z]+$/), z.any()) }),
      { r: { "A b": 1 } },
      ['r["A b"]  the key "A b" must match /^[a-z]+$/, not "A b"'],
    ],
    [
      "a record's key with a message",
      z.record(z.string().max(1, { error: "must be short" }), z.any()),
      { ab: 1 },
      ['ab  the key "ab" must be short'],
    ],

    [
      "a union of types",
      z.union([z.string(), z.array(z.string())]),
      5,
      ['must be a string or a list, not a number (quote it: "5")'],
    ],
    [
      "a union of a type and values",
      z.union([z.number(), z.literal("auto")]),
      "manual",
      ['must be a number or "auto", not the string "manual"'],
    ],
    [
      "a union of values",
      z.union([z.literal("a1"), z.literal("b1")]),
      "xyz",
      ['must be one of a1, b1; not "xyz"'],
    ],
    [
      "the member of a union that was meant",
      z.object({ u: z.union([z.string(), size]) }),
      { u: { min: 0 } },
      ["u.min  must be at least 1, not 0"],
    ],
    [
      "an unknown discriminator",
      z.object({ s: shape }),
      { s: { kind: "cirle" } },
      ['s.kind  must be one of circle, square; not "cirle"; did you mean "circle"?'],
    ],
    [
      "a union of exactly one",
      z.xor([z.object({ a: z.any() }), z.object({ b: z.any() })]),
      { a: 1, b: 1 },
      ["invalid input: more than one option matched"],
    ],
  ])("%s", (_name, schema, value, expected) => {
    expect(messages(schema, value)).toEqual(expected);
  });
});

test("quotes a value as it is written", () => {
  expect(messages(z.string(), 1.3, "1.30")).toEqual(['must be a string, not a number (quote it: "1.30")']);
  expect(messages(z.enum(["0123"]), 123, "0123")).toEqual([
    'must be a string, not a number (quote it: "0123")',
  ]);
});

test("says that nothing is written rather than null", () => {
  expect(messages(size, null, "")).toEqual(["must be a mapping; nothing is written here"]);
  expect(messages(z.enum(["a", "b"]), null, "")).toEqual(["must be one of a, b; nothing is written here"]);
});

test("tells what is absent, and what concerns several values, from what is wrong by itself", () => {
  const schema = z.object({ a: z.string(), b: z.string(), c: size.refine(() => false, { error: "no" }) });
  const found = findings(schema, { b: 1, c: { min: 1 } });
  expect(found.map(({ path, about }) => [path.join("."), about])).toEqual([
    ["a", "absent"],
    ["b", undefined],
    ["c", "custom"],
  ]);
});

test("points at keys for what is wrong with keys", () => {
  const schema = z.strictObject({ r: z.record(z.string().max(1), z.string()) });
  expect(
    findings(schema, { r: { ab: "x", c: 1 }, z: 1 }).map(({ path, key }) => [path.join("."), key]),
  ).toEqual([
    ["r.ab", true],
    ["r.c", undefined],
    ["z", true],
  ]);
});

test("has words for whatever a schema can say", () => {
  const schemas: z.ZodType[] = [
    z.date(),
    z.bigint(),
    z.symbol(),
    z.undefined(),
    z.void(),
    z.nan(),
    z.file(),
    z.instanceof(Date),
    z.function(),
    z.map(z.string(), z.string()),
    z.set(z.string()),
    z.stringbool(),
    z.uuid(),
    z.ipv4(),
    z.cidrv4(),
    z.base64(),
    z.jwt(),
    z.url(),
    z.iso.date(),
    z.templateLiteral(["a", z.number()]),
    z.json(),
    z.lazy(() => z.string().min(9)),
    z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
    z.never(),
    z.string().pipe(z.email()),
    z.codec(z.string(), z.number(), { decode: Number, encode: String }),
    z.nonoptional(z.any()),
    z.float32(),
    z.int64(),
  ];
  const values = [
    undefined,
    null,
    true,
    0,
    1.5,
    Number.NaN,
    1e300,
    "",
    "x",
    [],
    [1],
    {},
    { a: 1 },
    new Date(Number.NaN),
    new Map([[1, 1]]),
    new Set([1]),
  ];
  for (const schema of schemas) {
    for (const value of values) {
      for (const { message } of findings(schema, value)) expect(message).toMatch(/^[^\0\n]{3,200}$/);
    }
  }
});
