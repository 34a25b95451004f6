import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { contentOf } from "../../../publish/manifests/content";
import { filesOf } from "../../../publish/manifests/files";
import { nameOf, pathOf } from "../../../publish/manifests/layout";
import { configMap } from "../repository";

const of = (files: Readonly<Record<string, string>>) =>
  contentOf(Object.entries(files).map(([path, text]) => ({ path, text })));
const namesIn = (files: Readonly<Record<string, string>>) => of(files).objects.map(nameOf);
const refusalsOf = (files: Readonly<Record<string, string>>) =>
  of(files).refusals.map(({ code, where, message }) => `${code} ${where} ${message}`);

const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: apps }\n";
const kustomization = (...resources: string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ${JSON.stringify(resources)}\n`;

describe("objects", () => {
  test("keeps each document as it was written, comments included", () => {
    const text = `# the shop\n---\n# first\n${deployment}---\n${configMap("a", "1 # kept")}\n---\n\n`;
    const { objects, refusals } = of({ "shop.yaml": text });
    expect(refusals).toEqual([]);
    expect(objects.map(({ text: written }) => written)).toEqual([
      configMap("a", "1 # kept"),
      `# first\n${deployment}`,
    ]);
  });

  test("keeps the blank lines that a text block ends with", () => {
    const block = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  text: |+\n    line\n\n\n";
    const { objects } = of({ "a.yaml": `${block}---\n${deployment}` });
    const written = objects.find(({ name }) => name === "a")?.text ?? "";
    expect(parse(written)).toEqual(parse(block));
  });

  test("takes lists apart", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${configMap("a", "yes").trimEnd().replaceAll("\n", "\n  ")}\n`;
    expect(of({ "list.yaml": list }).objects.map(({ text }) => text)).toEqual([configMap("a", "true")]);
  });

  test.each([
    ["kind: ConfigMap\nmetadata: { name: a }\n", "INVALID a.yaml:1 has no apiVersion"],
    ["apiVersion: v1\nmetadata: { name: a }\n", "INVALID a.yaml:1 has no kind"],
    ["apiVersion: v1\nkind: ConfigMap\n", "INVALID a.yaml:1 ConfigMap has no metadata.name"],
    [
      "apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: a- }\n",
      "INVALID a.yaml:1 Job has generateName; each apply would make another one, so give it a name",
    ],
    ["apiVersion: v1\nkind: [", expect.stringMatching(/^INVALID a\.yaml:\d+:\d+ /)],
  ])("refuses what is no object: %j", (text, refusal) => {
    expect(refusalsOf({ "a.yaml": `${text}`, "b.yaml": deployment })).toEqual([refusal]);
  });

  test("refuses one object twice, wherever it is written", () => {
    expect(
      refusalsOf({ "a.yaml": deployment, "b.yaml": deployment.replace("apps/v1", "apps/v1beta1") }),
    ).toEqual(["DUPLICATE b.yaml:1 Deployment apps/web is also in a.yaml:1; keep one"]);
  });
});

describe("a folder with a kustomization", () => {
  const files = {
    "kustomization.yaml": kustomization("web.yaml", "base"),
    "web.yaml": deployment,
    "base/kustomization.yaml": kustomization("a.yaml"),
    "base/a.yaml": configMap("a", "1"),
    "notes.yaml": configMap("b", "1"),
    "gitops/argocd.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: prod }\n",
  };

  test("publishes what it names, and tells apart what is for the controller", () => {
    expect(namesIn(files)).toEqual(["ConfigMap apps/a", "Deployment apps/web"]);
    expect(of(files).controllers.map(nameOf)).toEqual(["Application prod"]);
    expect(of(files).leftOut).toEqual([
      { path: "notes.yaml", reason: "kustomization.yaml does not name it" },
    ]);
  });

  test.each([
    [
      "that changes objects",
      `${kustomization("web.yaml")}namePrefix: x-\n`,
      "has namePrefix, and files alone would lose that",
    ],
    [
      "that names another repository",
      kustomization("https://example.com/a?ref=v1"),
      "names https://example.com/a?ref=v1, which is not in the folder",
    ],
    ["that names a folder outside", kustomization("../base"), "names ../base, which is not in the folder"],
  ])("refuses one %s", (_what, text, message) => {
    const refused = of({ ...files, "kustomization.yaml": text }).refusals;
    expect(refused[0]).toMatchObject({ code: "UNRENDERED", where: "kustomization.yaml" });
    expect(refused[0]?.message).toBe(`${message}; publish what kubectl kustomize makes of it`);
  });

  test("refuses one that names what is not there", () => {
    expect(refusalsOf({ ...files, "kustomization.yaml": kustomization("web.yaml", "gone.yaml") })).toEqual([
      "UNRENDERED gone.yaml is named in kustomization.yaml and is not there",
    ]);
  });
});

describe("paths of objects", () => {
  const object = (identity: Partial<Parameters<typeof pathOf>[0]>) =>
    pathOf({ group: "", kind: "ConfigMap", namespace: "apps", name: "web", ...identity });

  test.each([
    [{}, "apps/configmap/web.yaml"],
    [{ group: "traefik.io", kind: "IngressRoute" }, "apps/ingressroute.traefik.io/web.yaml"],
    [{ kind: "Namespace", namespace: "" }, "_cluster/namespace/web.yaml"],
    [{ name: "system:node:Web" }, "apps/configmap/system%3anode%3a%57eb.yaml"],
    [{ name: ".web" }, "apps/configmap/%2eweb.yaml"],
    [{ name: "wéb/%" }, "apps/configmap/w%c3%a9b%2f%25.yaml"],
  ])("%j is %s", (identity, path) => {
    expect(object(identity)).toBe(path);
  });

  test("shortens what is too long for a file, and keeps it apart from others", () => {
    const names = [`${"a".repeat(252)}b`, `${"a".repeat(252)}c`, ":".repeat(253)];
    const paths = names.map((name) => object({ name }));
    expect(new Set(paths).size).toBe(3);
    for (const path of paths) expect(path.split("/").at(-1)?.length).toBe(205);
  });

  test("gives one file to each object", () => {
    const text = ["Web", "web", "system:web", "systemweb"]
      .map((name) => configMap(JSON.stringify(name), "1"))
      .join("---\n");
    const { objects } = of({ "a.yaml": text });
    expect(filesOf(objects)).toMatchObject({ refusals: [], files: { size: 4 } });
  });
});
