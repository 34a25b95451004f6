import { tmpdir } from "node:os";
import type { ObjectFormat } from "../blob-id";
import { type Entry, join } from "../changes";
import { inventoryName } from "../inventory";
import { type Folder, type PublicationPlan, plan } from "../plan";
import type { Consent, Publication } from "../publication";
import { type Refusal, RefusedError, refusal } from "../refusal";
import { GitError } from "./git";
import { commitMessage } from "./message";
import {
  fetchBranch,
  type Observation,
  observe,
  type PushAnswer,
  type PushedBranch,
  push,
  type RemoteProps,
  shownUrl,
} from "./remote";
import {
  blobsOf,
  type Edit,
  editedTree,
  openScratch,
  type Scratch,
  treeOf,
  writeBlobs,
  writeCommit,
} from "./repository";

export interface GitPublishProps {
  readonly remote: RemoteProps;
  /** What goes to each branch, in one commit; all branches move together or none does. */
  readonly branches: readonly BranchPublications[];
  readonly consent: Consent;
  /** Who publishes, for the commit, such as `slipway 0.1.0`. */
  readonly publishedBy: string;
  /** Whether commits are signed, with what git is set up with. */
  readonly sign: boolean;
  /** Say what would change, and change nothing. */
  readonly dryRun: boolean;
  readonly pace: Pace;
}

export interface BranchPublications {
  readonly branch: string;
  /** What the branch begins with where it is not there. @default - it has to be there, unless the repository is empty */
  readonly start?: BranchStart;
  readonly publications: readonly Publication[];
}

/** From the tip of another branch, for pull requests to it; or from nothing. */
export type BranchStart = { readonly kind: "branch"; readonly branch: string } | { readonly kind: "nothing" };

/** The time, and how to let it pass. */
export interface Pace {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Milliseconds after which no other attempt is made. */
  readonly patience: number;
}

export type Outcome =
  | { readonly kind: "refused"; readonly refusals: readonly Refusal[] }
  | {
      /** `planned` where nothing was to be written; `unchanged` where there was nothing to write. */
      readonly kind: "published" | "unchanged" | "planned";
      readonly branches: readonly PublishedBranch[];
      readonly attempts: number;
      /** Whether the repository took the commit and its answer was lost. */
      readonly answerLost: boolean;
    };

export interface PublishedBranch {
  readonly branch: string;
  /** Undefined where nothing changed. */
  readonly commit: string | undefined;
  /** Undefined where there was nothing before. */
  readonly base: string | undefined;
  readonly plans: readonly PublicationPlan[];
  /** Contents of the files that change or go, by their path in the repository; of a dry run alone. */
  readonly before: ReadonlyMap<string, string>;
  /** Somebody deleted the branch at the very moment; it is there again with all that it held. */
  readonly recreated: boolean;
}

const mostAttempts = 20;
/** A push that is refused although nothing moved may have met another's lock. */
const mostRepeats = 2;
const firstWait = 80;
const longestWait = 2000;
/** How far back it is looked for our own commit when the answer to a push was lost. */
const landingDepth = 100;

/**
 * Publishes into branches of a repository: builds commits on what is there, in the object database alone, and pushes
 * them without force. Where others were faster, everything is looked at again and built anew.
 *
 * @throws GitError where git itself fails
 */
export async function publishToGit(props: GitPublishProps): Promise<Outcome> {
  const first = await refusing(props, undefined);
  if (!("otherFormat" in first)) return first;
  // the repository is empty, and takes no objects of the format that was guessed
  const second = await refusing(props, first.otherFormat);
  return "otherFormat" in second || second.kind === "refused" ? first : second;
}

// --- internal ---

/** An outcome, and the format that the repository may have instead of the one that was guessed. */
type Attempted = Outcome | (Extract<Outcome, { kind: "refused" }> & { readonly otherFormat: ObjectFormat });

async function refusing(props: GitPublishProps, guessed: ObjectFormat | undefined): Promise<Attempted> {
  try {
    return await attempts(props, guessed);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    // what is wrong with the publications themselves is known all the same
    const own = props.branches.flatMap(({ publications }) =>
      publications.flatMap(({ refusals }) => refusals),
    );
    return { kind: "refused", refusals: unique([...own, ...error.refusals]) };
  }
}

