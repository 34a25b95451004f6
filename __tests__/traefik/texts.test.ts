import { expect, test } from "@jest/globals";
import { addressFault, parseBlock } from "../../traefik/address";
import { durationFault, durationSeconds, goSeconds, settingSeconds } from "../../traefik/durations";
import { traefikId } from "../../traefik/ids";
import { regexpFault, replacementFault } from "../../traefik/regexp";
import { statusFault } from "../../traefik/statuses";

test.each(["203.0.113.7", "0.0.0.0/0", "10.1.2.3/8", "::1", "2001:db8::/32", "::ffff:10.0.0.1"])(
  "takes the address %s",
  (text) => {
    expect(addressFault(text)).toBeUndefined();
  },
);

test.each([
  "",
  "a",
  "10.0.0",
  "10.0.0.0/33",
  "10.0.0.0/08",
  "010.0.0.1",
  "fe80::1%eth0",
  "::/129",
  "10.0.0.0/8/8",
])("refuses the address %s", (text) => {
  expect(addressFault(text)).toContain("must be an address or a block");
});

test.each([
  ["500ms", 0.5],
  ["1h30m", 5400],
  ["90µs", 0.00009],
  ["0s", 0],
])("reads the duration %s", (text, seconds) => {
  expect(durationFault(text)).toBeUndefined();
  expect(durationSeconds(text)).toBeCloseTo(seconds, 9);
});

test.each(["", "s", "10", "1d", "-1s", "1.5s", "1 s", "1S", "1s ", "ten"])(
  "refuses the duration %s",
  (text) => {
    expect(durationFault(text)).toEqual(expect.any(String));
  },
);

test.each([
  ["1.5h", 5400],
  ["+.5s", 0.5],
  ["1.s", 1],
  ["3μs", 0.000003],
  ["0", 0],
  ["10", undefined],
  [".s", undefined],
  ["1d", undefined],
  ["-1s", undefined],
])("reads %s as Go does", (text, seconds) => {
  expect(goSeconds(text)).toBe(seconds);
});

test("takes a setting's number without a unit for seconds", () => {
  expect(["10", "1m30s", "1m30"].map(settingSeconds)).toEqual([10, 90, undefined]);
});

test("knows an object as Traefik does", () => {
  expect(traefikId("a-b", "c")).toBe(traefikId("a", "b-c"));
  expect(traefikId("apps", "x.y")).toBe("apps-x-y");
});

test.each(["^/api", "(?i)abc", "(?P<name>a)", "\\pL+", "[[:word:]]", "a{1000}"])(
  "takes the regular expression %s",
  (text) => {
    expect(regexpFault(text)).toBeUndefined();
  },
);

test.each(["", "a(?=b)", "(?<!a)b", "(a)\\1", "a++", "\\Z", "\\h", "a{1001}", "(", "[z-a]"])(
  "refuses the regular expression %s",
  (text) => {
    expect(regexpFault(text)).toEqual(expect.any(String));
  },
);

test("takes time in proportion to the length of a regular expression, whatever it repeats", () => {
  expect(regexpFault(`^(${"a*".repeat(500)})*$`)).toBeUndefined();
});

test.each([
  ["/new/$1", undefined],
  ["$name", undefined],
  ["$$1x", undefined],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the form that Go reads
  ["/${1}x", undefined],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the form that Go reads
  ["/$1x", "$1x is a group named 1x to Go; write ${1}x"],
  [
    "/$3",
    "$3 refers to a group that the regular expression does not have, so Traefik would put nothing there",
  ],
  [
    "/$other",
    "$other refers to a group that the regular expression does not have, so Traefik would put nothing there",
  ],
])("says of the replacement %s: %s", (replacement, fault) => {
  expect(replacementFault(replacement, "^/(.*)/(?P<name>.*)")).toBe(fault);
});

test("reads a block whose length begins with 0, as Go does, and has none in a definition", () => {
  expect(parseBlock("10.0.0.0/08")).toEqual(parseBlock("10.0.0.0/8"));
  expect(addressFault("10.0.0.0/08")).toEqual(expect.any(String));
});

test.each(["404", "500-599", "200-200"])("takes the status %s", (text) => {
  expect(statusFault(text)).toBeUndefined();
});

test.each(["", "40", "600", "500,502", "500-", "-500", "599-500", "404,500-599", "5xx"])(
  "refuses the status %s",
  (text) => {
    expect(statusFault(text)).toEqual(expect.any(String));
  },
);
