import type { BranchPublications, BranchStart } from "../../publish/git/branches";
import { hydratorMetadataText } from "../../publish/hydrator-metadata";
import { disagreements, type Watched, watchedBy } from "../../publish/manifests/agreement";
import type { PublishedObject } from "../../publish/manifests/content";
import { decorated, type Target } from "../../publish/manifests/decoration";
import { filesOf } from "../../publish/manifests/files";
import { nameOf } from "../../publish/manifests/layout";
import { secretRefusals } from "../../publish/manifests/secrets";
import type { Publication } from "../../publish/publication";
import { type Refusal, refusal } from "../../publish/refusal";
import type { PublishRequest } from "./arguments";
import type { SourceFacts } from "./source";
import type { EnvironmentContent } from "./sources";

/** An environment that is ready to be published, and where to. */
export interface Prepared {
  readonly publication: Publication;
  readonly branch: string;
  readonly target: Target;
  /** What is published, with annotations. */
  readonly objects: readonly PublishedObject[];
  readonly controllers: readonly PublishedObject[];
  readonly watched: readonly Watched[];
  /** Files of the source that are left out. */
  readonly notes: readonly string[];
}

/** Makes publications of what environments hold; what is not said is taken from the definitions' own controllers. */
export const prepare = (
  request: PublishRequest,
  contents: readonly EnvironmentContent[],
  facts: SourceFacts,
): readonly Prepared[] => contents.map((one) => prepareOne(request, one, facts));

function prepareOne(
  request: PublishRequest,
  { environment, content }: EnvironmentContent,
  facts: SourceFacts,
): Prepared {
  const watched = watchedBy(content.controllers);
  const [first] = watched;
  const target = request.target ?? first?.kind ?? "plain";
  const objects = decorated(content.objects, target);
  const { files, refusals } = filesOf(objects);
  const allowed = new Set(request.allowedSecrets.map((name) => name.replace("/", " ")));
  const unknown = [...allowed].filter((name) => !objects.some((object) => nameOf(object) === name));
  const prefix = request.prefix ?? first?.path ?? "clusters/{env}";
  const metadata =
    request.hydratorMetadata && facts.commit !== undefined && facts.source.commit !== undefined
      ? hydratorMetadataText({
          ...facts.commit,
          sha: facts.source.commit,
          repository: facts.source.repository,
        })
      : undefined;
  return {
    branch: inEnvironment(request.branch ?? first?.branch ?? "main", environment),
    target,
    objects,
    controllers: content.controllers,
    watched,
    notes: [
      ...content.leftOut.map(({ path, reason }) => `${path} is left out: ${reason}.`),
      ...unknown.map((name) => `There is no ${name} to allow something secret in.`),
    ],
    publication: {
      environment,
      owner: request.owner ?? facts.owner,
      prefix: request.directory === undefined ? folderOf(inEnvironment(prefix, environment)) : "",
      files,
      source: { ...facts.source, ...(request.sequence !== undefined && { sequence: request.sequence }) },
      ...(metadata !== undefined && { hydratorMetadata: metadata }),
      refusals: [
        ...content.refusals,
        ...refusals,
        ...secretRefusals(objects, allowed),
        ...sourceRefusals(request, facts),
      ],
    },
  };
}

/** What goes to which branch. */
export function branchesOf(
  request: PublishRequest,
  prepared: readonly Prepared[],
): readonly BranchPublications[] {
  const byBranch = new Map<string, Publication[]>();
  for (const { branch, publication } of prepared)
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), publication]);
  const start: BranchStart | undefined = request.orphan
    ? { kind: "nothing" }
    : request.base === undefined
      ? undefined
      : { kind: "branch", branch: request.base };
  return [...byBranch].map(([branch, publications]) => ({
    branch,
    publications,
    ...(start !== undefined && { start }),
  }));
}

/** The repository that all of them are watched in; undefined where none is named, or several are. */
export function watchedRepository(prepared: readonly Prepared[]): string | undefined {
  const urls = new Set(prepared.flatMap(({ watched }) => watched.map(({ repository }) => repository)));
  const [only] = urls;
  return urls.size === 1 ? only : undefined;
}

/** What controllers would not find where it is published. */
export const misplaced = (
  prepared: readonly Prepared[],
  repository: string,
  base: string | undefined,
): readonly string[] =>
  prepared.flatMap(({ watched, branch, publication }) =>
    // a pull request is merged into what it began with
    disagreements(watched, { repository, branch: base ?? branch, prefix: publication.prefix }),
  );

export const inEnvironment = (pattern: string, environment: string): string =>
  pattern.replaceAll("{env}", environment);

// --- internal ---

const folderOf = (path: string): string => {
  const folder = path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  return folder === "." ? "" : folder;
};

/** What speaks against publishing from the source as it is. */
function sourceRefusals(
  request: PublishRequest,
  { changed, isShallow, source }: SourceFacts,
): readonly Refusal[] {
  const found: Refusal[] = [];
  const [first] = changed;
  if (first !== undefined && !request.allowDirty && !request.dryRun) {
    found.push(
      refusal(
        "DIRTY",
        first,
        "has changes that are not committed, so that no commit says what is published; commit them, or say --allow-dirty",
      ),
    );
  }
  if (isShallow && source.commit !== undefined && request.sequence === undefined) {
    found.push(
      refusal(
        "SEQUENCE",
        "",
        "the history of the source is cut short, so that nothing tells whether it is newer than what is published; fetch all of it, or give --sequence",
      ),
    );
  }
  return found;
}
