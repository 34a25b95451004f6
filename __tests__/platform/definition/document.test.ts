import { describe, expect, test } from "@jest/globals";
import { readDocument } from "../../../platform/definition/document";
import { formatProblem } from "../../../platform/definition/problem";
import { locate, plain } from "../../../platform/definition/tree";

/** Problems without the file's name, which each line begins with. */
function problemsIn(content: string | Uint8Array): string[] {
  const reading = readDocument("dev.yaml", content);
  if (reading.kind === "document") return [];
  return reading.problems.map(formatProblem).map((line) => line.replace(/^dev\.yaml:/, ""));
}

function read(content: string | Uint8Array) {
  const reading = readDocument("dev.yaml", content);
  if (reading.kind === "broken") throw new Error(reading.problems.map(formatProblem).join("\n"));
  return reading.document.root;
}

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

describe("refuses text that is not YAML", () => {
  test.each<[string, string, string[]]>([
    ["a tab", "a:\n\tb: 1\n", ["2:1  a tab cannot indent in YAML; use spaces"]],
    [
      "two pairs in a line",
      "a: b: c\n",
      ['1:4  a value here cannot contain another "key: value"; quote the value, or check the indentation'],
    ],
    [
      "a missing space after a colon",
      "a:b\nc: d\n",
      ['1:1  expected "key: value"; a colon followed by a space is missing, or the indentation is wrong'],
    ],
    ["a key without a value", "a: 1\nb\n", ["2:1  a key must be followed by a colon and a value"]],
    ["uneven keys", "a:\n  b: 1\n c: 2\n", ["3:1  the keys of one mapping must begin in the same column"]],
    [
      "an open list",
      "a: [1, 2\nb: 3\n",
      ["2:1  a list begun with [ must end with ], and all of it be indented more than its key"],
    ],
    [
      "an open mapping",
      "a: {b: 2\nb: 3\n",
      ["2:1  a mapping begun with { must end with }, and all of it be indented more than its key"],
    ],
    ["an open string", 'a: 1\nb: "x\nc: 3\n', ["2:4  the quoted string that begins here is never closed"]],
    [
      "reserved characters, each of them",
      "a: @b\nc: `d`\n",
      ["1:4  a value that begins with @ must be quoted", "2:4  a value that begins with ` must be quoted"],
    ],
    [
      "what belongs nowhere, once",
      "a: {b: 1}} c: d\ne: f\n",
      ["1:10  this does not belong here; check the indentation, quotes and brackets up to here"],
    ],
    ["an unknown escape", 'a: "\\q"\n', ["1:5  invalid escape sequence \\q"]],
    ["two anchors", "a: &x &y 1\n", ["1:7  a node can have at most one anchor"]],
    ["a directive", "%FOO bar\n---\na: 1\n", ["1:1  unknown directive %FOO"]],
    ["YAML 1.1", "%YAML 1.1\n---\na: yes\n", ["1:1  remove the %YAML directive; definitions are YAML 1.2"]],
  ])("%s", (_name, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });
});

test("stops counting where a file is not YAML at all", () => {
  const problems = problemsIn("a: @\n".repeat(150_000));
  expect(problems).toHaveLength(101);
  expect(problems.slice(-2)).toEqual([
    "100:4  a value that begins with @ must be quoted",
    "101:4  and 149900 more problems from here on",
  ]);
});

test("finds where each of several strings began", () => {
  expect(problemsIn('"a\n')).toEqual(["1:1  the quoted string that begins here is never closed"]);
  expect(problemsIn("- 'a\n- 'b\n- 'c\n")).toEqual([
    "1:3  the quoted string that begins here is never closed",
    "2:3  the quoted string that begins here is never closed",
    "3:3  the quoted string that begins here is never closed",
  ]);
});

