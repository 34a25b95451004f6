import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { addressRange, blocks, isInternet, joined, without } from "../../../review/exposure/ranges";

const range = (text: string) => {
  const found = addressRange(text);
  if (found === undefined) throw new Error(`no block: ${text}`);
  return found;
};

test.each([
  ["10.0.0.1/16", ["10.0.0.0/16"]],
  ["192.0.2.7", ["192.0.2.7/32"]],
  ["0.0.0.0/0", ["0.0.0.0/0"]],
  ["::/0", ["::/0"]],
  ["2001:DB8:0:0:1:0:0:1/128", ["2001:db8::1:0:0:1/128"]],
  ["::ffff:192.0.2.1", ["::ffff:c000:201/128"]],
  ["2001:db8:1::/48", ["2001:db8:1::/48"]],
])("reads %s", (text, expected) => {
  expect(blocks(range(text))).toEqual(expected);
});

test.each(["", "10.0.0.0/33", "10.0.0/8", "::/129", "sg-1", "fe80::1%eth0/64", "10.0.0.0/8/8"])(
  "does not take %j for a block",
  (text) => {
    expect(addressRange(text)).toBeUndefined();
  },
);

test("takes a block out of another", () => {
  expect(without(range("10.0.0.0/8"), range("10.64.0.0/10")).flatMap(blocks)).toEqual([
    "10.0.0.0/10",
    "10.128.0.0/9",
  ]);
  expect(without(range("::/0"), range("0.0.0.0/0"))).toEqual([range("::/0")]);
});

test("joins what touches, for each family", () => {
  expect(joined(["10.1.0.0/16", "::/1", "10.0.0.0/16", "8000::/1"].map(range)).flatMap(blocks)).toEqual([
    "10.0.0.0/15",
    "::/0",
  ]);
});

test("knows the internet, also in halves", () => {
  expect(
    ["0.0.0.0/0", "128.0.0.0/1", "::/0", "64.0.0.0/2", "2000::/3"].map((text) => isInternet(range(text))),
  ).toEqual([true, true, true, false, true]);
});

describe("any ranges", () => {
  const one = fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 200 }))
    .map(([first, size]) => ({ family: 4 as const, first: BigInt(first), last: BigInt(first + size) }));
  const has = (ranges: readonly { first: bigint; last: bigint }[], address: bigint) =>
    ranges.some(({ first, last }) => first <= address && address <= last);

  test("keep their addresses as blocks, and lose exactly those of another", () => {
    fc.assert(
      fc.property(one, one, fc.integer({ min: 0, max: 700 }), (range, other, number) => {
        const address = BigInt(number);
        expect(
          has(
            blocks(range).flatMap((block) => addressRange(block) ?? []),
            address,
          ),
        ).toBe(has([range], address));
        expect(has(without(range, other), address)).toBe(has([range], address) && !has([other], address));
        expect(has(joined([range, other]), address)).toBe(has([range, other], address));
      }),
      { numRuns: 200 },
    );
  });
});
