import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { configMap, pathOf, publication, publish, type Repository, repository } from "./repository";

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

test("changes, adds and prunes in one commit, and leaves what others have put there", async () => {
  await publish(remote, publication({ a: "1", b: "1", c: "1" }));
  remote.edit({ "clusters/prod/README.md": "by hand\n", "other/file": "x\n" });
  expect(await publish(remote, publication({ a: "2", c: "1", d: "1" }))).toMatchObject({ kind: "published" });
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
});

test("commits nothing where nothing changes, whatever the source", async () => {
  await publish(remote, publication({ a: "1" }));
  const source = { commit: "b".repeat(40), relationOf: () => "older" as const };
  expect(await publish(remote, publication({ a: "1" }, { source }))).toMatchObject({ kind: "unchanged" });
  expect(remote.log()).toEqual(["Publish prod"]);
});
test("refuses a file that others have put where an object belongs, and takes it over when told to", async () => {
  remote.edit({ [at("a")]: "by hand\n" });
  expect(await refused(publication({ a: "1" }))).toEqual([`UNOWNED ${at("a")}`]);
  expect(remote.files()).toEqual({ [at("a")]: "by hand\n" });
  await publish(remote, publication({ a: "1" }), { consent: { adopt: true } });
  expect(remote.files()[at("a")]).toBe(configMap("a", "1"));
});
