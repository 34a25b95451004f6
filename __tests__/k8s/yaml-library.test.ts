import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { libraryText, manifestText } from "../../k8s/yaml";

const word = fc.stringMatching(/^[A-Za-z:.`()&|=#,/ -]{0,12}$/);
const text = fc.oneof(
  word,
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.array(word, { maxLength: 5 }).map((lines) => lines.join("\n")),
  fc.constantFrom(
    "y",
    "No",
    "ON",
    "null",
    "~",
    "e3",
    "1e3",
    "0o17",
    "12:30",
    "<<",
    "a: b",
    "a #b",
    "a:",
    "- a",
  ),
);
const key = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z0-9./-]{0,15}$/),
  fc.constantFrom("on", "404", "a b", "x: y", "~", "0x1f", ""),
);

const { value } = fc.letrec<{ value: unknown; list: unknown[]; mapping: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.integer(),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.boolean(),
    tie("list"),
    tie("mapping"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  mapping: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
}));

test("writes every value byte for byte as the library does", () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), (object) => {
      expect(manifestText([object])).toBe(libraryText(object));
      expect(parse(manifestText([object]), { version: "1.1" })).toEqual(
        parse(libraryText(object), { version: "1.1" }),
      );
    }),
    { numRuns: 1000, seed: 20261126 },
  );
});
