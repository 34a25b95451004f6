import { join } from "../../publish/changes";
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

/** What changes, a line for each file. */
const changeLines = ({ publication, changes }: PublicationPlan): readonly string[] =>
  changes.map(({ action, path }) => `  ${letters[action]}  ${join(publication.prefix, path)}`);

/** What was published, or would be. */
export function reportOutcome(outcome: Exclude<Outcome, { kind: "refused" }>, url: string): string {
  return `${outcome.branches.flatMap((branch) => branchLines(outcome, branch, url)).join("\n")}\n`;
}

// --- internal ---

function branchLines(
  { kind, attempts, answerLost }: Exclude<Outcome, { kind: "refused" }>,
  { branch, commit, plans, recreated }: PublishedBranch,
  url: string,
): readonly string[] {
  const lines = plans.flatMap((one) => {
    const { publication, state, changes, previous, inventory } = one;
    const place = `${publication.environment}: ${publication.prefix === "" ? "all" : publication.prefix} of ${branch}`;
    switch (state) {
      case "superseded":
        return [
          `${place} holds something newer, of ${previous?.source.commit ?? "another source"}; left as it is`,
        ];
      case "unchanged":
        return [`${place} is as it should be; nothing to commit`];
      case "changed":
        return [
          `${place}: ${countsOf(changes)}`,
          ...changeLines(one),
          ...(inventory === undefined
            ? []
            : [`  ${previous === undefined ? "A" : "M"}  ${join(publication.prefix, inventoryName)}`]),
        ];
      default:
        return state satisfies never;
    }
  });
  if (kind === "planned") return [...lines, "", "Nothing was published: this was a dry run."];
  if (commit === undefined) return lines;
  const link = commitUrl(url, commit);
  return [
    ...lines,
    "",
    `Published as ${commit} on ${branch} of ${shownUrl(url)}${attempts > 1 ? `, at attempt ${attempts}` : ""}.`,
    ...(answerLost ? ["The repository's answer was lost on the way; the commit is there."] : []),
    ...(recreated
      ? [`${branch} was deleted at the same moment and is there again, with all that it held.`]
      : []),
    ...(link === undefined ? [] : [link]),
  ];
}

/** Where the repository's host shows a commit; undefined where that is not known. */
function commitUrl(url: string, commit: string): string | undefined {
  const [, host = "", path = ""] =
    /^(?:https?|ssh):\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+?)(?:\.git)?\/*$/i.exec(url) ??
    /^[\w.-]+@([^:/]+):(.+?)(?:\.git)?\/*$/.exec(url) ??
    [];
  if (/(^|\.)github\./.test(host)) return `https://${host}/${path}/commit/${commit}`;
  if (/(^|\.)gitlab\./.test(host)) return `https://${host}/${path}/-/commit/${commit}`;
  if (host === "bitbucket.org") return `https://${host}/${path}/commits/${commit}`;
  return undefined;
}