async function attempts(props: GitPublishProps, guessed: ObjectFormat | undefined): Promise<Attempted> {
  const { remote, pace } = props;
  const began = pace.now();
  let observed = await observe(remote, tmpdir());
  const scratch = await openScratch(remote, observed.format ?? guessed ?? "sha1");
  try {
    const seen = new Set<string>();
    for (let attempt = 1; ; attempt += 1) {
      const planned = await planBranches(scratch, observed, props, seen, attempt === 1 ? 1 : landingDepth);
      const refusals = planned.flatMap(({ plans }) => plans.flatMap((one) => one.refusals));
      const changed = planned.filter(({ plans }) => plans.some(isChanged));
      if (changed.length > 0 && attempt === 1) refusals.push(...(await identityRefusals(scratch)));
      if (refusals.length > 0) return { kind: "refused", refusals: unique(refusals) };
      if (changed.length === 0 || props.dryRun) {
        const branches = await Promise.all(planned.map((one) => shown(scratch, one, props.dryRun)));
        const kind = changed.length === 0 ? "unchanged" : "planned";
        return { kind, branches, attempts: attempt, answerLost: false };
      }
      const pushed = await Promise.all(changed.map((one, index) => build(scratch, one, props, `${index}`)));
      const answer = await pushUntilSomethingMoves(scratch, props, pushed, observed);
      if (answer.kind === "landed") {
        const branches = planned.map((one) => ({
          branch: one.branch,
          base: one.base,
          plans: one.plans,
          before: new Map<string, string>(),
          commit: pushed.find(({ branch }) => branch === one.branch)?.commit,
          recreated: answer.recreated.includes(one.branch),
        }));
        return { kind: "published", branches, attempts: attempt, answerLost: answer.answerLost };
      }
      if (answer.kind === "stuck") {
        const refused = { kind: "refused", refusals: [stuckRefusal(answer.answer, remote, pushed)] } as const;
        const mayBeOther =
          observed.format === undefined && guessed === undefined && answer.answer.kind === "failed";
        return mayBeOther ? { ...refused, otherFormat: "sha256" } : refused;
      }
      observed = answer.observed;
      if (attempt >= mostAttempts || pace.now() - began > pace.patience) {
        const message = `others were faster ${attempt} times; run again when the branch is quiet`;
        return { kind: "refused", refusals: [refusal("CONTENTION", shownUrl(remote.url), message)] };
      }
      await pace.sleep(pace.random() * Math.min(longestWait, firstWait * 2 ** attempt));
    }
  } finally {
    await scratch.remove();
  }
}

const isChanged = ({ state }: PublicationPlan): boolean => state === "changed";

// --- looking ---

interface PlannedBranch {
  readonly branch: string;
  readonly base: string | undefined;
  readonly plans: readonly PublicationPlan[];
}

/** Plans all branches together, as an object may move from one to another. */
async function planBranches(
  scratch: Scratch,
  observed: Observation,
  { branches, remote, consent }: GitPublishProps,
  seen: Set<string>,
  depth: number,
): Promise<readonly PlannedBranch[]> {
  const bases: (string | undefined)[] = [];
  const missing: Refusal[] = [];
  for (const wanted of branches) {
    const base = await baseOf(scratch, observed, wanted, remote, seen.has(wanted.branch), depth);
    if (typeof base === "object") missing.push(base);
    else bases.push(base);
    if (base !== undefined && observed.branches.has(wanted.branch)) seen.add(wanted.branch);
  }
  if (missing.length > 0) throw new RefusedError(missing);
  const pairs = await Promise.all(
    branches.map(async ({ publications }, index) => foldersOf(scratch, bases[index], publications)),
  );
  const plans = plan(pairs.flat(), consent);
  let taken = 0;
  return branches.map(({ branch, publications }, index) => {
    const own = plans.slice(taken, taken + publications.length);
    taken += publications.length;
    return { branch, base: bases[index], plans: own };
  });
}

