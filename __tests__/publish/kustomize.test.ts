import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseAllDocuments } from "yaml";
import { kubernetesFiles } from "../../k8s/app";
import { publishToDirectory } from "../../publish/directory/publish";
import { contentOf } from "../../publish/manifests/content";
import { decorated } from "../../publish/manifests/decoration";
import { filesOf } from "../../publish/manifests/files";
import { keyOf } from "../../publish/manifests/layout";
import { samplePlatform } from "../platform/sample";
import { configMap, publication } from "./repository";

const kubectl = (args: readonly string[]) =>
  spawnSync("kubectl", args, { encoding: "utf8", env: { PATH: process.env.PATH, KUBECONFIG: "/dev/null" } });

const { error } = kubectl(["version", "--client"]);

if (error !== undefined) {
  test("kubectl reads what is published: not tested here without kubectl", () => {
    process.stderr.write(
      "what kubectl makes of published files is not tested here, since there is no kubectl\n",
    );
    expect(error).toHaveProperty("code", "ENOENT");
  });
} else {
  const folder = mkdtempSync(join(tmpdir(), "slipway-kustomize-"));
  const services = { web: { image: "example/web:1", expose: [{ host: "web.example.com" }] } };
  // names that no file could have
  const odd = contentOf([
    {
      path: "odd.yaml",
      text: [configMap('"a:b"', "1"), configMap('"C"', "1"), configMap("d".repeat(253), "1")].join("---\n"),
    },
  ]).objects;
  const { objects } = contentOf(kubernetesFiles(samplePlatform({ services })));
  const published = decorated([...objects, ...odd], "argocd");

  beforeAll(async () => {
    const { files } = filesOf(published);
    await publishToDirectory({
      directory: folder,
      publication: publication({}, { prefix: "", files }),
      consent: {},
      dryRun: false,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const keysIn = (text: string) =>
    contentOf([{ path: "out.yaml", text }])
      .objects.map(keyOf)
      .sort();

  test("kubectl kustomize makes of the folder what was published, every object once and unchanged", () => {
    const { status, stdout, stderr } = kubectl(["kustomize", folder]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(keysIn(stdout)).toEqual(published.map(keyOf).sort());
    const byKey = (text: string) =>
      new Map(contentOf([{ path: "out.yaml", text }]).objects.map((one) => [keyOf(one), one.object]));
    const made = byKey(stdout);
    for (const one of published) expect(made.get(keyOf(one))).toEqual(parseAllDocuments(one.text)[0]?.toJS());
  });

  test("kubectl apply -k reads the folder as far as it gets without a server", () => {
    const { stderr } = kubectl(["apply", "-k", folder, "--dry-run=client", "--validate=false"]);
    // it asks the server which kinds there are, once every file was read
    expect(stderr).toMatch(
      /connection refused|no configuration has been provided|couldn't get current server API/,
    );
    expect(stderr).not.toMatch(/kustomization|accumulating|yaml|decode/i);
  });
}
