import { existsSync, lstatSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Scratch } from "../../rehearse/scratch";
import { type ConstructMap, readConstructMap } from "../../review/origins/construct-map";
import { checkOut, commitOf, hasUncommittedChanges, mergeBase } from "../revision";
import { allEnded } from "./all-ended";
import type { ReviewRequest } from "./arguments";
import { ReviewError } from "./error";
import { synthesizeProject } from "./synthesis";

/** Everything that is known of the output before or after a change. */
export interface Side {
  /** For messages: `main`, `the working tree`, `the files given`. */
  readonly name: string;
  /** Commit, with a mark where files differ from it; undefined where files were given. */
  readonly revision?: string;
  /** Folder of the project in that state, with `environments/` perhaps. */
  readonly project?: string;
  /** Folders of stacks by name, each with a `cdk.tf.json`; undefined where none were given. */
  readonly stacks?: ReadonlyMap<string, string>;
  /** Folders of manifests by environment; undefined where none were given. */
  readonly manifests?: ReadonlyMap<string, string>;
  readonly constructs?: ConstructMap;
}

export interface Sides {
  /** Undefined where there is nothing to compare with. */
  readonly before?: Side;
  readonly after: Side;
  /** What is to be known about how they were found, one sentence each. */
  readonly told: readonly string[];
}

