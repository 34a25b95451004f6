import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { kubernetesFiles } from "../../k8s/app";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";
import type { DefinitionInput } from "../outputs";
import { samplePlatform } from "../platform/sample";
import { manifestsIn } from "./manifests";

const findSchema = schemasIn(join(resolve(__dirname, "../.."), "imports", "schemas"));
const services = { web: { image: "example/web:1", expose: [{ host: "web.example.com" }] } };

/** The files of an environment that a controller applies, after the schemas of their resources have accepted them. */
function filesOf(gitops?: DefinitionInput["gitops"]) {
  const files = kubernetesFiles(samplePlatform({ services, gitops }));
  expect(checkObjects(files, findSchema)).toEqual([]);
  return files;
}

const textOf = (files: ReturnType<typeof filesOf>, path: string) =>
  files.find((file) => file.path === path)?.text ?? "";
const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS());
const labels = { "app.kubernetes.io/managed-by": "slipway" };

test("writes nothing for a controller where there is none", () => {
  expect(filesOf().filter(({ path }) => path.startsWith("gitops/"))).toEqual([]);
});

const repository = "https://github.com/acme/gitops.git";

test("has Argo CD apply the environment, and nothing else in its name", () => {
  const server = "https://kubernetes.default.svc";
  const files = filesOf({ argocd: { repository } });
  expect(documents(textOf(files, "gitops/argocd.yaml"))).toEqual([
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name: "test", namespace: "argocd", labels },
      spec: {
        sourceRepos: [repository],
        destinations: [
          { server, namespace: "apps" },
          { server, namespace: "traefik" },
        ],
        clusterResourceWhitelist: [
          { group: "", kind: "Namespace" },
          { group: "cert-manager.io", kind: "ClusterIssuer" },
          { group: "storage.k8s.io", kind: "StorageClass" },
        ],
      },
    },
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "test", namespace: "argocd", labels },
      spec: {
        project: "test",
        source: { repoURL: repository, path: "clusters/test", targetRevision: "main" },
        destination: { server },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ["PruneLast=true", "ServerSideApply=true"],
          retry: { limit: 5, backoff: { duration: "10s", factor: 2, maxDuration: "5m" } },
        },
      },
    },
  ]);
});

test("tells Argo CD the order by annotation: what others refer to first, certificates last", () => {
  const waves = (gitops: DefinitionInput["gitops"]) =>
    Object.fromEntries(
      manifestsIn(filesOf(gitops)).map(({ kind, metadata }) => [
        kind,
        (metadata as { annotations?: Record<string, string> }).annotations?.["argocd.argoproj.io/sync-wave"],
      ]),
    );
  expect(waves({ argocd: { repository } })).toMatchObject({
    Namespace: "-2",
    NetworkPolicy: "-1",
    TLSOption: "-1",
    Deployment: undefined,
    IngressRoute: "1",
    ClusterIssuer: "1",
    Certificate: "2",
  });
  expect(Object.values(waves({ flux: { repository } })).filter((wave) => wave !== undefined)).toEqual([]);
});

test("leaves a manual sync to the reader", () => {
  const files = filesOf({ argocd: { repository, sync: "manual" } });
  expect(documents(textOf(files, "gitops/argocd.yaml"))[1].spec.syncPolicy).not.toHaveProperty("automated");
});

test("has Flux apply the environment from a Git repository", () => {
  const files = filesOf({
    flux: {
      repository,
      path: "prod",
      revision: { tag: "v1" },
      secretName: "git",
      dependsOn: ["controllers"],
    },
  });
  expect(documents(textOf(files, "gitops/flux.yaml"))).toEqual([
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "test", namespace: "flux-system", labels },
      spec: { url: repository, interval: "10m", ref: { tag: "v1" }, secretRef: { name: "git" } },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "test", namespace: "flux-system", labels },
      spec: {
        interval: "10m",
        timeout: "10m",
        path: "./prod",
        prune: true,
        wait: true,
        sourceRef: { kind: "GitRepository", name: "test" },
        dependsOn: [{ name: "controllers" }],
      },
    },
  ]);
});

test("has Flux apply the environment from an artifact in a registry", () => {
  const url = "oci://111122223333.dkr.ecr.eu-central-1.amazonaws.com/gitops";
  const files = filesOf({ flux: { repository: url, revision: { semver: ">=1.0.0" }, provider: "aws" } });
  const [source, kustomization] = documents(textOf(files, "gitops/flux.yaml"));
  expect(source).toMatchObject({
    kind: "OCIRepository",
    spec: { url, ref: { semver: ">=1.0.0" }, provider: "aws" },
  });
  expect(kustomization.spec.sourceRef).toEqual({ kind: "OCIRepository", name: "test" });
});

test.each([{ argocd: { repository } }, { flux: { repository } }])(
  "keeps what tells the controller out of what it applies: %j",
  (gitops) => {
    const { resources } = parse(textOf(filesOf(gitops), "kustomization.yaml"));
    expect(resources.length).toBeGreaterThan(0);
    expect(resources.filter((path: string) => path.startsWith("gitops/"))).toEqual([]);
  },
);
