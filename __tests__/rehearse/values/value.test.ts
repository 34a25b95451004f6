import { expect, test } from "@jest/globals";
import { ExtData, encode } from "@msgpack/msgpack";
import {
  canonical,
  decodeValue,
  encodeValue,
  equal,
  isUnknown,
  unknown,
} from "../../../rehearse/values/value";

test.each([
  ["null", null],
  ["text", "zürich"],
  ["whole numbers", 42],
  ["fractions", 0.5],
  ["numbers beyond 53 bits", 9007199254740993n],
  ["lists of maps", [{ a: [true, null] }]],
  ["values with their own type", [new Uint8Array([34, 34]), "x"]],
])("brings %s to core and back", (_what, value) => {
  expect(decodeValue(encodeValue(value))).toEqual(value);
});

test("gives core the unknown value that it knows", () => {
  expect([...encodeValue(unknown).msgpack]).toEqual([0xd4, 0x00, 0x00]);
  expect(isUnknown(decodeValue(encodeValue({ a: unknown })) as never)).toBe(false);
});

test("sends an unknown value that tells more back as it came", () => {
  const refined = encode(new ExtData(12, new Uint8Array([0x81, 0x01, 0xc2])));
  const value = decodeValue({ msgpack: refined });
  expect(isUnknown(value)).toBe(true);
  expect(Buffer.from(encodeValue(value).msgpack)).toEqual(Buffer.from(refined));
});

test("compares by content, and holds no unknown value for another", () => {
  expect(equal({ a: [1, { b: "x" }] }, { a: [1, { b: "x" }] })).toBe(true);
  expect(equal({ a: 1 }, { a: 1, b: null })).toBe(false);
  expect(equal([1, 2], [2, 1])).toBe(false);
  expect(equal(1, 1n)).toBe(true);
  expect(equal(new Uint8Array([1]), new Uint8Array([1]))).toBe(true);
  expect(equal(unknown, unknown)).toBe(false);
});

test("writes the same text for the same value", () => {
  expect(canonical({ b: 1n, a: { d: 1, c: 2 } })).toBe(canonical({ a: { c: 2, d: 1 }, b: 1n }));
});
