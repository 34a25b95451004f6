import type { Construct } from "constructs";
import { Kustomization, KustomizationSpecSourceRefKind } from "../../imports/kustomize.toolkit.fluxcd.io";
import {
  GitRepository,
  OciRepository,
  OciRepositorySpecProvider,
} from "../../imports/source.toolkit.fluxcd.io";
import type { Flux } from "../../platform/gitops";
import { FileScope } from "../manifest-file";
import { gitopsFolder } from "./folder";

export interface FluxFileProps {
  /** Name of the environment, its source and its Kustomization. */
  readonly name: string;
  readonly flux: Flux;
}

/** A source that Flux fetches, and the Kustomization by which it applies the environment from there. */
export class FluxFile extends FileScope {
  constructor(scope: Construct, id: string, { name, flux }: FluxFileProps) {
    super(scope, id, `${gitopsFolder}/flux.yaml`);
    const { path, namespace, interval, timeout, dependsOn } = flux;
    const kind = addSource(this, name, flux);
    new Kustomization(this, "kustomization", {
      metadata: { name, namespace },
      spec: {
        interval,
        timeout,
        path: `./${path}`,
        prune: true,
        wait: true,
        sourceRef: { kind, name },
        ...(dependsOn.length > 0 && { dependsOn: dependsOn.map((name) => ({ name })) }),
      },
    });
  }
}

// --- internal ---

const providers = { aws: OciRepositorySpecProvider.AWS, generic: OciRepositorySpecProvider.GENERIC } as const;

/** Adds the source and returns its kind. */
function addSource(scope: Construct, name: string, flux: Flux): KustomizationSpecSourceRefKind {
  const { repository: url, namespace, interval, revision, secretName, provider } = flux;
  const metadata = { name, namespace };
  const secretRef = secretName === undefined ? undefined : { name: secretName };
  if (url.startsWith("oci:")) {
    const { tag, semver, digest } = revision;
    new OciRepository(scope, "source", {
      metadata,
      spec: {
        url,
        interval,
        ref: { tag, semver, digest },
        secretRef,
        provider: provider === undefined ? undefined : providers[provider],
      },
    });
    return KustomizationSpecSourceRefKind.OCI_REPOSITORY;
  }
  const { branch, tag, semver, commit } = revision;
  new GitRepository(scope, "source", {
    metadata,
    spec: { url, interval, ref: { branch, tag, semver, commit }, secretRef },
  });
  return KustomizationSpecSourceRefKind.GIT_REPOSITORY;
}
