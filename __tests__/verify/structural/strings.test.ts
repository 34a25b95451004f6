import { expect, test } from "@jest/globals";
import { patternFault } from "../../../verify/structural/pattern";
import { validate } from "../../../verify/structural/validate";

const messages = (value: string, limits: object): string[] =>
  validate(value, { type: "string", ...limits }).map(({ message }) => message);

test.each([["2026-01-31T12:00:00Z"], ["2026-01-31t12:00:00.5+02:00"]])("takes %s for a time", (value) => {
  expect(messages(value, { format: "date-time" })).toEqual([]);
});

// each of them is a date to JavaScript
test.each([["2026"], ["2026-01-31"], ["Jan 31 2026 12:00"]])("takes %s for no time", (value) => {
  expect(messages(value, { format: "date-time" })).toEqual([
    `must be a date and time such as 2026-01-31T12:00:00Z; not "${value}"`,
  ]);
});

test("takes base64 for bytes", () => {
  expect(messages("LS0tLS1CRUdJTg==", { format: "byte" })).toEqual([]);
});

test.each([["-----BEGIN"], ["LS0tLS1CRUdJTg"], [""]])("takes %j for no bytes", (value) => {
  expect(messages(value, { format: "byte" })).toEqual([`must be base64; not "${value}"`]);
});

test("reads patterns with escapes that need none", () => {
  expect(messages("a:b", { pattern: "^a\\:b$" })).toEqual([]);
});

// backtracking takes a second for 28 digits and twice that for each further one
test("takes no longer for a long value than Kubernetes does", () => {
  const pattern = "^([0-9]+(ns|us|µs|ms|s|m|h)?)+$";
  expect(messages("1".repeat(1000), { pattern })).toEqual([]);
  const wrong = `${"1".repeat(1000)}x`;
  expect(messages(wrong, { pattern })).toEqual([`"${wrong}" does not match ${pattern}`]);
});

test("counts characters, not UTF-16 units", () => {
  expect(messages("🚢🚢", { maxLength: 2 })).toEqual([]);
});

test.each([
  ["^(?i)a$", "A"],
  ["^\\Aa\\z", "a"],
  ["^[[:alpha:]]$", "b"],
  ["^\\pN$", "7"],
  ["^(?P<a>b)$", "b"],
])("reads what only RE2 reads: %s", (pattern, value) => {
  expect(messages(value, { pattern })).toEqual([]);
  expect(messages("?", { pattern })).toEqual([`"?" does not match ${pattern}`]);
});

test.each([["("], ["(?<=a)b"], ["(?i"]])("finds that nobody reads the pattern %s", (pattern) => {
  expect(patternFault(pattern)).not.toBeUndefined();
});

test.each([["^(?:a|b)[-a-z:]+$"], ["\\p{L}\\d"], ["^(?i)a$"]])(
  "finds nothing in the pattern %s",
  (pattern) => {
    expect(patternFault(pattern)).toBeUndefined();
  },
);

test.each([
  ["10.0.0.1", []],
  ["10.0.0.256", ['must be an IPv4 address; not "10.0.0.256"']],
])("reads the IPv4 address %s", (value, found) => {
  expect(messages(value, { format: "ipv4" })).toEqual(found);
});
