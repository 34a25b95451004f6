import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { shownUrl, withoutCredentials } from "../../publish/git/remote";
import { pathOf as objectPath } from "../../publish/manifests/layout";
import {
  configMap,
  isolated,
  pace,
  pathOf,
  publication,
  publish,
  type Repository,
  repository,
} from "./repository";

let remote: Repository;
beforeEach(() => {
  remote = repository();
});
afterEach(() => remote.remove());

const at = (name: string) => `clusters/prod/${pathOf(name)}`;

/** Publishes, and gives back the codes of refusals with their places. */
async function refused(...args: [Parameters<typeof publish>[1], Parameters<typeof publish>[2]?]) {
  const outcome = await publish(remote, ...args);
  if (outcome.kind !== "refused") throw new Error(`not refused but ${outcome.kind}`);
  return outcome.refusals.map(({ code, where }) => `${code} ${where}`);
}

test("makes the first commit of an empty repository", async () => {
  expect(await publish(remote, publication({ a: "1", b: "1" }))).toMatchObject({
    kind: "published",
    attempts: 1,
  });
  const { "clusters/prod/.published.json": inventory, ...files } = remote.files();
  expect(files).toEqual({
    [at("a")]: configMap("a", "1"),
    [at("b")]: configMap("b", "1"),
    "clusters/prod/kustomization.yaml":
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- apps/configmap/a.yaml\n- apps/configmap/b.yaml\n",
  });
  expect(JSON.parse(inventory ?? "")).toMatchObject({ version: 1, owner: "github.com/acme/platform" });
  expect(remote.log()).toEqual(["Publish prod"]);
});

test.each([false, true])(
  "changes, adds and prunes in one commit, and leaves what others have put there; contents fetched late: %s",
  async (filter) => {
    remote.remove();
    remote = repository("sha1", filter);
    await publish(remote, publication({ a: "1", b: "1", c: "1" }));
    remote.edit({ "clusters/prod/README.md": "by hand\n", "other/file": "x\n" });
    expect(await publish(remote, publication({ a: "2", c: "1", d: "1" }))).toMatchObject({
      kind: "published",
    });
    expect(Object.keys(remote.files())).toEqual([
      "clusters/prod/.published.json",
      "clusters/prod/README.md",
      at("a"),
      at("c"),
      at("d"),
      "clusters/prod/kustomization.yaml",
      "other/file",
    ]);
    expect(remote.files()[at("a")]).toBe(configMap("a", "2"));
    expect(remote.log()).toEqual(["Publish prod", "By hand", "Publish prod"]);
    expect(remote.git("log", "-1", "--format=%b")).toMatch(
      /^prod in clusters\/prod: 1 added, 2 changed, 1 removed\n\nSource-Commit: a{40}\nPublished-By: slipway\nInventory-Digest: sha256:[0-9a-f]{64}$/,
    );
  },
);

test("commits nothing where nothing changes, whatever the source", async () => {
  await publish(remote, publication({ a: "1" }));
  const source = { commit: "b".repeat(40), relationOf: () => "older" as const };
  expect(await publish(remote, publication({ a: "1" }, { source }))).toMatchObject({ kind: "unchanged" });
  expect(remote.log()).toEqual(["Publish prod"]);
});

