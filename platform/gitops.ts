import type { Definition } from "./definition/schema";

/** The controller that applies the environment's files from a repository. */
export type Gitops = ArgoCd | Flux;

export interface ArgoCd {
  readonly kind: "argocd";
  readonly repository: string;
  /** Folder in the repository, without a slash at either end. */
  readonly path: string;
  readonly revision: string;
  /** Namespace that Argo CD runs in. */
  readonly namespace: string;
  /** API server of the environment's cluster. */
  readonly server: string;
  readonly isAutomatic: boolean;
}

export interface Flux {
  readonly kind: "flux";
  /** A URL; by its scheme `oci` an artifact, otherwise a Git repository. */
  readonly repository: string;
  /** Folder in the repository, without a slash at either end. */
  readonly path: string;
  /** What of the repository is taken: one of them. */
  readonly revision: {
    readonly branch?: string;
    readonly tag?: string;
    readonly semver?: string;
    readonly commit?: string;
    readonly digest?: string;
  };
  readonly secretName?: string;
  readonly provider?: "generic" | "aws";
  /** Namespace that Flux runs in. */
  readonly namespace: string;
  readonly interval: string;
  readonly timeout: string;
  /** Kustomizations that have to be ready before. */
  readonly dependsOn: readonly string[];
}

/** Resolves who applies the environment; undefined where nobody does. */
export function resolveGitops({ name, gitops }: Definition): Gitops | undefined {
  const path = `clusters/${name}`;
  if (gitops?.argocd !== undefined) {
    const { sync, ...argocd } = gitops.argocd;
    return { kind: "argocd", ...argocd, path: argocd.path ?? path, isAutomatic: sync === "automatic" };
  }
  if (gitops?.flux !== undefined) {
    const { flux } = gitops;
    return {
      kind: "flux",
      ...flux,
      path: flux.path ?? path,
      revision: flux.revision ?? { branch: "main" },
      dependsOn: flux.dependsOn ?? [],
    };
  }
  return undefined;
}
