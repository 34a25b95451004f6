import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { kubernetesFiles } from "../../../k8s/app";
import { disagreements, watchedBy } from "../../../publish/manifests/agreement";
import { annotated } from "../../../publish/manifests/annotations";
import { bundleText, firstInstallText } from "../../../publish/manifests/bundle";
import { contentOf } from "../../../publish/manifests/content";
import { decorated, type Target } from "../../../publish/manifests/decoration";
import { samplePlatform } from "../../platform/sample";

const objectsIn = (text: string) => contentOf([{ path: "a.yaml", text }]).objects;
const object = (apiVersion: string, kind: string, rest = "") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${kind.toLowerCase()}\n${rest}`;

const all = [
  object("v1", "Namespace"),
  object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec:\n  group: example.com\n"),
  object("v1", "ServiceAccount", "  namespace: apps\n"),
  object("apps/v1", "Deployment", "  namespace: apps\n"),
  object("example.com/v1", "Widget", "  namespace: apps\n"),
  object("traefik.io/v1alpha1", "IngressRoute", "  namespace: apps\n"),
  object("v1", "PersistentVolumeClaim", "  namespace: apps\n"),
].join("---\n");

const annotationsFor = (text: string, target: Target) =>
  Object.fromEntries(
    decorated(objectsIn(text), target).map(({ kind, text: written }) => [
      kind,
      parse(written).metadata.annotations,
    ]),
  );

const wave = "argocd.argoproj.io/sync-wave";
const options = "argocd.argoproj.io/sync-options";

describe("hints", () => {
  test("tell Argo CD the order, what to dry-run later, and what to ask before removing", () => {
    expect(annotationsFor(all, "argocd")).toEqual({
      Namespace: { [wave]: "-3", [options]: "Prune=confirm" },
      CustomResourceDefinition: { [wave]: "-2", [options]: "Prune=confirm,PruneLast=true" },
      ServiceAccount: { [wave]: "-1" },
      Deployment: undefined,
      Widget: { [wave]: "1", [options]: "SkipDryRunOnMissingResource=true" },
      IngressRoute: { [options]: "SkipDryRunOnMissingResource=true" },
      PersistentVolumeClaim: { [options]: "Prune=confirm" },
    });
  });

  test("leave the order to the objects where one of them says it", () => {
    const own = `${all}---\n${object("v1", "Service", `  annotations:\n    ${wave}: "5"\n`)}`;
    const waves = Object.values(annotationsFor(own, "argocd")).map((annotations) => annotations?.[wave]);
    expect(waves.filter((one) => one !== undefined)).toEqual(["5"]);
  });

  test("add to what an object says itself, and never contradict it", () => {
    const own = object("v1", "Namespace", `  annotations:\n    ${options}: Prune=false,Replace=true\n`);
    expect(annotationsFor(own, "argocd").Namespace).toEqual({
      [options]: "Prune=false,Replace=true",
      [wave]: "-3",
    });
    const crd = object("example.com/v1", "Widget", `  annotations:\n    ${options}: Replace=true\n`);
    expect(annotationsFor(crd, "argocd").Widget[options]).toBe(
      "Replace=true,SkipDryRunOnMissingResource=true",
    );
  });

  test("tell Flux what to keep", () => {
    const kept = { "kustomize.toolkit.fluxcd.io/prune": "disabled" };
    expect(annotationsFor(all, "flux")).toEqual({
      Namespace: kept,
      CustomResourceDefinition: kept,
      ServiceAccount: undefined,
      Deployment: undefined,
      Widget: undefined,
      IngressRoute: undefined,
      PersistentVolumeClaim: kept,
    });
  });

  test("are left out for others", () => {
    expect(decorated(objectsIn(all), "plain")).toEqual(objectsIn(all));
  });

  test("do not change the order that Slipway's own objects have", () => {
    const gitops = { argocd: { repository: "https://github.com/acme/gitops.git" } };
    const services = { web: { image: "example/web:1", expose: [{ host: "web.example.com" }] } };
    const { objects } = contentOf(kubernetesFiles(samplePlatform({ services, gitops })));
    const wavesOf = (some: typeof objects) =>
      some.map(({ text }) => parse(text).metadata.annotations?.[wave]);
    expect(wavesOf(decorated(objects, "argocd"))).toEqual(wavesOf(objects));
    expect(wavesOf(objects).some((one) => one !== undefined)).toBe(true);
  });
});

describe("annotations", () => {
  const add = (text: string) => {
    const [only] = objectsIn(text);
    return only === undefined ? "" : annotated(only, { "b.io/b": "true", "d.io/d": "d" }).text;
  };
  const head = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web # kept\n  labels: { a: b }\nspec: {}\n";

  test("are written where a person would, and the rest stays as it was", () => {
    expect(add(head)).toBe(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web # kept\n  annotations:\n    b.io/b: "true"\n    d.io/d: d\n  labels: { a: b }\nspec: {}\n',
    );
    expect(
      add(
        head.replace(
          "  labels: { a: b }",
          "  annotations:\n    # first\n    a.io/a: |\n      x: y\n    c.io/c: c",
        ),
      ),
    ).toBe(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web # kept\n  annotations:\n    # first\n    a.io/a: |\n      x: y\n    b.io/b: "true"\n    c.io/c: c\n    d.io/d: d\nspec: {}\n',
    );
  });

  test.each([
    "{ apiVersion: v1, kind: Service, metadata: { name: web } }\n",
    "apiVersion: v1\nkind: Service\nmetadata: { name: web, annotations: { a.io/a: a } }\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: {}\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n",
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    "b.io/b": "false"\n',
    "apiVersion: v1\nkind: Service\nmetadata:\n    annotations:\n        a.io/a: 'x: y'\n    name: web\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    a.io/a: |\n      d.io/d: not this\n      metadata:\n",
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    metadata:\n      name: other\nmetadata:\n  name: "web"\n',
    "apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    a.io/a: a\n    z.io/z: |-\n      last\n      lines\n  name: web\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    a.io/a: |-\n      last\n      lines\n  name: web\n",
  ])("are right whatever form the object has: %j", (text) => {
    const before = parse(text);
    const { metadata } = before;
    const annotations = { ...metadata.annotations, "b.io/b": "true", "d.io/d": "d" };
    expect(parse(add(text))).toEqual({ ...before, metadata: { ...metadata, annotations } });
  });
});

describe("streams", () => {
  const kinds = (text: string | undefined) =>
    [...(text ?? "").matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind);
  const reversed = all.split("---\n").reverse().join("---\n");

  test("a bundle has what others need before them", () => {
    expect(kinds(bundleText(objectsIn(reversed)))).toEqual([
      "Namespace",
      "CustomResourceDefinition",
      "ServiceAccount",
      "PersistentVolumeClaim",
      "Deployment",
      "Widget",
      "IngressRoute",
    ]);
  });

  test("a first install has what the controller needs, and the controller's own objects", () => {
    const controllers = objectsIn(object("argoproj.io/v1alpha1", "Application"));
    expect(kinds(firstInstallText(objectsIn(reversed), controllers))).toEqual([
      "Namespace",
      "CustomResourceDefinition",
      "Application",
    ]);
    expect(firstInstallText(objectsIn(all), [])).toBeUndefined();
  });
});

describe("what controllers watch", () => {
  const repository = "https://github.com/acme/gitops.git";
  const watched = (gitops: object) =>
    watchedBy(contentOf(kubernetesFiles(samplePlatform({ gitops: gitops as never }))).controllers);
  const place = { repository: "git@github.com:acme/gitops", branch: "main", prefix: "clusters/test" };

  test.each([{ argocd: { repository } }, { flux: { repository } }])(
    "agrees with where it is published: %j",
    (gitops) => {
      expect(watched(gitops)).toMatchObject([{ path: "clusters/test", repository, branch: "main" }]);
      expect(disagreements(watched(gitops), place)).toEqual([]);
    },
  );

  test("says what it would not find", () => {
    const flux = {
      repository: "ssh://git@github.com/acme/other",
      path: "prod",
      revision: { branch: "live" },
    };
    expect(disagreements(watched({ flux }), place)).toEqual([
      "Kustomization flux-system/test applies prod, and this is published to clusters/test",
      "Kustomization flux-system/test reads ssh://git@github.com/acme/other, and this is published to another repository",
      "Kustomization flux-system/test reads live, and this is published to main; merge it there",
    ]);
  });

  test("knows no branch of an artifact or a tag", () => {
    const artifact = { repository: "oci://example.com/gitops", revision: { tag: "v1" } };
    expect(watched({ flux: artifact })).toMatchObject([{ repository: undefined, branch: undefined }]);
    expect(watched({ flux: { repository, revision: { tag: "v1" } } })).toMatchObject([{ branch: undefined }]);
  });
});