/** The commit to build on; undefined where there is none, or why nothing can be built. */
async function baseOf(
  scratch: Scratch,
  { branches }: Observation,
  { branch, start }: BranchPublications,
  remote: RemoteProps,
  seenBefore: boolean,
  depth: number,
): Promise<string | undefined | Refusal> {
  const tip = branches.has(branch) ? await fetchBranch(scratch, remote, branch, depth) : undefined;
  if (start?.kind === "branch") {
    const from = await fetchBranch(scratch, remote, start.branch, landingDepth);
    if (from === undefined)
      return refusal("BRANCH", start.branch, `is no branch, and ${branch} cannot begin with it`);
    if (tip === undefined) return from;
    // what was merged is over; the next change begins with what it was merged into
    const merged = await scratch.git.try(["merge-base", "--is-ancestor", tip, from]);
    return merged.status === 0 ? from : tip;
  }
  if (tip !== undefined) return tip;
  if (seenBefore) {
    return refusal(
      "BRANCH",
      branch,
      "was deleted while this ran; if that was a mistake, restore it and publish again",
    );
  }
  if (branches.size === 0 || start?.kind === "nothing") return undefined;
  const others = [...branches.keys()].slice(0, 5).join(", ");
  return refusal(
    "BRANCH",
    branch,
    `is no branch; there are ${others}${branches.size > 5 ? ", …" : ""}; begin it with --base <branch>, or empty with --orphan`,
  );
}

async function foldersOf(
  scratch: Scratch,
  base: string | undefined,
  publications: readonly Publication[],
): Promise<readonly (readonly [Publication, Folder])[]> {
  const { git, format } = scratch;
  const tree: ReadonlyMap<string, Entry> = base === undefined ? new Map() : await treeOf(git, base);
  const paths = publications.map(({ prefix }) => join(prefix, inventoryName));
  const inventories = await blobsOf(
    git,
    paths.flatMap((path) => (tree.get(path)?.kind === "file" ? (tree.get(path)?.id ?? []) : [])),
  );
  const contents = new Map<string, Buffer>(inventories);
  const textAt = (path: string): string | undefined =>
    contents.get(tree.get(path)?.id ?? "")?.toString("utf8");
  // ids of another format tell nothing; contents do
  const others = paths
    .filter((path) => !(textAt(path) ?? "").includes(`"objectFormat": "${format}"`))
    .filter((path) => textAt(path) !== undefined)
    .map((path) => path.slice(0, -inventoryName.length));
  const unknown = [...tree].filter(
    ([path, { kind }]) => kind === "file" && others.some((prefix) => path.startsWith(prefix)),
  );
  for (const [id, content] of await blobsOf(
    git,
    unknown.map(([, { id }]) => id),
  ))
    contents.set(id, content);
  return publications.map((publication) => [
    publication,
    {
      format,
      tree,
      inventory: textAt(join(publication.prefix, inventoryName)),
      contentOf: (path) => contents.get(tree.get(path)?.id ?? ""),
    },
  ]);
}

async function shown(scratch: Scratch, planned: PlannedBranch, contents: boolean): Promise<PublishedBranch> {
  const edited = planned.plans.flatMap(({ publication, changes }) =>
    changes.flatMap(({ path, before }) =>
      before === undefined ? [] : [{ path: join(publication.prefix, path), id: before }],
    ),
  );
  const blobs = contents
    ? await blobsOf(
        scratch.git,
        edited.map(({ id }) => id),
      )
    : new Map<string, Buffer>();
  const before = new Map(edited.map(({ path, id }) => [path, `${blobs.get(id) ?? ""}`] as const));
  return { ...planned, commit: undefined, before, recreated: false };
}

async function identityRefusals({ git }: Scratch): Promise<readonly Refusal[]> {
  const { status, stderr } = await git.try(["var", "GIT_COMMITTER_IDENT"]);
  if (status === 0) return [];
  const [reason = ""] = stderr.split("\n").filter((line) => line.startsWith("fatal:"));
  const message = `git does not know who commits (${reason}); set user.name and user.email, or GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL`;
  return [refusal("IDENTITY", "", message)];
}