describe("refuses YAML that a definition cannot hold", () => {
  test.each<[string, string, string[]]>([
    ["nothing", "", ['1:1  the file is empty; it must be a mapping such as "name: dev"']],
    ["comments only", "# a\n\n", ['1:1  the file is empty; it must be a mapping such as "name: dev"']],
    ["a lone separator", "---\n", ['1:1  the file is empty; it must be a mapping such as "name: dev"']],
    ["a list", "# a\n- b\n", ['2:1  must be a mapping such as "name: dev", not a list']],
    ["a single value", "dev\n", ['1:1  must be a mapping such as "name: dev", not a single value']],
    [
      "a second document",
      "a: 1\n---\nb: 2\n",
      ["2:1  a second document begins here; an environment is one document"],
    ],
    [
      "a key twice",
      "a:\n  b: 1\n  c: 1\n  b: 2\n",
      ['4:3  a.b  the key "b" is here a second time; it is first in line 2'],
    ],
    [
      "a key twice, once in quotes",
      '80: 1\n"80": 2\n',
      ['2:1  80  the key "80" is here a second time; it is first in line 1'],
    ],
    ["a list as key", "? [a]\n: 1\n", ["1:3  a key must be a string, not a list, a mapping or an alias"]],
    [
      "a mapping as key",
      "{ {a: b}: 1 }\n",
      ["1:3  a key must be a string, not a list, a mapping or an alias"],
    ],
    ["a tag", "a: !secret x\n", ["1:4  the tag !secret is not known; remove it"]],
    ["a YAML 1.1 tag", "a: !!binary eA==\n", ["1:4  the tag !!binary is not known; remove it"]],
    ["__proto__", "a:\n  __proto__: {b: 1}\n", ['2:3  a.__proto__  the key "__proto__" is not allowed']],
    ["constructor", "constructor: 1\n", ['1:1  constructor  the key "constructor" is not allowed']],
    ["prototype", '"prototype": 1\n', ['1:1  prototype  the key "prototype" is not allowed']],
    [
      "a merge key",
      "a: &a {b: 1}\nc:\n  <<: *a\n",
      [
        '3:3  c["<<"]  merge keys (<<) are not read; put what is shared into another file and name that in extends',
      ],
    ],
    ["an alias without anchor", "a: *b\n", ["1:4  a  the alias *b has no anchor &b before it"]],
    [
      "an alias inside its own anchor",
      "a: &a\n  - b: [*a]\n",
      ["2:9  a[0].b[0]  the alias *a stands for a value that it is part of"],
    ],
    [
      "half a character",
      'a: "\\ud83d"\n',
      ["1:4  a  the text has half of a surrogate pair, which no file can hold"],
    ],
  ])("%s", (_name, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  test("billion laughs, at the alias that is one too many", () => {
    const lines = ["l0: &l0 ha"];
    for (let level = 1; level <= 9; level++) {
      lines.push(
        `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(", ")}]`,
      );
    }
    expect(problemsIn(lines.join("\n"))).toEqual([
      "5:45  l4[7]  aliases add more than 10000 values from here on; write fewer",
    ]);
  });

  test.each([
    ["lists", "[".repeat(100_000), "1:65"],
    ["closed lists", `a: ${"[".repeat(50_000)}${"]".repeat(50_000)}`, "1:67"],
    ["dashes", "- ".repeat(100_000), "1:129"],
    ["mappings", Array.from({ length: 900 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"), "65:65"],
  ])("deep nesting: %s", (_name, text, place) => {
    expect(problemsIn(text)).toEqual([`${place}  lists and mappings are nested too deeply here`]);
  });
});

describe("refuses bytes that are not text", () => {
  test.each<[string, Uint8Array, string]>([
    ["a bad byte", bytes("a: b\nc: d", 0xff, "\n"), "2:5  the byte 0xFF is not UTF-8; save it as UTF-8"],
    ["Latin-1", bytes("# gr", 0xfc, "n\na: 1\n"), "1:5  the byte 0xFC is not UTF-8; save it as UTF-8"],
    [
      "a bad byte behind other characters",
      bytes("ü: \u{1F600}\uFFFD", 0x80, "\n"),
      "1:7  the byte 0x80 is not UTF-8; save it as UTF-8",
    ],
    [
      "an unfinished character",
      bytes("a: ", 0xe2, 0x82),
      "1:4  the byte 0xE2 is not UTF-8; save it as UTF-8",
    ],
    ["UTF-16", bytes(0xff, 0xfe, "a", 0, ":", 0), "1:1  the file is UTF-16; save it as UTF-8"],
    [
      "a NUL",
      bytes("a: b\nc: d", 0, "e\n"),
      "2:5  the control character U+0000 is not allowed in YAML; remove it",
    ],
    [
      "an escape",
      bytes("a: \u001b[31m\n"),
      "1:4  the control character U+001B is not allowed in YAML; remove it",
    ],
    [
      "10 MB",
      Buffer.alloc(10_000_000, "a: 1\n"),
      "1:1  the file has 10000000 bytes; a definition has at most 1048576 (1 MiB)",
    ],
  ])("%s", (_name, content, expected) => {
    expect(problemsIn(content)).toEqual([expected]);
  });

  test("counts columns behind a byte order mark as editors do", () => {
    expect(problemsIn(bytes(0xef, 0xbb, 0xbf, "a: @b\n"))).toEqual([
      "1:4  a value that begins with @ must be quoted",
    ]);
    expect(problemsIn(bytes(0xef, 0xbb, 0xbf, "a: ", 0xff))).toEqual([
      "1:4  the byte 0xFF is not UTF-8; save it as UTF-8",
    ]);
  });
});

test("reads values as YAML 1.2 means them, and remembers how they were written", () => {
  const root = read(
    '\uFEFFa: 1.30\r\nb: yes\r\nc: "1"\r\nd: [x, {y: null}]\r\n80: ~\r\ntrue: !!str 5\r\ne: \uFFFD\r\n',
  );
  expect(plain(root)).toEqual({
    a: 1.3,
    b: "yes",
    c: "1",
    d: ["x", { y: null }],
    "80": null,
    true: "5",
    e: "\uFFFD",
  });
  expect(root.entries.get("a")?.value).toMatchObject({ value: 1.3, source: "1.30" });
});

test("reads a definition of exactly the largest size", () => {
  const text = `a: 1 #${"x".repeat(1024 * 1024 - 6)}`;
  expect(Buffer.byteLength(text)).toBe(1024 * 1024);
  expect(plain(read(text))).toEqual({ a: 1 });
  expect(problemsIn(`${text}x`)).toEqual([
    "1:1  the file has 1048577 bytes; a definition has at most 1048576 (1 MiB)",
  ]);
});

test("reads as many keys as fit without comparing each with each other", () => {
  const text = Array.from({ length: 50_000 }, (_, index) => `key${index}: 1`).join("\n");
  expect(read(text).entries.size).toBe(50_000);
}, 10_000);

describe("locates", () => {
  const root = read(`# comment
size: { min: 1, max: 2 }
shared: &shared
  host: a
services:
  whoami:
    expose:
      - host: x
      - *shared
    empty:
`);
  const at = (path: (string | number)[], key?: boolean) => {
    const { file, line, column } = locate(root, path, { key });
    return `${file}:${line}:${column}`;
  };

  test.each<[string, (string | number)[], boolean, string]>([
    ["a value", ["size", "max"], false, "dev.yaml:2:22"],
    ["its key", ["size", "max"], true, "dev.yaml:2:17"],
    ["a list's item", ["services", "whoami", "expose", 0], false, "dev.yaml:8:9"],
    ["a value in a list", ["services", "whoami", "expose", 0, "host"], false, "dev.yaml:8:15"],
    ["an alias, at its anchor", ["services", "whoami", "expose", 1, "host"], false, "dev.yaml:4:9"],
    ["a value that is not written", ["services", "whoami", "empty"], false, "dev.yaml:10:11"],
    ["the nearest mapping's key for what is missing", ["services", "whoami", "image"], false, "dev.yaml:6:3"],
    [
      "the nearest item for what is missing in a list",
      ["services", "whoami", "expose", 0, "path"],
      false,
      "dev.yaml:8:9",
    ],
    [
      "the list's key for an item beyond its end",
      ["services", "whoami", "expose", 7, "path"],
      false,
      "dev.yaml:7:5",
    ],
    ["a single value that was to be a mapping", ["size", "min", "x", "y"], true, "dev.yaml:2:9"],
    ["the first key when nothing of the path exists", ["network", "cidr"], false, "dev.yaml:2:1"],
    ["the whole", [], false, "dev.yaml:2:1"],
  ])("%s", (_name, path, key, expected) => {
    expect(at(path, key)).toBe(expected);
  });
});
