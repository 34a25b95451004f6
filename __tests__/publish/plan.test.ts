import { describe, expect, test } from "@jest/globals";
import { blobId } from "../../publish/blob-id";
import type { Entry } from "../../publish/changes";
import { type Folder, plan } from "../../publish/plan";
import type { Consent, Publication } from "../../publish/publication";
import { configMap, pathOf, publication } from "./repository";

const at = (name: string) => `clusters/prod/${pathOf(name)}`;

/** A repository with files in it. */
function folder(
  files: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, Entry["kind"]>> = {},
): Folder {
  const tree = new Map<string, Entry>();
  for (const [path, text] of Object.entries(files))
    tree.set(path, { kind: "file", id: blobId(text, "sha1") });
  for (const [path, kind] of Object.entries(entries)) tree.set(path, { kind, id: "" });
  return {
    format: "sha1",
    tree,
    inventory: files["clusters/prod/.published.json"],
    contentOf: () => undefined,
  };
}

function one(of: Publication, where: Folder, consent: Consent = {}) {
  const [only] = plan([[of, where]], consent);
  if (only === undefined) throw new Error("no plan");
  return only;
}

/** What a publication leaves in an empty repository. */
const published = (of: Publication): Record<string, string> =>
  Object.fromEntries([...one(of, folder({})).files].map(([path, text]) => [`clusters/prod/${path}`, text]));

const refusalsOf = (of: Publication, where: Folder, consent?: Consent) =>
  one(of, where, consent).refusals.map(({ code, where: place }) => `${code} ${place}`);
const changesOf = (of: Publication, where: Folder, consent?: Consent) =>
  one(of, where, consent).changes.map(({ action, path }) => `${action} ${path}`);

describe("from three sides", () => {
  const before = published(publication({ a: "1", b: "1" }));
  const { [at("a")]: _, ...withoutA } = before;

  test.each([
    ["edited", { ...before, [at("a")]: "by hand\n" }, { a: "2", b: "1" }, [`change ${pathOf("a")}`]],
    [
      "edited, and is to go",
      { ...before, [at("a")]: "by hand\n" },
      { b: "1" },
      [`remove ${pathOf("a")}`, "change kustomization.yaml"],
    ],
    ["removed", withoutA, { a: "1", b: "1" }, [`add ${pathOf("a")}`]],
  ])("refuses a published file that was %s, unless told to overwrite it", (_how, files, values, changes) => {
    expect(refusalsOf(publication(values), folder(files))).toEqual([`DRIFT ${at("a")}`]);
    expect(refusalsOf(publication(values), folder(files), { adopt: true })).toEqual([`DRIFT ${at("a")}`]);
    expect(changesOf(publication(values), folder(files), { overwriteDrift: true })).toEqual(changes);
  });

  test("refuses a published file that was made executable", () => {
    expect(refusalsOf(publication({ a: "2", b: "1" }), folder(before, { [at("a")]: "executable" }))).toEqual([
      `DRIFT ${at("a")}`,
    ]);
  });

  test("has nothing to say where an edit is what the source has now", () => {
    const files = { ...before, [at("a")]: configMap("a", "2") };
    expect(one(publication({ a: "2", b: "1" }), folder(files))).toMatchObject({
      refusals: [],
      changes: [],
      state: "changed",
    });
  });

  test("has nothing to say where somebody removed what is to go", () => {
    expect(refusalsOf(publication({ b: "1" }), folder(withoutA))).toEqual([]);
  });

  test("owns a file of others with the same content from then on", () => {
    const { "clusters/prod/.published.json": __, ...files } = before;
    expect(one(publication({ a: "1", b: "1" }), folder(files))).toMatchObject({
      refusals: [],
      changes: [],
      state: "changed",
    });
  });

  test("refuses to remove more than half, unless it is three files at most, or told to", () => {
    const many = published(publication(Object.fromEntries([..."abcdefgh"].map((name) => [name, "1"]))));
    const left = (names: string) => publication(Object.fromEntries([...names].map((name) => [name, "1"])));
    expect(refusalsOf(left("abc"), folder(many))).toEqual(["MASS_PRUNE clusters/prod"]);
    expect(refusalsOf(left("abcd"), folder(many))).toEqual([]);
    expect(refusalsOf(left("a"), folder(many), { massPrune: true })).toEqual([]);
    expect(refusalsOf(left("a"), folder(published(left("abcd"))))).toEqual([]);
  });
});

