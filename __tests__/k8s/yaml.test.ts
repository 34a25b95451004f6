import { expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { manifestText } from "../../k8s/yaml";

test("separates documents by a line and ends with one newline", () => {
  expect(manifestText([{ a: 1 }, { b: [{ c: 2, d: 3 }] }])).toBe("a: 1\n---\nb:\n- c: 2\n  d: 3\n");
});

test.each([
  // words and numbers of YAML 1.1
  ["on", '"on"'],
  ["no", '"no"'],
  ["y", '"y"'],
  ["true", '"true"'],
  ["null", '"null"'],
  ["~", '"~"'],
  ["", '""'],
  ["80", '"80"'],
  ["0.5", '"0.5"'],
  ["1e3", '"1e3"'],
  ["0777", '"0777"'],
  ["0x1f", '"0x1f"'],
  ["1_000", '"1_000"'],
  ["12:30", '"12:30"'],
  ["2026-01-31", '"2026-01-31"'],
  [".inf", '".inf"'],
  // what go-yaml takes for a number besides
  ["0o17", '"0o17"'],
  ["0X1F", '"0X1F"'],
  ["-0b1_1", '"-0b1_1"'],
  ["1e3_0", '"1e3_0"'],
  // types of their own
  ["=", '"="'],
  ["<<", '"<<"'],
  // what only looks like a number
  ["10.0.0.1", '"10.0.0.1"'],
  ["0123abcd", '"0123abcd"'],
  // syntax
  ["*.example.com", '"*.example.com"'],
  ["`x`", '"`x`"'],
  ["a: b", '"a: b"'],
  ["a #b", '"a #b"'],
  ["- a", '"- a"'],
  [" a", '" a"'],
  // plain
  ["--port=8080", "--port=8080"],
  ["100m", "100m"],
  ["128Mi", "128Mi"],
  ["25%", "25%"],
  ["10.0.0.0/16", "10.0.0.0/16"],
  ["traefik/whoami:v1.11.0", "traefik/whoami:v1.11.0"],
  ["Host(`a.example.com`) && PathPrefix(`/b`)", "Host(`a.example.com`) && PathPrefix(`/b`)"],
])("writes the string %j as %s", (value, text) => {
  expect(manifestText([{ value }])).toBe(`value: ${text}\n`);
  expect(parse(manifestText([{ value }]), { version: "1.1" })).toEqual({ value });
});

test("keeps lines of any length whole", () => {
  const value = "word ".repeat(100).trim();
  expect(manifestText([{ value }])).toBe(`value: ${value}\n`);
});

test("writes the same data twice rather than an alias", () => {
  const shared = { a: 1 };
  expect(manifestText([{ one: shared, two: shared }])).toBe("one:\n  a: 1\ntwo:\n  a: 1\n");
});

test("keeps document separators inside strings from separating", () => {
  const value = "one\n---\ntwo\n";
  const documents = parseAllDocuments(manifestText([{ value }, { value }]));
  expect(documents.map((document) => document.toJS())).toEqual([{ value }, { value }]);
});
