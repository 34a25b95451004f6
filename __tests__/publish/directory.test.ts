import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { finish, publishToDirectory } from "../../publish/directory/publish";
import type { Consent, Publication } from "../../publish/publication";
import { filesIn } from "../files";
import { killWriters } from "./directory-kills";
import { configMap, isolated, pathOf, publication, publish, repository } from "./repository";

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "slipway-directory-")), "clusters", "prod");
});
afterEach(() => rmSync(join(directory, "..", ".."), { recursive: true, force: true }));

const wanted = (values: Record<string, string>, others: Partial<Publication> = {}) =>
  publication(values, { prefix: "", ...others });
const write = (of: Publication, consent: Consent = {}) =>
  publishToDirectory({ directory, publication: of, consent, dryRun: false });
const put = (path: string, text: string) => {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), text);
};

async function refused(of: Publication, consent: Consent = {}): Promise<readonly string[]> {
  const outcome = await write(of, consent);
  if (outcome.kind !== "refused") throw new Error(`not refused but ${outcome.kind}`);
  return outcome.refusals.map(({ code, where }) => `${code} ${where}`);
}

test("writes what is new, removes what is gone, and leaves what others have put there", async () => {
  expect(await write(wanted({ a: "1", b: "1" }))).toMatchObject({ kind: "written", finished: false });
  put("README.md", "by hand\n");
  await write(wanted({ a: "2" }));
  const { ".published.json": _, ...files } = filesIn(directory);
  expect(files).toEqual({
    "README.md": "by hand\n",
    [pathOf("a")]: configMap("a", "2"),
    "kustomization.yaml":
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- apps/configmap/a.yaml\n",
  });
  expect(await write(wanted({ a: "2" }))).toMatchObject({ kind: "unchanged" });
});

test("removes the folders that it leaves empty", async () => {
  const files = new Map([
    ["web/service/web.yaml", "x\n"],
    [pathOf("a"), configMap("a", "1")],
  ]);
  await write(wanted({}, { files }));
  await write(wanted({ a: "1" }));
  expect(existsSync(join(directory, "web"))).toBe(false);
});

test("writes the inventory that publishing into a repository writes", async () => {
  await write(wanted({ a: "1", b: "1" }));
  const remote = repository();
  try {
    await publish(remote, wanted({ a: "1", b: "1" }));
    expect(remote.files()).toEqual(filesIn(directory));
  } finally {
    remote.remove();
  }
});

describe("refuses", () => {
  beforeEach(() => write(wanted({ a: "1", b: "1" })));

  test.each([
    ["an edited file", () => put(pathOf("a"), "by hand\n"), { a: "2", b: "1" }, `DRIFT ${pathOf("a")}`],
    [
      "a file of others",
      () => put(pathOf("c"), "by hand\n"),
      { a: "1", b: "1", c: "1" },
      `UNOWNED ${pathOf("c")}`,
    ],
    [
      "a link on the way",
      () => {
        rmSync(join(directory, "apps"), { recursive: true });
        symlinkSync(tmpdir(), join(directory, "apps"));
      },
      { a: "2" },
      "PATH apps",
    ],
    [
      "a working copy within it",
      () => put("apps/.git", "gitdir: elsewhere\n"),
      { a: "2", b: "1" },
      "PATH apps",
    ],
    [
      "an inventory that it cannot read",
      () => put(".published.json", "{"),
      { a: "1" },
      "INVENTORY .published.json",
    ],
  ] as const)("%s", async (_what, change, values, refusal) => {
    change();
    expect(await refused(wanted(values))).toContain(refusal);
  });

  test("another owner", async () => {
    expect(await refused(wanted({ a: "1" }, { owner: "other" }))).toEqual(["OWNER "]);
  });

  test("the root of a working copy, and what is no folder", async () => {
    mkdirSync(join(directory, ".git"));
    expect(await refused(wanted({ a: "2" }))).toEqual([`PATH ${directory}`]);
    rmSync(directory, { recursive: true });
    writeFileSync(directory, "");
    expect(await refused(wanted({ a: "2" }))).toEqual([`PATH ${directory}`]);
    rmSync(directory);
    symlinkSync(tmpdir(), directory);
    expect(await refused(wanted({ a: "2" }))).toEqual([`PATH ${directory}`]);
  });

  test("to write while another run does, here or on another machine", async () => {
    for (const holder of [`${hostname()} ${process.ppid}\n`, "elsewhere 1\n", ""]) {
      writeFileSync(join(directory, ".published.lock"), holder);
      expect(await refused(wanted({ a: "2" }))).toEqual(["LOCKED .published.lock"]);
    }
  });
});