describe("what is there already", () => {
  test("takes over a file of others when told to, and refuses it otherwise", async () => {
    remote.edit({ [at("a")]: "by hand\n" });
    expect(await refused(publication({ a: "1" }))).toEqual([`UNOWNED ${at("a")}`]);
    expect(remote.files()).toEqual({ [at("a")]: "by hand\n" });
    await publish(remote, publication({ a: "1" }), { consent: { adopt: true } });
    expect(remote.files()[at("a")]).toBe(configMap("a", "1"));
  });

  test("refuses a published file that was edited, and replaces it when told to", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.edit({ [at("a")]: "by hand\n" });
    expect(await refused(publication({ a: "2" }))).toEqual([`DRIFT ${at("a")}`]);
    expect(remote.files()[at("a")]).toBe("by hand\n");
    await publish(remote, publication({ a: "2" }), { consent: { overwriteDrift: true } });
    expect(remote.files()[at("a")]).toBe(configMap("a", "2"));
  });

  test("refuses to publish nothing over what is there", async () => {
    await publish(remote, publication({ a: "1" }));
    expect(await refused(publication({}), { consent: { massPrune: true } })).toEqual(["EMPTY clusters/prod"]);
    expect(remote.files()[at("a")]).toBe(configMap("a", "1"));
  });

  test("refuses to remove most of what is published, unless told to", async () => {
    const many = Object.fromEntries([..."abcdefg"].map((name) => [name, "1"]));
    await publish(remote, publication(many));
    expect(await refused(publication({ a: "1" }))).toEqual(["MASS_PRUNE clusters/prod"]);
    await publish(remote, publication({ a: "1" }), { consent: { massPrune: true } });
    expect(Object.keys(remote.files())).toHaveLength(3);
  });

  test("refuses a folder of another owner, or of another environment", async () => {
    await publish(remote, publication({ a: "1" }));
    expect(await refused(publication({ a: "1" }, { owner: "github.com/other/platform" }))).toEqual([
      "OWNER clusters/prod",
    ]);
    expect(await refused(publication({ a: "1" }, { environment: "dev" }))).toEqual(["OWNER clusters/prod"]);
  });

  test("reports everything that is wrong at once", async () => {
    await publish(remote, publication({ a: "1", b: "1" }));
    remote.edit({ [at("a")]: "by hand\n", [at("c")]: "by hand\n" });
    const secret = { code: "SECRET", where: "d", message: "" } as const;
    expect(await refused(publication({ a: "2", b: "2", c: "1" }, { refusals: [secret] }))).toEqual([
      "SECRET d",
      `DRIFT ${at("a")}`,
      `UNOWNED ${at("c")}`,
    ]);
  });
});

test("leaves what is newer", async () => {
  const of = (commit: string, sequence: number) => ({
    source: { commit: commit.repeat(40), sequence, relationOf: () => "unknown" as const },
  });
  await publish(remote, publication({ a: "7" }, of("a", 7)));
  const outcome = await publish(remote, publication({ a: "6" }, of("b", 6)));
  expect(outcome).toMatchObject({ kind: "unchanged", branches: [{ plans: [{ state: "superseded" }] }] });
  expect(remote.files()[at("a")]).toBe(configMap("a", "7"));
});

describe("paths", () => {
  test("publishes into the repository's root", async () => {
    remote.edit({ "README.md": "by hand\n" });
    await publish(remote, publication({ a: "1" }, { prefix: "" }));
    expect(Object.keys(remote.files())).toEqual([
      ".published.json",
      "README.md",
      pathOf("a"),
      "kustomization.yaml",
    ]);
  });

  test("refuses what cannot be written, all at once", async () => {
    remote.edit({ clusters: "a file\n", "Prod/x": "x\n" });
    const publications = [
      publication({ a: "1" }),
      publication({ a: "1" }, { environment: "b", prefix: "prod" }),
    ];
    expect(await refused(publications)).toEqual(["PATH clusters", "PATH prod"]);
    expect(await refused(publication({ a: "1" }, { prefix: "../prod" }))).toEqual(["PATH ../prod"]);
  });

  test.each([
    ["120000", "clusters", "clusters"],
    ["120000", at("a"), at("a")],
    ["160000", "clusters/prod", "clusters/prod"],
  ])("refuses to write through what is no file or folder: mode %s at %s", async (mode, path, where) => {
    remote.edit({ "README.md": "x\n" });
    remote.special(mode, path);
    expect(await refused(publication({ a: "1" }))).toEqual([`PATH ${where}`]);
  });

  test("writes names that no file could have", async () => {
    const long = "a".repeat(253);
    const files = new Map([
      [objectPath({ group: "", kind: "ConfigMap", namespace: "apps", name: long }), "1\n"],
      [
        objectPath({
          group: "rbac.authorization.k8s.io",
          kind: "ClusterRole",
          namespace: "",
          name: "system:Web",
        }),
        "2\n",
      ],
    ]);
    await publish(remote, publication({}, { files }));
    const names = Object.keys(remote.files()).flatMap((path) => path.split("/"));
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(255);
    expect(names).toContain("system%3a%57eb.yaml");
  });
});

