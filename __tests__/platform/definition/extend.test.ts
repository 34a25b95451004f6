import { describe, expect, test } from "@jest/globals";
import { readDocument } from "../../../platform/definition/document";
import { extend, type Source, type Sources } from "../../../platform/definition/extend";
import { formatProblem } from "../../../platform/definition/problem";
import { locate, plain } from "../../../platform/definition/tree";

function sourcesOf(files: Readonly<Record<string, string | Source>>): Sources {
  return new Map(
    Object.entries(files).map(([name, content]): [string, Source] => {
      if (typeof content !== "string") return [name, content];
      const reading = readDocument(name, content);
      return [name, reading.kind === "document" ? reading : { kind: "broken" }];
    }),
  );
}

function extendFile(files: Readonly<Record<string, string | Source>>, name = "dev.yaml") {
  const sources = sourcesOf(files);
  const source = sources.get(name);
  if (source?.kind !== "document") throw new Error(`${name} is not a document`);
  const { merged, complete, problems } = extend(name, source.document, sources);
  return { merged, value: plain(merged), complete, problems: problems.map(formatProblem) };
}

describe("merges", () => {
  test.each<[string, string, string, unknown]>([
    ["keys of both", "a: 1", "b: 2", { a: 1, b: 2 }],
    ["the nearer value", "a: 1", "a: 2", { a: 2 }],
    ["mappings key by key", "a: {b: {c: 1, d: 2}}", "a: {b: {c: 3}}", { a: { b: { c: 3, d: 2 } } }],
    ["lists as a whole", "a: [1, 2, 3]", "a: [4]", { a: [4] }],
    ["a mapping over a list", "a: [1]", "a: {b: 1}", { a: { b: 1 } }],
    ["a single value over a mapping", "a: {b: 1}", "a: 2", { a: 2 }],
    ["false and an empty string over something", "a: true\nb: x", 'a: false\nb: ""', { a: false, b: "" }],
    ["null as removal", "a: {b: 1, c: 2}\nd: 1", "a: {b: null}\nd:", { a: { c: 2 } }],
    ["null as it is where nothing is inherited", "a: {}", "a: {b: null}\nc: ~", { a: { b: null }, c: null }],
    ["an empty mapping without removing anything", "a: {b: 1}", "a: {}", { a: { b: 1 } }],
  ])("%s", (_name, base, child, expected) => {
    const files = { "base.yaml": base, "dev.yaml": `extends: base.yaml\n${child}` };
    expect(extendFile(files)).toMatchObject({ value: expected, complete: true, problems: [] });
  });

  test("a chain from its far end, so that the nearest file wins", () => {
    const { value } = extendFile({
      "far.yaml": "a: 1\nb: 1\nc: 1\nd: {e: 1}",
      "base.yaml": "extends: far.yaml\nb: 2\nc: 2\nd: null",
      "dev.yaml": "extends: base.yaml\nc: 3\nd: {f: 3}",
    });
    expect(value).toEqual({ a: 1, b: 2, c: 3, d: { f: 3 } });
  });

  test("in the base's order, so that adding a key to an environment moves nothing", () => {
    const { value } = extendFile({
      "base.yaml": "z: 1\ny: 1",
      "dev.yaml": "extends: base.yaml\na: 2\ny: 2",
    });
    expect(Object.keys(value as object)).toEqual(["z", "y", "a"]);
  });

  test("without changing the files it reads", () => {
    const sources = sourcesOf({ "base.yaml": "a: {b: 1}", "dev.yaml": "extends: base.yaml\na: {b: null}" });
    const [base, dev] = ["base.yaml", "dev.yaml"].map((name) => sources.get(name));
    if (base?.kind !== "document" || dev?.kind !== "document") throw new Error("not read");
    extend("dev.yaml", dev.document, sources);
    expect(plain(base.document.root)).toEqual({ a: { b: 1 } });
    expect(plain(dev.document.root)).toEqual({ extends: "base.yaml", a: { b: null } });
  });
});

describe("keeps the place of", () => {
  const { merged } = extendFile({
    "base.yaml": "a:\n  b: 1\n  c: [x, y]\n",
    "dev.yaml": "extends: base.yaml\nother: 1\na:\n  b: 2\n",
  });

  test.each<[string, (string | number)[], boolean, string]>([
    ["an own value", ["a", "b"], false, "dev.yaml:4:6"],
    ["an inherited value", ["a", "c"], false, "base.yaml:3:6"],
    ["an inherited key", ["a", "c"], true, "base.yaml:3:3"],
    ["a value in an inherited list", ["a", "c", 1], false, "base.yaml:3:10"],
    ["a mapping that both have, in the nearer file", ["a", "z"], false, "dev.yaml:3:1"],
  ])("%s", (_name, path, key, expected) => {
    const { file, line, column } = locate(merged, path, { key });
    expect(`${file}:${line}:${column}`).toBe(expected);
  });
});

