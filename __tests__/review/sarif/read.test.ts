import { describe, expect, test } from "@jest/globals";
import { readSarif } from "../../../review/sarif/read";

const log = (run: object, version = "2.1.0") => JSON.stringify({ version, runs: [run] });
const tool = (...rules: object[]) => ({ driver: { name: "checkov", rules } });
const one = (result: object, ...rules: object[]) =>
  readSarif(log({ tool: tool(...rules), results: [{ ruleId: "A", message: { text: "Open." }, ...result }] }));

test("reads the tool, the rule, the place and every text that may name a resource", () => {
  const rule = { id: "A", shortDescription: { text: "No open ports" }, helpUri: "https://example.com/a" };
  const result = {
    level: "error",
    message: { text: "Ports  are\n open." },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "cdktf.out/stacks/dev/cdk.tf.json" },
          region: { startLine: 7, snippet: { text: '"sg": {' } },
        },
        logicalLocations: [{ fullyQualifiedName: "aws_security_group.sg" }],
        message: { text: "in the stack" },
      },
    ],
  };
  expect(one(result, rule)).toEqual({
    kind: "results",
    results: [
      {
        tool: "checkov",
        rule: "A",
        level: "high",
        message: "Ports are open.",
        title: "No open ports",
        help: "https://example.com/a",
        place: { file: "cdktf.out/stacks/dev/cdk.tf.json", line: 7 },
        names: ["aws_security_group.sg", "in the stack", "Ports are open.", '"sg": {'],
      },
    ],
  });
});

describe("the level", () => {
  const level = (result: object, ...rules: object[]) => {
    const read = one(result, ...rules);
    return read.kind === "results" ? read.results[0]?.level : read;
  };

  test.each([
    ["error", "high"],
    ["warning", "note"],
    ["note", "note"],
    ["none", undefined],
  ])("%s of a result is %s", (given, expected) => {
    expect(level({ level: given })).toBe(expected);
  });

  test("is the rule's where the result has none, and a warning where neither has one", () => {
    const rule = { id: "A", defaultConfiguration: { level: "error" } };
    expect(level({}, rule)).toBe("high");
    expect(level({ ruleId: undefined, ruleIndex: 0 }, rule)).toBe("high");
    expect(level({})).toBe("note");
  });
});

test("fills in what a message refers to", () => {
  const rule = { id: "A", messageStrings: { open: { text: "{0} is open to {1}" } } };
  expect(one({ message: { id: "open", arguments: ["Port 22", "all"] } }, rule)).toMatchObject({
    results: [{ message: "Port 22 is open to all" }],
  });
});

test.each([
  [{ kind: "pass" }, 0],
  [{ kind: "fail" }, 1],
  [{ baselineState: "absent" }, 0],
  [{ baselineState: "new" }, 1],
  [{ suppressions: [{ kind: "external" }] }, 0],
  [{ suppressions: [{ kind: "external", status: "accepted" }] }, 0],
  [{ suppressions: [{ kind: "external", status: "underReview" }] }, 1],
])("of a result with %j, %d is left", (result, count) => {
  const read = one(result);
  expect(read.kind === "results" && read.results.length).toBe(count);
});

test.each([
  ["{", "is no JSON: "],
  ["[]", "is no SARIF log: it has no runs"],
  ["{}", "is no SARIF log: it has no runs"],
  [log({}, "1.0.0"), "is SARIF 1.0.0; 2.1.0 is read"],
])("refuses %j", (text, message) => {
  const read = readSarif(text);
  expect(read.kind === "broken" && read.message.slice(0, message.length)).toBe(message);
});

test("passes over what has another form than it should", () => {
  const runs = {
    tool: null,
    results: [null, 1, {}, { message: "text" }, { message: { text: "x" }, locations: {} }],
  };
  expect(readSarif(log(runs))).toMatchObject({
    kind: "results",
    results: [{ tool: "another tool", rule: "unnamed", message: "x", names: ["x"] }],
  });
});