export interface SidesProps {
  readonly request: ReviewRequest;
  /** The project's folder. */
  readonly root: string;
  /** Folder that paths are looked for in. */
  readonly from: string;
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

export type FoundSides =
  | { readonly kind: "sides"; readonly sides: Sides }
  /** Both are the same commit; in words. */
  | { readonly kind: "same"; readonly message: string };

/**
 * Finds both sides of a change: what the request names, synthesized where it is a revision or the working tree.
 *
 * @throws ReviewError where one cannot be had
 */
export async function findSides(props: SidesProps): Promise<FoundSides> {
  const { request } = props;
  const given = {
    before: givenSide(request.baseStack, request.baseManifests, "before", props),
    after: givenSide(request.stack, request.manifests, "after", props),
  };
  const revisions = revisionsOf(props);
  if (revisions.kind === "same") return revisions;
  const { base, head, told } = revisions;
  const [before, after] = await allEnded([
    base === undefined ? given.before : synthesizedSide(base, "before", props),
    given.after ?? synthesizedSide(head, "after", props),
  ]);
  const unwatched = [before, after].filter(
    (side) => side?.project !== undefined && side.constructs === undefined,
  );
  return {
    kind: "sides",
    sides: {
      ...(before !== undefined && { before }),
      after,
      told: [
        ...told,
        ...unwatched.map(
          (side) =>
            `Where the constructs of ${side?.name} are made is not known, since its code would not be watched; addresses stand for them.`,
        ),
      ],
    },
  };
}

// --- internal ---

/** A state of the repository. */
type State =
  | { readonly kind: "commit"; readonly name: string; readonly commit: string }
  | { readonly kind: "working-tree"; readonly revision: string | undefined };

type Revisions =
  | {
      readonly kind: "revisions";
      readonly base: State | undefined;
      readonly head: State;
      readonly told: readonly string[];
    }
  | Extract<FoundSides, { kind: "same" }>;

function revisionsOf({ request, root }: SidesProps): Revisions {
  const head = headOf(request.head, root);
  if (request.base === undefined) return { kind: "revisions", base: undefined, head, told: [] };
  const named = commit(request.base, root);
  const current = head.kind === "commit" ? head.commit : commitOf("HEAD", root);
  const parted = current === undefined ? undefined : mergeBase(named, current, root);
  const base = parted ?? named;
  if (current === base && (head.kind === "commit" || !hasUncommittedChanges(root))) {
    const what = head.kind === "commit" ? head.name : "the working tree";
    return {
      kind: "same",
      message:
        base === named
          ? `${request.base} is ${short(named)}, and so is ${what}: there is nothing to review.`
          : `${request.base} holds all of ${what} (${short(base)}) already: there is nothing to review.`,
    };
  }
  const name = base === named ? request.base : `${request.base} where the change begins`;
  return {
    kind: "revisions",
    base: { kind: "commit", name, commit: base },
    head,
    told: [
      ...(base === named
        ? []
        : [`${request.base} has moved on; the change is compared with where it begins, ${short(base)}.`]),
      ...(parted === undefined
        ? [`The history does not say where the change begins; it is compared with ${request.base} itself.`]
        : []),
      ...(head.kind === "working-tree" && head.revision?.endsWith(uncommitted) === true
        ? ["The working tree has changes that are not committed; they are part of what is reviewed."]
        : []),
    ],
  };
}

const uncommitted = " and uncommitted changes";

function headOf(revision: string | undefined, root: string): State {
  if (revision !== undefined) return { kind: "commit", name: revision, commit: commit(revision, root) };
  const current = commitOf("HEAD", root);
  if (current === undefined) return { kind: "working-tree", revision: undefined };
  return {
    kind: "working-tree",
    revision: hasUncommittedChanges(root) ? `${current}${uncommitted}` : current,
  };
}

function commit(revision: string, root: string): string {
  const found = commitOf(revision, root);
  if (found !== undefined) return found;
  throw new ReviewError(
    commitOf("HEAD", root) === undefined
      ? `there is no git repository with a commit in ${root}; name files instead of ${revision}: --base-stack, --base-manifests`
      : `there is no revision ${revision} in the git repository; where a clone is shallow, fetch it first`,
  );
}

const short = (hash: string): string => hash.slice(0, 10);

async function synthesizedSide(
  state: State,
  which: keyof Pick<Sides, "before" | "after">,
  { root, scratch, env, signal }: SidesProps,
): Promise<Side> {
  const name = state.kind === "commit" ? state.name : "the working tree";
  const project = state.kind === "commit" ? scratch.folder(`${which}-project`) : root;
  if (state.kind === "commit") checkOut(state.commit, root, project);
  const revision = state.kind === "commit" ? state.commit : state.revision;
  const output = scratch.folder(`${which}-output`);
  const { constructs, ...synthesized } = await synthesizeProject({ project, output, name, env, signal });
  return {
    name,
    ...(revision !== undefined && { revision }),
    project,
    ...synthesized,
    ...(constructs !== undefined && { constructs }),
  };
}

/** A side of files; undefined where none is named. */
function givenSide(
  stack: string | undefined,
  manifests: string | undefined,
  which: "before" | "after",
  { request, from }: SidesProps,
): Side | undefined {
  if (stack === undefined && manifests === undefined) return undefined;
  const folder = stack === undefined ? undefined : stackFolder(resolve(from, stack), stack);
  const environment = environmentOf(request, from);
  const map = folder === undefined ? undefined : mapBeside(folder);
  return {
    name: which === "before" ? "the files of before" : "the files given",
    ...(folder !== undefined && { stacks: new Map([[environment, folder]]) }),
    ...(manifests !== undefined && {
      manifests: new Map([[environment, manifestFolder(resolve(from, manifests), manifests)]]),
    }),
    ...(map !== undefined && { constructs: map }),
  };
}

/** Files on both sides are of one environment: the one that is named, else the proposed stack's, or the folder's. */
function environmentOf({ environments, stack, manifests }: ReviewRequest, from: string): string {
  const [named, ...others] = environments;
  if (others.length > 0) throw new ReviewError("files are of one environment; name one with --env");
  if (named !== undefined) return named;
  const own =
    stack === undefined ? undefined : stackName(join(stackFolder(resolve(from, stack), stack), stackFile));
  return own ?? basename(resolve(from, manifests ?? stack ?? "."));
}

export const stackFile = "cdk.tf.json";

function stackFolder(path: string, named: string): string {
  const folder = basename(path) === stackFile ? dirname(path) : path;
  if (!existsSync(join(folder, stackFile)))
    throw new ReviewError(`${named} is neither a ${stackFile} nor a folder with one`);
  return folder;
}

function manifestFolder(path: string, named: string): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new ReviewError(`${named} is no folder of manifests`);
  return path;
}

function stackName(file: string): string | undefined {
  try {
    const { "//": comment } = JSON.parse(readFileSync(file, "utf8")) as {
      readonly "//"?: { readonly metadata?: { readonly stackName?: unknown } };
    };
    const name = comment?.metadata?.stackName;
    return typeof name === "string" ? name : undefined;
  } catch {
    throw new ReviewError(`${file} is no JSON`);
  }
}

function mapBeside(folder: string): ConstructMap | undefined {
  const file = join(folder, "construct-map.json");
  return existsSync(file) ? readConstructMap(readFileSync(file, "utf8")) : undefined;
}
