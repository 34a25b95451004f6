import { expect, test } from "@jest/globals";
import { versionStep } from "../../../review/releases/version";

test.each([
  ["41.3.0", "v41.3.0", "same"],
  ["41.3.0", "41.3.1", "patch"],
  ["41.3.0", "41.4.0", "minor"],
  ["0.37.0", "0.38.0", "major"],
  ["41.3.0", "42.0.0", "major"],
  ["41.3.0", "41.2.9", "back"],
  ["1.0.0-rc.1", "1.0.0", "patch"],
  ["41.3.0", undefined, "unclear"],
  ["41.3.0", "latest", "unclear"],
])("%s → %s is %s", (before, after, expected) => {
  expect(versionStep(before, after)).toBe(expected);
});
