import { join } from "../../publish/changes";
import type { DirectoryOutcome } from "../../publish/directory/publish";
import { countsOf } from "../../publish/git/message";
import type { Outcome, PublishedBranch } from "../../publish/git/publish";
import { shownUrl } from "../../publish/git/remote";
import { inventoryName } from "../../publish/inventory";
import type { PublicationPlan } from "../../publish/plan";
import type { Refusal } from "../../publish/refusal";

/** Every reason why nothing was published, a line each. */
export function reportRefusals(refusals: readonly Refusal[]): string {
  const lines = refusals.map(
    ({ code, where, message }) => `${code}  ${where === "" ? "" : `${where} `}${message}`,
  );
  const count = `${refusals.length} reason${refusals.length === 1 ? "" : "s"}`;
  return `${[...lines, "", `${count}; nothing was published. docs/publish.md explains the codes.`].join("\n")}\n`;
}

const letters = { add: "A", change: "M", remove: "D" } as const;

export interface Destination {
  readonly url: string;
  /** Branch that a pull request goes to. */
  readonly base: string | undefined;
}

/** What was published, or would be. */
export function reportOutcome(
  outcome: Exclude<Outcome, { kind: "refused" }>,
  destination: Destination,
): string {
  const lines = outcome.branches.flatMap((branch) => branchLines(outcome, branch, destination));
  return `${[...lines, ...(outcome.kind === "planned" ? [dryRun] : [])].join("\n")}\n`;
}

/** What was written into a folder, or would be. */
export function reportDirectory(
  { kind, plan, before, finished }: Exclude<DirectoryOutcome, { kind: "refused" }>,
  directory: string,
): string {
  const lines = planLines(plan, `${plan.publication.environment} in ${directory}`, directory);
  const last = {
    written: ["", `Written to ${directory}; commit it.`],
    unchanged: [],
    planned: [...differenceLines(plan, before), dryRun],
  }[kind];
  return `${[
    ...(finished ? ["A run that had been stopped was finished first."] : []),
    ...lines,
    ...last,
  ].join("\n")}\n`;
}

// --- internal ---

const dryRun = "Nothing was published: this was a dry run.";

function branchLines(
  { kind, attempts, answerLost }: Exclude<Outcome, { kind: "refused" }>,
  { branch, commit, plans, before, recreated }: PublishedBranch,
  { url, base }: Destination,
): readonly string[] {
  const lines = plans.flatMap((one) => {
    const { environment, prefix } = one.publication;
    const own = planLines(one, `${environment} in ${prefix || "the root"} of ${branch}`, prefix);
    return kind === "planned" ? [...own, ...differenceLines(one, before)] : own;
  });
  if (commit === undefined) return lines;
  const links = linksTo(url, commit, branch, base);
  return [
    ...lines,
    "",
    `Published as ${commit} on ${branch} of ${shownUrl(url)}${attempts > 1 ? `, at attempt ${attempts}` : ""}.`,
    ...(answerLost ? ["The repository's answer was lost on the way; the commit is there."] : []),
    ...(recreated
      ? [`${branch} was deleted at the same moment and is there again, with all that it held.`]
      : []),
    ...links,
  ];
}

/** What changes in the objects, for a dry run. */
function differenceLines(one: PublicationPlan, before: ReadonlyMap<string, string>): readonly string[] {
  if (one.changes.length === 0) return [""];
  // the comparison is loaded for those who look
  const { objectDifference } = require("./difference") as typeof import("./difference");
  return ["", objectDifference(one, before).trimEnd(), ""];
}

function planLines(one: PublicationPlan, place: string, folder: string): readonly string[] {
  const { state, changes, previous, inventory, moved } = one;
  switch (state) {
    case "superseded":
      return [
        `${place}: holds something newer, of ${previous?.source.commit ?? "another source"}; left as it is`,
      ];
    case "unchanged":
      return [`${place}: as it should be`];
    case "changed":
      return [
        `${place}: ${countsOf(changes)}`,
        ...changes.map(({ action, path }) => `  ${letters[action]}  ${join(folder, path)}`),
        ...(inventory === undefined
          ? []
          : [`  ${previous === undefined ? "A" : "M"}  ${join(folder, inventoryName)}`]),
        ...(moved.length === 0 ? [] : [...moved.map((path) => `  moves to another folder: ${path}`), moving]),
      ];
    default:
      return state satisfies never;
  }
}

const moving =
  "  Flux and Argo CD may delete what moves before they make it again; with --handover it stays in both until the next run.";

/** Where the repository's host shows a commit, or takes a pull request; none where that is not known. */
function linksTo(url: string, commit: string, branch: string, base: string | undefined): readonly string[] {
  const [, host = "", path = ""] =
    /^(?:https?|ssh):\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+?)(?:\.git)?\/*$/i.exec(url) ??
    /^[\w.-]+@([^:/]+):(.+?)(?:\.git)?\/*$/.exec(url) ??
    [];
  const page = `https://${host}/${path}`;
  const isPull = base !== undefined && base !== branch;
  if (/(^|\.)github\./.test(host))
    return [isPull ? `${page}/compare/${base}...${branch}` : `${page}/commit/${commit}`];
  if (/(^|\.)gitlab\./.test(host))
    return [isPull ? `${page}/-/compare/${base}...${branch}` : `${page}/-/commit/${commit}`];
  if (host === "bitbucket.org")
    return [isPull ? `${page}/branches/compare/${branch}..${base}` : `${page}/commits/${commit}`];
  return [];
}