const notAName = "must be the name of a .yaml file in the same directory, such as base.yaml";

describe("reports", () => {
  test.each<[string, Record<string, string | Source>, string[]]>([
    [
      "a missing file",
      { "dev.yaml": "name: dev\nextends: basis.yaml" },
      ["dev.yaml:2:10  extends  there is no file basis.yaml in this directory (dev.yaml → basis.yaml)"],
    ],
    [
      "a mistyped file",
      { "dev.yaml": "extends: bsae.yaml", "base.yaml": "a: 1" },
      [
        "dev.yaml:1:10  extends  there is no file bsae.yaml in this directory (dev.yaml → bsae.yaml); did you mean base.yaml?",
      ],
    ],
    [
      "a file missing further on, where it is named",
      { "dev.yaml": "extends: base.yaml", "base.yaml": "a: 1\nextends: gone.yaml" },
      ["base.yaml:2:10  extends  there is no file gone.yaml in this directory (base.yaml → gone.yaml)"],
    ],
    [
      "an unreadable file",
      { "dev.yaml": "extends: base.yaml", "base.yaml": { kind: "unreadable" } },
      ["dev.yaml:1:10  extends  base.yaml cannot be read (dev.yaml → base.yaml)"],
    ],
    ["a broken file nowhere but there", { "dev.yaml": "extends: base.yaml", "base.yaml": "a: [" }, []],
    [
      "itself",
      { "dev.yaml": "extends: dev.yaml" },
      ["dev.yaml:1:10  extends  goes in a circle: dev.yaml → dev.yaml"],
    ],
    [
      "a circle, at its environment",
      { "dev.yaml": "name: dev\nextends: base.yaml", "base.yaml": "extends: dev.yaml" },
      ["dev.yaml:2:10  extends  goes in a circle: dev.yaml → base.yaml → dev.yaml"],
    ],
    [
      "a circle further on, at its first file",
      { "dev.yaml": "extends: b.yaml", "b.yaml": "extends: a.yaml", "a.yaml": "\nextends: b.yaml" },
      ["a.yaml:2:10  extends  goes in a circle: a.yaml → b.yaml → a.yaml"],
    ],
    [
      "another directory",
      { "dev.yaml": "extends: ../base.yaml" },
      [`dev.yaml:1:10  extends  ${notAName}, not "../base.yaml"`],
    ],
    [
      "an absolute path",
      { "dev.yaml": "extends: /etc/base.yaml" },
      [`dev.yaml:1:10  extends  ${notAName}, not "/etc/base.yaml"`],
    ],
    [
      "another kind of file",
      { "dev.yaml": "extends: base.json" },
      [`dev.yaml:1:10  extends  ${notAName}, not "base.json"`],
    ],
    ["a hidden file", { "dev.yaml": "extends: .yaml" }, [`dev.yaml:1:10  extends  ${notAName}, not ".yaml"`]],
    ["a list", { "dev.yaml": "extends: [base.yaml]" }, [`dev.yaml:1:10  extends  ${notAName}, not a list`]],
    ["nothing", { "dev.yaml": "extends:\nname: dev" }, [`dev.yaml:1:9  extends  ${notAName}, not null`]],
    ["a number", { "dev.yaml": "extends: 5" }, [`dev.yaml:1:10  extends  ${notAName}, not 5`]],
  ])("%s", (_name, files, expected) => {
    expect(extendFile(files)).toMatchObject({ complete: false, problems: expected });
  });

  test("a circle once, whichever of its files it is found from", () => {
    const files = {
      "dev.yaml": "extends: base.yaml\nname: dev",
      "prod.yaml": "extends: base.yaml\nname: prod",
      "base.yaml": "extends: dev.yaml",
    };
    const expected = ["dev.yaml:1:10  extends  goes in a circle: dev.yaml → base.yaml → dev.yaml"];
    expect(Object.keys(files).map((name) => extendFile(files, name).problems)).toEqual([
      expected,
      expected,
      expected,
    ]);
  });
});
