import { isRecord } from "../../verify/structural/record";
import type { PublishedObject } from "./content";
import { nameOf } from "./layout";

/** Where a controller looks for what it applies. */
export interface Watched {
  readonly controller: PublishedObject;
  readonly kind: "argocd" | "flux";
  /** Folder in the repository, without slashes at its ends; empty for all of it. */
  readonly path: string;
  /** URL; undefined where it is not among the objects, or no Git repository. */
  readonly repository: string | undefined;
  /** Undefined where it is no branch. */
  readonly branch: string | undefined;
}

/** What the objects for controllers say of where the published files are. */
export function watchedBy(controllers: readonly PublishedObject[]): readonly Watched[] {
  return controllers.flatMap((controller): readonly Watched[] => {
    const spec = recordAt(controller.object, "spec");
    if (controller.group === "argoproj.io" && controller.kind === "Application") {
      const source = recordAt(spec, "source");
      return [
        {
          controller,
          kind: "argocd",
          path: trimmed(source.path),
          repository: textOf(source.repoURL),
          branch: textOf(source.targetRevision),
        },
      ];
    }
    if (controller.group === "kustomize.toolkit.fluxcd.io" && controller.kind === "Kustomization") {
      const reference = recordAt(spec, "sourceRef");
      const source = controllers.find(({ kind, name }) => kind === reference.kind && name === reference.name);
      const isGit = source?.kind === "GitRepository";
      const sourceSpec = recordAt(source?.object ?? {}, "spec");
      return [
        {
          controller,
          kind: "flux",
          path: trimmed(spec.path),
          repository: isGit ? textOf(sourceSpec.url) : undefined,
          branch: isGit ? textOf(recordAt(sourceSpec, "ref").branch) : undefined,
        },
      ];
    }
    return [];
  });
}

export interface Place {
  readonly repository: string;
  readonly branch: string;
  readonly prefix: string;
}

/** What a controller would not find, one sentence for each. */
export function disagreements(watched: readonly Watched[], place: Place): readonly string[] {
  return watched.flatMap(({ controller, path, repository, branch }) => {
    const name = nameOf(controller);
    const said: string[] = [];
    if (path !== place.prefix)
      said.push(
        `${name} applies ${path || "the whole repository"}, and this is published to ${place.prefix || "its root"}`,
      );
    if (
      repository !== undefined &&
      sameRepository(repository) !== sameRepository(place.repository) &&
      isUrl(place.repository)
    )
      said.push(`${name} reads ${repository}, and this is published to another repository`);
    if (branch !== undefined && branch !== "HEAD" && branch !== place.branch)
      said.push(`${name} reads ${branch}, and this is published to ${place.branch}; merge it there`);
    return said;
  });
}

/** The same for all ways to write the URL of a repository. */
export const sameRepository = (url: string): string =>
  url
    .replace(/^[a-z+]+:\/\/(?:[^/@]*@)?/i, "")
    .replace(/^[\w.-]+@([^:/]+):/, "$1/")
    .replace(/(\.git)?\/*$/, "")
    .toLowerCase();

// --- internal ---

const isUrl = (text: string): boolean => /^[a-z+]+:\/\/|^[\w.-]+@[^:/]+:/i.test(text);

const recordAt = (value: unknown, key: string): Readonly<Record<string, unknown>> => {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : {};
};

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const trimmed = (value: unknown): string => (textOf(value) ?? "").replace(/^(\.?\/)+|^\.$|\/+$/g, "");