describe("repositories", () => {
  test.each(["empty", "in use"])("publishes into a repository of SHA-256 that is %s", async (state) => {
    const other = repository("sha256");
    try {
      if (state === "in use") other.edit({ "README.md": "x\n" });
      await publish(other, publication({ a: "1", b: "1" }));
      await publish(other, publication({ a: "2" }));
      expect(other.files()[at("a")]).toBe(configMap("a", "2"));
      expect(other.git("rev-parse", "main")).toHaveLength(64);
    } finally {
      other.remove();
    }
  });

  test("knows its files in a repository that was made anew with SHA-256", async () => {
    await publish(remote, publication({ a: "1", b: "1", c: "1" }));
    const other = repository("sha256");
    try {
      other.edit(remote.files());
      other.edit({ [at("b")]: "by hand\n" });
      expect((await publish(other, publication({ a: "2", b: "2" }))).kind).toBe("refused");
      await publish(other, publication({ a: "2", b: "2" }), { consent: { overwriteDrift: true } });
      expect(Object.keys(other.files())).toEqual(
        Object.keys(remote.files()).filter((path) => path !== at("c")),
      );
    } finally {
      other.remove();
    }
  });

  test("writes the same bytes whatever is set up about line ends", async () => {
    remote.edit({ ".gitattributes": "* text eol=crlf\n" });
    const settings = ["core.autocrlf=true", "core.eol=crlf", "core.safecrlf=true"];
    await publish(remote, publication({ a: "1" }), { remote: { url: remote.url, env: isolated, settings } });
    expect(remote.files()[at("a")]).toBe(configMap("a", "1"));
    expect(await publish(remote, publication({ a: "1" }))).toMatchObject({ kind: "unchanged" });
  });

  test("runs no hooks of the user's, and ignores another repository in the environment", async () => {
    const hooks = `${remote.url}/../user-hooks`;
    mkdirSync(hooks);
    for (const name of [
      "pre-commit",
      "commit-msg",
      "pre-push",
      "reference-transaction",
      "post-index-change",
    ]) {
      writeFileSync(
        `${hooks}/${name}`,
        "#!/bin/sh\n# the server is the same machine here\ncase $PWD in */gitops.git) ;; *) exit 1 ;; esac\n",
        { mode: 0o755 },
      );
    }
    const global = `${remote.url}/../gitconfig`;
    writeFileSync(global, `[core]\n\thooksPath = ${hooks}\n`);
    const env = {
      ...isolated,
      GIT_CONFIG_GLOBAL: global,
      GIT_DIR: "/nonexistent",
      GIT_INDEX_FILE: "/nonexistent",
      GIT_WORK_TREE: "/nonexistent",
    };
    const outcome = await publish(remote, publication({ a: "1" }), { remote: { url: remote.url, env } });
    expect(outcome).toMatchObject({ kind: "published" });
  });

  test("signs where git is set up to", async () => {
    const program = `${remote.url}/../sign`;
    writeFileSync(
      program,
      '#!/bin/sh\ncat >/dev/null\necho "[GNUPG:] SIG_CREATED " >&2\necho signed-by-test\n',
      {
        mode: 0o755,
      },
    );
    const settings = [`gpg.program=${program}`];
    await publish(remote, publication({ a: "1" }), {
      sign: true,
      remote: { url: remote.url, env: isolated, settings },
    });
    expect(remote.git("cat-file", "commit", "main")).toContain("gpgsig signed-by-test");
  });

  test("refuses when nobody is set up to commit, or signing fails", async () => {
    const {
      GIT_AUTHOR_NAME: _,
      GIT_AUTHOR_EMAIL: __,
      GIT_COMMITTER_NAME: ___,
      GIT_COMMITTER_EMAIL: ____,
      ...env
    } = isolated;
    const settings = ["user.useConfigOnly=true"];
    expect(await refused(publication({ a: "1" }), { remote: { url: remote.url, env, settings } })).toEqual([
      "IDENTITY ",
    ]);
    const signing = { url: remote.url, env: isolated, settings: ["gpg.program=/bin/false"] };
    expect(await refused(publication({ a: "1" }), { sign: true, remote: signing })).toEqual([
      "IDENTITY main",
    ]);
    expect(remote.git("for-each-ref")).toBe("");
  });

  test("publishes 5,000 files within 10 s, and a change of one in them", async () => {
    remote.remove();
    remote = repository("sha1", true);
    const values = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`service-${index}`, "1"]));
    const begin = performance.now();
    expect(await publish(remote, publication(values))).toMatchObject({ kind: "published" });
    expect(await publish(remote, publication({ ...values, "service-77": "2" }))).toMatchObject({
      kind: "published",
      branches: [{ plans: [{ changes: [{ action: "change", path: pathOf("service-77") }] }] }],
    });
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(remote.git("ls-tree", "-r", "--name-only", "main").split("\n")).toHaveLength(5002);
  });

  test("leaves nothing behind on this machine, also of a run that was killed", async () => {
    // beyond what Linux gives out
    const abandoned = join(tmpdir(), `slipway-publish-${2 ** 22 + 1}-x`);
    mkdirSync(abandoned, { recursive: true });
    const own = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`slipway-publish-${process.pid}-`));
    await publish(remote, publication({ a: "1" }));
    await refused(publication({ a: "1" }, { prefix: ".." }));
    expect(own()).toEqual([]);
    expect(existsSync(abandoned)).toBe(false);
  });
});