// --- building ---

async function build(
  scratch: Scratch,
  { branch, base, plans }: PlannedBranch,
  { publishedBy, sign }: GitPublishProps,
  name: string,
): Promise<PushedBranch> {
  const edits: Edit[] = [];
  const contents: string[] = [];
  const { git } = scratch;
  const changed = plans.filter(isChanged);
  const write = (path: string, text: string, id: string) => {
    contents.push(text);
    edits.push([path, id]);
  };
  for (const one of changed) {
    const { prefix } = one.publication;
    for (const { action, path } of one.changes) {
      if (action === "remove") edits.push([join(prefix, path), undefined]);
      else write(join(prefix, path), one.files.get(path) ?? "", one.ids.get(path) ?? "");
    }
    if (one.inventory !== undefined)
      write(join(prefix, inventoryName), one.inventory, one.ids.get(inventoryName) ?? "");
  }
  await writeBlobs(git, contents);
  const tree = await editedTree(scratch, base, edits, name);
  const message = commitMessage(changed, publishedBy);
  try {
    return { branch, base, commit: await writeCommit(scratch, { tree, parent: base, message, sign }) };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new RefusedError([refusal("IDENTITY", branch, `the commit cannot be made: ${error.message}`)]);
  }
}

// --- pushing ---

type Progress =
  | { readonly kind: "landed"; readonly answerLost: boolean; readonly recreated: readonly string[] }
  | { readonly kind: "moved"; readonly observed: Observation }
  | { readonly kind: "stuck"; readonly answer: Exclude<PushAnswer, { kind: "taken" }> };

/**
 * Pushes, and where that is not taken asks what is there now instead of reading messages, which differ from server to
 * server.
 */
async function pushUntilSomethingMoves(
  scratch: Scratch,
  { remote, pace }: GitPublishProps,
  pushed: readonly PushedBranch[],
  before: Observation,
): Promise<Progress> {
  for (let repeat = 0; ; repeat += 1) {
    const answer = await push(scratch, remote, pushed);
    if (answer.kind === "taken") return { kind: "landed", answerLost: false, recreated: answer.recreated };
    const observed = await observe(remote, tmpdir());
    if (await hasLanded(scratch, remote, pushed, observed))
      return { kind: "landed", answerLost: true, recreated: [] };
    const moved = pushed.some(({ branch }) => observed.branches.get(branch) !== before.branches.get(branch));
    if (moved) return { kind: "moved", observed };
    if (repeat >= mostRepeats) return { kind: "stuck", answer };
    await pace.sleep(pace.random() * firstWait * 2 ** (repeat + 1));
  }
}

async function hasLanded(
  scratch: Scratch,
  remote: RemoteProps,
  pushed: readonly PushedBranch[],
  observed: Observation,
): Promise<boolean> {
  for (const { branch, commit, base } of pushed) {
    const tip = observed.branches.get(branch);
    if (tip === commit) continue;
    if (tip === undefined || tip === base) return false;
    // others may have built on it already
    const fetched = await fetchBranch(scratch, remote, branch, landingDepth);
    if (fetched === undefined) return false;
    const { status } = await scratch.git.try(["merge-base", "--is-ancestor", commit, fetched]);
    if (status !== 0) return false;
  }
  return true;
}

function stuckRefusal(
  { kind, words }: Exclude<PushAnswer, { kind: "taken" }>,
  { url }: RemoteProps,
  pushed: readonly PushedBranch[],
): Refusal {
  const names = pushed.map(({ branch }) => branch).join(", ");
  switch (kind) {
    case "refused":
      return refusal("REJECTED", names, `the repository does not take it: ${words}`);
    case "failed":
      return refusal("NO_ACCESS", shownUrl(url), `takes no push from you: ${words}`);
    default:
      return kind satisfies never;
  }
}

function unique(refusals: readonly Refusal[]): readonly Refusal[] {
  const byText = new Map(refusals.map((one) => [`${one.code} ${one.where} ${one.message}`, one]));
  return [...byText.values()];
}