test("takes the lock of a run that is gone", async () => {
  mkdirSync(directory, { recursive: true });
  // beyond what Linux gives out
  writeFileSync(join(directory, ".published.lock"), `${hostname()} ${2 ** 22 + 1}\n`);
  writeFileSync(join(directory, `.published.lock-${2 ** 22 + 1}-0badcafe`), "");
  expect(await write(wanted({ a: "1" }))).toMatchObject({ kind: "written" });
  expect(Object.keys(filesIn(directory)).filter((path) => path.includes("lock"))).toEqual([]);
});

test("lets one of several runs write at a time", async () => {
  const outcomes = await Promise.all(["1", "2", "3", "4"].map((value) => write(wanted({ a: value }))));
  expect(outcomes.filter(({ kind }) => kind === "written").length).toBeGreaterThan(0);
  expect(Object.keys(filesIn(directory))).toEqual([".published.json", pathOf("a"), "kustomization.yaml"]);
});

test("knows its files in a working copy with other line ends, and leaves them where nothing changes", async () => {
  await write(wanted({ a: "1", b: "1" }));
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  for (const [path, text] of Object.entries(filesIn(directory))) put(path, crlf(text));
  expect(await write(wanted({ a: "1", b: "1" }))).toMatchObject({ kind: "unchanged" });
  await write(wanted({ a: "2", b: "1" }));
  expect(filesIn(directory)).toMatchObject({
    [pathOf("a")]: configMap("a", "2"),
    [pathOf("b")]: crlf(configMap("b", "1")),
  });
});

test("shows what would change and touches nothing, not even a folder that is missing", async () => {
  const show = () =>
    publishToDirectory({ directory, publication: wanted({ a: "2" }), consent: {}, dryRun: true });
  expect(await show()).toMatchObject({ kind: "planned" });
  expect(existsSync(directory)).toBe(false);
  await write(wanted({ a: "1" }));
  const before = filesIn(directory);
  const outcome = await show();
  if (outcome.kind !== "planned") throw new Error(outcome.kind);
  expect(outcome.before.get(pathOf("a"))).toBe(configMap("a", "1"));
  expect(filesIn(directory)).toEqual(before);
});

describe("after a run that was stopped", () => {
  /** The folder as a run leaves it that is stopped when it has declared what it does, and done some of it. */
  async function stopped(): Promise<void> {
    await write(wanted({ a: "1", b: "1", c: "1" }));
    const blob = (text: string) =>
      execFileSync("git", ["hash-object", "--stdin"], {
        input: text,
        encoding: "utf8",
        env: isolated,
      }).trim();
    const staged = { 0: configMap("a", "2"), 1: configMap("b", "2") };
    mkdirSync(join(directory, ".published.next"));
    writeFileSync(join(directory, ".published.next", "1"), staged[1]);
    put(pathOf("a"), staged[0]);
    const step = (name: "a" | "b", index: 0 | 1) => ({
      path: pathOf(name),
      staged: `${index}`,
      before: blob(configMap(name, "1")),
      after: blob(staged[index]),
    });
    const removes = [{ path: pathOf("c"), before: blob(configMap("c", "1")) }];
    put(
      ".published.json.next",
      JSON.stringify({ version: 1, objectFormat: "sha1", writes: [step("a", 0), step("b", 1)], removes }),
    );
  }

  test("finishes it", async () => {
    await stopped();
    expect(await finish(directory, false)).toBe(true);
    const { [pathOf("a")]: a, [pathOf("b")]: b, ...others } = filesIn(directory);
    expect([a, b]).toEqual([configMap("a", "2"), configMap("b", "2")]);
    expect(Object.keys(others)).toEqual([".published.json", "kustomization.yaml"]);
    expect(await finish(directory, false)).toBe(false);
  });

  test("refuses to finish over what somebody has edited since", async () => {
    await stopped();
    put(pathOf("b"), "by hand\n");
    put(pathOf("c"), "by hand\n");
    expect(await refused(wanted({ a: "3" }))).toEqual([`DRIFT ${pathOf("b")}`, `DRIFT ${pathOf("c")}`]);
    expect(readFileSync(join(directory, pathOf("b")), "utf8")).toBe("by hand\n");
  });

  test("drops what a run had prepared and not declared", async () => {
    await write(wanted({ a: "1" }));
    const before = filesIn(directory);
    put(".published.next/0", "half of it");
    expect(await write(wanted({ a: "1" }))).toMatchObject({ kind: "unchanged", finished: false });
    expect(filesIn(directory)).toEqual(before);
  });

  test("refuses an intent that it did not write, and shows nothing in the middle of one", async () => {
    await stopped();
    const dry = { directory, publication: wanted({ a: "1" }), consent: {}, dryRun: true };
    expect(await publishToDirectory(dry)).toMatchObject({ refusals: [{ code: "LOCKED" }] });
    put(".published.json.next", "{}");
    expect(await refused(wanted({ a: "1" }))).toEqual(["INVENTORY .published.json.next"]);
  });
});

test("leaves the old folder or the new one, wherever it is killed", async () => {
  expect((await killWriters(12)).wrong).toEqual([]);
});