describe("branches", () => {
  test("refuses a branch that is not there, and says which are", async () => {
    remote.edit({ "README.md": "x\n" });
    const outcome = await publish(remote, publication({ a: "1" }), { branch: "mian" });
    expect(outcome).toMatchObject({
      kind: "refused",
      refusals: [
        {
          code: "BRANCH",
          where: "mian",
          message: "is no branch; there are main; begin it with --base <branch>, or empty with --orphan",
        },
      ],
    });
  });

  test("begins a branch with nothing", async () => {
    remote.edit({ "README.md": "x\n" });
    await publish(remote, publication({ a: "1" }, { prefix: "" }), {
      branch: "prod",
      start: { kind: "nothing" },
    });
    expect(Object.keys(remote.files("prod"))).toEqual([".published.json", pathOf("a"), "kustomization.yaml"]);
  });

  test("begins a branch for a pull request, adds to it, and begins anew after that was merged", async () => {
    await publish(remote, publication({ a: "1" }));
    const pull = { branch: "publish/prod", start: { kind: "branch", branch: "main" } } as const;
    await publish(remote, publication({ a: "2" }), pull);
    await publish(remote, publication({ a: "3" }), pull);
    expect(remote.files()[at("a")]).toBe(configMap("a", "1"));
    expect(remote.git("rev-list", "--count", "main..publish/prod")).toBe("2");
    remote.git("update-ref", "refs/heads/main", "publish/prod");
    remote.edit({ "README.md": "x\n" });
    await publish(remote, publication({ a: "4" }), pull);
    expect(remote.git("rev-list", "--count", "main..publish/prod")).toBe("1");
    expect(remote.files("publish/prod")).toHaveProperty(["README.md"]);
    remote.git("update-ref", "-d", "refs/heads/publish/prod");
    expect(await publish(remote, publication({ a: "1" }, { environment: "prod" }), pull)).toMatchObject({
      kind: "published",
    });
  });

  test("publishes several environments in one commit", async () => {
    const dev = { environment: "dev", prefix: "clusters/dev" };
    await publish(remote, [publication({ a: "1" }), publication({ a: "2" }, dev)]);
    expect(remote.log()).toEqual(["Publish prod, dev"]);
    expect(
      await refused([publication({ a: "2" }, { owner: "other" }), publication({ a: "3" }, dev)]),
    ).toEqual(["OWNER clusters/prod"]);
    expect(remote.files()[`clusters/dev/${pathOf("a")}`]).toBe(configMap("a", "2"));
  });

  test("moves several branches together or none", async () => {
    const branches = (value: string) =>
      ["dev", "prod"].map((environment) => ({
        branch: `environment/${environment}`,
        start: { kind: "nothing" } as const,
        publications: [publication({ a: value }, { environment, prefix: "" })],
      }));
    await publish(remote, [], { branches: branches("1") });
    remote.hook(
      "update",
      'test "$1" != refs/heads/environment/prod || { echo prod is protected >&2; exit 1; }',
    );
    const outcome = await publish(remote, [], { branches: branches("2") });
    expect(outcome).toMatchObject({ kind: "refused", refusals: [{ code: "REJECTED" }] });
    expect(remote.files("environment/dev")[pathOf("a")]).toBe(configMap("a", "1"));
  });

  test("says what leaves one folder for another, and leaves it there for one run when told to", async () => {
    const [core, apps] = [
      { environment: "core", prefix: "clusters/core" },
      { environment: "apps", prefix: "clusters/apps" },
    ];
    const begin = [publication({ a: "1", b: "1" }, core), publication({ c: "1" }, apps)];
    const end = [publication({ a: "1" }, core), publication({ b: "1", c: "1" }, apps)];
    await publish(remote, begin);
    expect(await publish(remote, end, { dryRun: true })).toMatchObject({
      branches: [{ plans: [{ moved: [pathOf("b")] }, { moved: [] }] }],
    });
    await publish(remote, end, { consent: { handover: true } });
    const both = [`clusters/core/${pathOf("b")}`, `clusters/apps/${pathOf("b")}`];
    expect(Object.keys(remote.files())).toEqual(expect.arrayContaining(both));
    expect(remote.files()["clusters/core/kustomization.yaml"]).toContain(pathOf("b"));
    await publish(remote, end);
    expect(Object.keys(remote.files())).not.toContain(both[0]);
    expect(remote.files()["clusters/core/kustomization.yaml"]).not.toContain(pathOf("b"));
  });

  test("writes hydrator.metadata when manifests change, and only then", async () => {
    const metadata = "clusters/prod/hydrator.metadata";
    await publish(remote, publication({ a: "1" }, { hydratorMetadata: "1\n" }));
    expect(await publish(remote, publication({ a: "1" }, { hydratorMetadata: "2\n" }))).toMatchObject({
      kind: "unchanged",
    });
    expect(remote.files()[metadata]).toBe("1\n");
    await publish(remote, publication({ a: "2" }, { hydratorMetadata: "3\n" }));
    expect(remote.files()[metadata]).toBe("3\n");
    await publish(remote, publication({ a: "2" }));
    expect(remote.files()).not.toHaveProperty([metadata]);
  });

  test("shows what would change, with what is there, and changes nothing", async () => {
    await publish(remote, publication({ a: "1", b: "1" }));
    const before = remote.git("for-each-ref");
    const outcome = await publish(remote, publication({ a: "2", c: "1" }), { dryRun: true });
    if (outcome.kind === "refused") throw new Error("refused");
    const [branch] = outcome.branches;
    expect(outcome.kind).toBe("planned");
    expect(branch?.plans[0]?.changes.map(({ action, path }) => `${action} ${path}`)).toEqual([
      `change ${pathOf("a")}`,
      `remove ${pathOf("b")}`,
      `add ${pathOf("c")}`,
      "change kustomization.yaml",
    ]);
    expect(branch?.before.get(at("b"))).toBe(configMap("b", "1"));
    expect(remote.git("for-each-ref")).toBe(before);
  });
});

