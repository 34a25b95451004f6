import { tmpdir } from "node:os";
import type { ObjectFormat } from "../blob-id";
import { join } from "../changes";
import { inventoryName } from "../inventory";
import type { PublicationPlan } from "../plan";
import type { Consent } from "../publication";
import { type Refusal, RefusedError, refusal } from "../refusal";
import { type BranchPublications, type PlannedBranch, planBranches } from "./branches";
import { GitError } from "./git";
import { firstWait, type Pace, pushUntilSomethingMoves, stuckRefusal } from "./landing";
import { commitMessage } from "./message";
import { landingDepth, observe, type PushedBranch, type RemoteProps, shownUrl } from "./remote";
import {
  blobsOf,
  type Edit,
  editedTree,
  openScratch,
  type Scratch,
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
const longestWait = 2000;

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

function unique(refusals: readonly Refusal[]): readonly Refusal[] {
  const byText = new Map(refusals.map((one) => [`${one.code} ${one.where} ${one.message}`, one]));
  return [...byText.values()];
}
