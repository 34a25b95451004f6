import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { parseRequest } from "../../cli/publish/arguments";
import { filesIn } from "../files";
import { projectCopy, removeProject } from "../project";
import { configMap, isolated, pathOf, type Repository, repository } from "../publish/repository";

const root = resolve(__dirname, "..", "..");

const remote: Repository = repository();
const folder = mkdtempSync(join(tmpdir(), "slipway-manifests-"));
const manifests = join(folder, "manifests");
afterAll(() => {
  remote.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs what `npm run publish:gitops` runs. */
function run(args: readonly string[], project = root) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), join(project, "cli", "publish", "main.ts"), ...args],
    { cwd: project, encoding: "utf8", env: { ...isolated, INIT_CWD: folder } },
  );
  return { status, stdout, stderr };
}

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

describe("arguments", () => {
  test.each([
    [[], "--env is missing: it says which environment is published"],
    [["prod"], "prod belongs to no option; is it meant for --env?"],
    [["--env", "prod", "--brunch", "x"], 'unknown option --brunch; did you mean "--branch"?'],
    [["--env", "prod", "--repo"], "--repo needs a value"],
    [["--env", "prod", "--repo", "--adopt"], "--repo needs a value"],
    [["--env", "prod", "--adopt=yes"], "--adopt takes no value"],
    [["--env", "prod", "--repo", "a", "--repo", "b"], "--repo is given twice"],
    [["--env", "prod", "--env", "prod"], "--env names an environment twice"],
    [["--env", "prod", "--target", "argo"], "--target takes argocd, flux, plain; not argo"],
    [
      ["--env", "prod", "--sequence", "1.5"],
      "--sequence takes a whole number, such as a pipeline's run; not 1.5",
    ],
    [
      ["--env", "prod", "--directory", "a", "--branch", "b"],
      "--branch is for repositories, and --directory is a folder",
    ],
    [["--env", "prod", "--orphan", "--base", "main"], "--orphan and --base exclude each other"],
    [
      ["--env", "prod", "--env", "dev", "--directory", "a"],
      "--directory needs {env} in it where there are several environments",
    ],
  ])("refuses %j", (args, message) => {
    expect(parseRequest(args)).toEqual({ kind: "mistake", message });
  });
});