describe("others at the same time", () => {
  /** Does something on the server while it takes the first push, after which that push is refused. */
  const once = (script: string) =>
    remote.hook("update", `test -e ../taken || { touch ../taken; ${script}; }`);

  test("builds anew on what somebody has pushed meanwhile", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.edit({ "README.md": "x\n" }, "later", "main");
    once("git update-ref refs/heads/main refs/heads/later");
    expect(await publish(remote, publication({ a: "2" }))).toMatchObject({ kind: "published", attempts: 2 });
    expect(remote.files()).toMatchObject({ "README.md": "x\n", [at("a")]: configMap("a", "2") });
  });

  test("looks at everything again: an edit that came meanwhile is not lost", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.edit({ [at("a")]: "by hand\n" }, "later", "main");
    once("git update-ref refs/heads/main refs/heads/later");
    expect(await refused(publication({ a: "2" }))).toEqual([`DRIFT ${at("a")}`]);
    expect(remote.files()[at("a")]).toBe("by hand\n");
  });

  test("refuses a folder that became a file meanwhile", async () => {
    remote.edit({ "README.md": "x\n" });
    remote.edit({ "clusters/prod": "a file\n" }, "later", "main");
    once("git update-ref refs/heads/main refs/heads/later");
    expect(await refused(publication({ a: "1" }))).toEqual(["PATH clusters/prod"]);
  });

  test("does not bring back a branch that was deleted meanwhile", async () => {
    remote.edit({ "README.md": "x\n" });
    remote.edit({ "README.md": "x\n" }, "other");
    once("git update-ref -d refs/heads/main; exit 1");
    expect(await refused(publication({ a: "1" }))).toEqual(["BRANCH main"]);
    expect(remote.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/other");
  });

  test("takes no answer for the state: what has landed is not committed again", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.hook("post-receive", "kill -9 $PPID");
    expect(await publish(remote, publication({ a: "2" }))).toMatchObject({
      kind: "published",
      answerLost: true,
    });
    expect(remote.log()).toEqual(["Publish prod", "Publish prod"]);
  });

  test("finds its commit below those of others when the answer was lost", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.hook(
      "post-receive",
      'git update-ref refs/heads/main "$(git commit-tree -p refs/heads/main -m "By hand" "refs/heads/main^{tree}")"; kill -9 $PPID',
    );
    expect(await publish(remote, publication({ a: "2" }))).toMatchObject({
      kind: "published",
      answerLost: true,
    });
    expect(remote.log()).toEqual(["By hand", "Publish prod", "Publish prod"]);
  });

  test("stops at a protected branch, with the server's words", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.hook("update", "echo x >>../pushes; echo 'main is protected: open a pull request' >&2; exit 1");
    const outcome = await publish(remote, publication({ a: "2" }));
    expect(outcome).toMatchObject({
      kind: "refused",
      refusals: [
        { code: "REJECTED", where: "main", message: expect.stringContaining("open a pull request") },
      ],
    });
    expect(readFileSync(`${remote.url}/../pushes`, "utf8")).toBe("x\nx\nx\n");
  });

  test("waits for a lock of the server's that goes away", async () => {
    await publish(remote, publication({ a: "1" }));
    const lock = `${remote.url}/refs/heads/main.lock`;
    writeFileSync(lock, "");
    const going = publish(remote, publication({ a: "2" }), {
      pace: { ...pace, sleep: async () => rmSync(lock, { force: true }) },
    });
    expect(await going).toMatchObject({ kind: "published", attempts: 1 });
  });

  test("says who may not push, and what does not answer", async () => {
    const nobody = { url: remote.url, env: isolated, settings: ["remote.origin.receivepack=/bin/false"] };
    expect(await refused(publication({ a: "1" }), { remote: nobody })).toEqual([`NO_ACCESS ${remote.url}`]);
    const url = `${remote.url}-gone`;
    expect(await refused(publication({ a: "1" }), { remote: { url, env: isolated } })).toEqual([
      `UNREACHABLE ${url}`,
    ]);
  });

  test("gives up after others were faster twenty times", async () => {
    await publish(remote, publication({ a: "1" }));
    remote.hook(
      "update",
      'git update-ref refs/heads/main "$(git commit-tree -p refs/heads/main -m "By hand" "refs/heads/main^{tree}")"',
    );
    const still = { ...pace, sleep: async () => {}, patience: 500 };
    expect(await refused(publication({ a: "2" }), { pace: still })).toEqual([`CONTENTION ${remote.url}`]);
    expect(remote.files()[at("a")]).toBe(configMap("a", "1"));
  });

  test("ends with the newest of several sources, whichever comes first", async () => {
    remote.edit({ "README.md": "x\n" });
    const of = (sequence: number) => ({ source: { sequence, relationOf: () => "unknown" as const } });
    const outcomes = await Promise.all(
      [4, 1, 3, 2].map((one) => publish(remote, publication({ a: `${one}` }, of(one)))),
    );
    expect(outcomes.filter(({ kind }) => kind === "refused")).toEqual([]);
    expect(remote.files()[at("a")]).toBe(configMap("a", "4"));
    expect(remote.merges()).toBe(0);
  });

  test("gives a new folder to one of two owners", async () => {
    remote.edit({ "README.md": "x\n" });
    const owners = ["one", "two"];
    const outcomes = await Promise.all(
      owners.map((owner) => publish(remote, publication({ a: owner }, { owner }))),
    );
    const kinds = outcomes.map(({ kind }) => kind);
    expect([...kinds].sort()).toEqual(["published", "refused"]);
    expect(outcomes.find(({ kind }) => kind === "refused")).toMatchObject({ refusals: [{ code: "OWNER" }] });
    expect(remote.files()[at("a")]).toBe(configMap("a", owners[kinds.indexOf("published")] ?? ""));
  });
});

test("shows no credentials", () => {
  expect(shownUrl("https://user:secret@example.com/a.git")).toBe("https://example.com/a.git");
  expect(shownUrl("https://token@example.com/a.git")).toBe("https://example.com/a.git");
  expect(shownUrl("ssh://git@example.com/a.git")).toBe("ssh://git@example.com/a.git");
  expect(shownUrl("git@example.com:a.git")).toBe("git@example.com:a.git");
  const url = "https://user:hunter22@example.com/a.git";
  expect(withoutCredentials(`fatal: ${url} not found, hunter22`, url)).toBe(
    "fatal: https://example.com/a.git not found, ***",
  );
});