test.each([
  "{",
  "[]",
  '{"version":2}',
  '{"version":1}',
  '{"version":1,"owner":"a","environment":"b","source":{},"objectFormat":"md5"}',
])("refuses an inventory that it cannot read: %s", (text) => {
  expect(refusalsOf(publication({ a: "1" }), folder({ "clusters/prod/.published.json": text }))).toEqual([
    "INVENTORY clusters/prod/.published.json",
  ]);
});

test("refuses an inventory that is a link", () => {
  expect(
    refusalsOf(publication({ a: "1" }), folder({}, { "clusters/prod/.published.json": "link" })),
  ).toEqual(["INVENTORY clusters/prod/.published.json"]);
});

describe("what is newer", () => {
  const of = (
    value: string,
    sequence: number | undefined,
    relation: "older" | "newer" | "same" | "unknown" = "unknown",
  ) =>
    publication(
      { a: value },
      {
        source: {
          commit: "a".repeat(40),
          ...(sequence !== undefined && { sequence }),
          relationOf: () => relation,
        },
      },
    );
  const before = folder(published(of("1", 7)));

  test.each([
    ["a lower number", of("2", 6), "superseded"],
    ["the same number", of("2", 7), "changed"],
    ["a higher number", of("2", 8), "changed"],
    ["a higher number, and a commit before it in the history", of("2", 8, "newer"), "superseded"],
    ["a lower number, and a commit after it in the history", of("2", 6, "older"), "changed"],
    ["the same commit", of("2", undefined, "same"), "changed"],
  ] as const)("decides by the history, then by the number: %s", (_what, next, state) => {
    expect(one(next, before)).toMatchObject({ state, refusals: [] });
  });

  test("refuses what has no number where the last one had one", () => {
    expect(refusalsOf(of("2", undefined), before)).toEqual(["SEQUENCE clusters/prod"]);
  });
});

describe("paths", () => {
  test.each([
    "../prod",
    "clusters//prod",
    "/prod",
    ".git/prod",
    "clusters/.GIT",
    "x/.gitmodules",
    "git~1/x",
    "C:/x",
    "a\\b",
    "clusters/.",
    "a\nb",
    "con:",
    "x./y",
  ])("refuses the folder %j", (prefix) => {
    expect(refusalsOf(publication({ a: "1" }, { prefix }), folder({}))).toEqual([`PATH ${prefix}`]);
  });

  test.each([
    ["a file where the folder has to be", { "clusters/prod": "x" }, "clusters/prod"],
    ["a file where a folder in it has to be", { "clusters/prod/apps": "x" }, "clusters/prod/apps"],
    ["a folder where a file has to be", { [`${at("a")}/x`]: "x" }, at("a")],
    ["the folder in other letters", { "Clusters/prod/x": "x" }, "clusters"],
    ["a file in other letters", { "clusters/prod/apps/configmap/A.yaml": "x" }, at("a")],
    ["a folder around it that is published by itself", { "clusters/.published.json": "{}" }, "clusters/prod"],
    ["a root that is published by itself", { ".published.json": "{}" }, "clusters/prod"],
    [
      "a folder in it that is published by itself",
      { "clusters/prod/eu/.published.json": "{}" },
      "clusters/prod",
    ],
  ])("refuses %s", (_what, files, where) => {
    expect(refusalsOf(publication({ a: "1" }), folder(files))).toEqual([`PATH ${where}`]);
  });

  test("leaves folders beside it alone, also those whose names begin alike", () => {
    expect(
      refusalsOf(
        publication({ a: "1" }),
        folder({ "clusters/prod2/.published.json": "{}", "clusters/prod.md": "x" }),
      ),
    ).toEqual([]);
  });
});
