import type { Construct } from "constructs";
import { Application, AppProject } from "../../imports/argoproj.io";
import type { ArgoCd } from "../../platform/gitops";
import { byCodeUnit } from "../../platform/order";
import { FileScope } from "../manifest-file";
import { gitopsFolder } from "./folder";

export interface ArgoCdFileProps {
  /** Name of the environment, its project and its application. */
  readonly name: string;
  readonly argocd: ArgoCd;
  /** What the application may apply: the environment's objects. */
  readonly objects: readonly object[];
}

/** An Argo CD application of the environment, in a project that allows just what is in it. */
export class ArgoCdFile extends FileScope {
  constructor(scope: Construct, id: string, { name, argocd, objects }: ArgoCdFileProps) {
    super(scope, id, `${gitopsFolder}/argocd.yaml`);
    const { repository, path, revision, namespace, server, isAutomatic } = argocd;
    new AppProject(this, "project", {
      metadata: { name, namespace },
      spec: {
        sourceRepos: [repository],
        destinations: namespacesOf(objects).map((namespace) => ({ server, namespace })),
        clusterResourceWhitelist: clusterKinds(objects),
      },
    });
    new Application(this, "application", {
      metadata: { name, namespace },
      spec: {
        project: name,
        source: { repoUrl: repository, path, targetRevision: revision },
        // every object that has a namespace names it
        destination: { server },
        syncPolicy: {
          ...(isAutomatic && { automated: { prune: true, selfHeal: true } }),
          // what is removed goes last, and what controllers fill in is left alone
          syncOptions: ["PruneLast=true", "ServerSideApply=true"],
          // definitions of custom resources may come later, with their Helm releases
          retry: { limit: 5, backoff: { duration: "10s", factor: 2, maxDuration: "5m" } },
        },
      },
    });
  }
}

// --- internal ---

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
}

const namespacesOf = (objects: readonly object[]): string[] =>
  [...new Set((objects as readonly Manifest[]).flatMap(({ metadata }) => metadata.namespace ?? []))].sort(
    byCodeUnit,
  );

/** Kinds without a namespace, which a project has to allow by name. */
function clusterKinds(objects: readonly object[]): { group: string; kind: string }[] {
  const kinds = (objects as readonly Manifest[])
    .filter(({ metadata }) => metadata.namespace === undefined)
    .map(({ apiVersion, kind }) => `${apiVersion.includes("/") ? apiVersion.split("/")[0] : ""}/${kind}`);
  return [...new Set(kinds)].sort(byCodeUnit).map((text) => {
    const [group = "", kind = ""] = text.split("/");
    return { group, kind };
  });
}