describe("a folder of manifests", () => {
  const ofFolder = ["--env", "prod", "--from", "manifests", "--repo", remote.url, "--owner", "acme"];

  beforeEach(() => {
    rmSync(manifests, { recursive: true, force: true });
    put("manifests/a.yaml", `${configMap("a", "1")}---\n${configMap("b", "1")}`);
  });

  test("is published, changed, shown and published again", () => {
    expect(run(ofFolder)).toEqual({
      status: 0,
      stderr: "",
      stdout: expect.stringMatching(
        new RegExp(
          `^prod in clusters/prod of main: 3 added\n  A  clusters/prod/${pathOf("a")}\n  A  clusters/prod/${pathOf("b")}\n  A  clusters/prod/kustomization.yaml\n  A  clusters/prod/.published.json\n\nPublished as [0-9a-f]{40} on main of ${remote.url}.\n$`,
        ),
      ),
    });
    put("manifests/a.yaml", configMap("a", "2"));
    expect(run([...ofFolder, "--dry-run"])).toEqual({
      status: 0,
      stderr: "",
      stdout: `prod in clusters/prod of main: 2 changed, 1 removed
  M  clusters/prod/${pathOf("a")}
  D  clusters/prod/${pathOf("b")}
  M  clusters/prod/kustomization.yaml
  M  clusters/prod/.published.json

~ ConfigMap apps/a  data.value: 1 → 2
- ConfigMap apps/b
1 changed, 1 gone; 1 object in all

Nothing was published: this was a dry run.
`,
    });
    expect(run(ofFolder).status).toBe(0);
    expect(run(ofFolder)).toEqual({
      status: 0,
      stderr: "",
      stdout: "prod in clusters/prod of main: as it should be\n",
    });
    expect(remote.log()).toEqual(["Publish prod", "Publish prod"]);
  });

  test("is refused for all that is wrong with it, with what is there, by 1", () => {
    put(
      "manifests/secret.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: apps }\nstringData: { a: b }\n",
    );
    put("manifests/again.yaml", configMap("a", "3"));
    expect(run([...ofFolder, "--owner=other"])).toMatchObject({ status: 2 });
    const others = ofFolder.map((argument) => (argument === "acme" ? "other" : argument));
    expect(run(others)).toEqual({
      status: 1,
      stdout: "",
      stderr: `DUPLICATE  again.yaml:1 ConfigMap apps/a is also in a.yaml:1; keep one
SECRET  secret.yaml:1 Secret apps/s has a value in clear in stringData.a; keep it in a secret store and name it by an ExternalSecret, or seal or encrypt it, or say --allow-secret Secret/apps/s if it is none
OWNER  clusters/prod is published by acme, and this is other; choose another folder, or say --owner if it is the same

3 reasons; nothing was published. docs/publish.md explains the codes.
`,
    });
  });

  test("is refused by 3 where the repository does not answer", () => {
    const { status, stderr } = run(
      ofFolder.map((argument) => (argument === remote.url ? `${remote.url}-gone` : argument)),
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/^UNREACHABLE {2}/);
  });

  test("is written into a working copy, with a bundle", () => {
    const args = [
      "--env",
      "prod",
      "--from",
      "manifests",
      "--directory",
      "gitops/{env}",
      "--bundle",
      "out/{env}.yaml",
    ];
    expect(run(args)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Written to gitops/prod; commit it.\n"),
    });
    expect(Object.keys(filesIn(join(folder, "gitops/prod")))).toContain(pathOf("a"));
    expect(readFileSync(join(folder, "out/prod.yaml"), "utf8")).toBe(
      `${configMap("a", "1")}---\n${configMap("b", "1")}`,
    );
    expect(run([...args.slice(0, 6), "--first-install", "x.yaml"])).toMatchObject({ status: 2 });
  });

  test("knows the source that it comes from, and refuses one that is not committed", () => {
    const git = (...args: string[]) =>
      spawnSync("git", args, { cwd: folder, env: isolated, encoding: "utf8" }).stdout.trim();
    git("init", "--quiet");
    git("remote", "add", "origin", "https://token@git.example.com/acme/platform.git");
    git("config", "user.name", "Local");
    git("add", "manifests");
    git("commit", "--quiet", "-m", "Manifests");
    const args = ["--env", "src", "--from", "manifests", "--repo", remote.url, "--hydrator-metadata"];
    put("manifests/a.yaml", configMap("a", "4"));
    expect(run(args)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^DIRTY {2}manifests\/a\.yaml has changes/),
    });
    git("commit", "--quiet", "--all", "-m", "Four");
    expect(run(args).status).toBe(0);
    const head = git("rev-parse", "HEAD");
    const files = remote.files();
    expect(JSON.parse(files["clusters/src/.published.json"] ?? "")).toMatchObject({
      owner: "git.example.com/acme/platform",
      source: { repository: "https://git.example.com/acme/platform.git", commit: head, sequence: 2 },
    });
    expect(JSON.parse(files["clusters/src/hydrator.metadata"] ?? "")).toMatchObject({
      drySha: head,
      subject: "Four",
    });
    git("checkout", "--quiet", "HEAD~1");
    expect(run(args).stdout).toBe(
      `src in clusters/src of main: holds something newer, of ${head}; left as it is\n`,
    );
    rmSync(join(folder, ".git"), { recursive: true });
  });
});

describe("an environment", () => {
  let project: string;
  afterAll(() => removeProject(project));

  test("is made, verified, made again, and published where its controller looks", () => {
    project = projectCopy();
    const file = join(project, "environments", "dev.yaml");
    const url = "https://git.example.com/acme/gitops.git";
    writeFileSync(
      file,
      `${readFileSync(file, "utf8")}gitops:\n  argocd: { repository: "${url}", path: live/dev }\n`,
    );
    const firstInstall = ["--first-install", join(folder, "first.yaml")];
    const { status, stdout, stderr } = run(["--env", "dev", "--repo", remote.url, ...firstInstall], project);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("dev in live/dev of main: ");
    const paths = Object.keys(remote.files()).filter((path) => path.startsWith("live/dev/"));
    expect(paths).toContain("live/dev/apps/ingressroute.traefik.io/whoami.yaml");
    expect(paths.filter((path) => /application|appproject/.test(path))).toEqual([]);
    expect(readFileSync(join(folder, "first.yaml"), "utf8")).toContain("kind: Application\n");
    expect(existsSync(join(project, "dist"))).toBe(false);

    // what depends on the machine, and what would not be found
    const labels = join(project, "k8s", "labels.ts");
    cpSync(labels, `${labels}.kept`);
    writeFileSync(
      labels,
      readFileSync(labels, "utf8").replace('"slipway"', '(process.env.TZ ?? "slipway").replace("/", "-")'),
    );
    const other = run(["--env", "dev", "--repo", remote.url, "--prefix", "other/dev"], project);
    cpSync(`${labels}.kept`, labels);
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(
      "UNSTABLE  namespaces/apps.yaml comes out otherwise in another folder, time zone, home or language",
    );
    expect(other.stderr).toContain(
      "Application argocd/dev applies live/dev, and this is published to other/dev\n",
    );
  });

  test("is refused where its definition is wrong, by 2", () => {
    expect(run(["--env", "nowhere", "--repo", remote.url])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("nowhere"),
    });
  });
});
