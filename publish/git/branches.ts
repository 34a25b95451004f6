import { type Entry, join } from "../changes";
import { inventoryName } from "../inventory";
import { type Folder, type PublicationPlan, plan } from "../plan";
import type { Consent, Publication } from "../publication";
import { type Refusal, RefusedError, refusal } from "../refusal";
import { fetchBranch, landingDepth, type Observation, type RemoteProps } from "./remote";
import { blobsOf, type Scratch, treeOf } from "./repository";

export interface BranchPublications {
  readonly branch: string;
  /** What the branch begins with where it is not there. @default - it has to be there, unless the repository is empty */
  readonly start?: BranchStart;
  readonly publications: readonly Publication[];
}

/** From the tip of another branch, for pull requests to it; or from nothing. */
export type BranchStart = { readonly kind: "branch"; readonly branch: string } | { readonly kind: "nothing" };

/** A branch as it is now, and what is planned for it. */
export interface PlannedBranch {
  readonly branch: string;
  readonly base: string | undefined;
  readonly plans: readonly PublicationPlan[];
}

export interface PlanBranchesProps {
  readonly remote: RemoteProps;
  readonly branches: readonly BranchPublications[];
  readonly consent: Consent;
}

/** Plans all branches together, as an object may move from one to another. */
export async function planBranches(
  scratch: Scratch,
  observed: Observation,
  { branches, remote, consent }: PlanBranchesProps,
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

// --- internal ---

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
