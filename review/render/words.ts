import { type Finding, type Level, levels } from "../report/finding";
import type { Action, EnvironmentReport, Origin, PlanReport, Report } from "../report/report";

/** What happens to a resource, as a reader says it. */
export const actionWords: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  "replace-delete-first": "replaced, destroyed first",
  "replace-create-first": "replaced, created first",
  delete: "destroyed",
  forget: "left running, no longer managed",
  import: "imported",
  move: "moved",
  read: "read",
  "no-op": "unchanged",
};

/** Marks before a resource, as Terraform's own. */
export const actionMarks: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  "replace-delete-first": "-/+",
  "replace-create-first": "+/-",
  delete: "-",
  forget: ".",
  import: "=>",
  move: ">",
  read: "<=",
  "no-op": "=",
};

export const levelWords: Readonly<Record<Level, string>> = { stop: "STOP", high: "HIGH", note: "NOTE" };

/** Findings that nobody has taken on yet. */
export const openFindings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ acknowledged }) => acknowledged === undefined);

/** `STOP 2, HIGH 5: needs acknowledgement`, `NOTE 3`, or that nothing was found. */
export function verdict({ environments }: Pick<Report, "environments">): string {
  const open = openFindings(environments.flatMap(({ findings }) => findings));
  const counts = levels.flatMap((level) => {
    const count = open.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [`${levelWords[level]} ${count}`];
  });
  if (counts.length === 0)
    return environments.some(hasChanges) ? "nothing found that could hurt" : "nothing changes";
  return `${counts.join(", ")}${open.some(({ level }) => level === "stop") ? ": needs acknowledgement" : ""}`;
}

/** `2 created, 1 replaced (destroyed first)`, in the order of actions; without what does nothing. */
export function planCounts({ counts }: PlanReport): string {
  const said = Object.entries(counts).flatMap(([action, count]) =>
    action === "no-op" || action === "read" || count === 0
      ? []
      : [`${count} ${actionWords[action as Action].replace(/, (.*)$/, " ($1)")}`],
  );
  return said.length === 0 ? "no changes" : said.join(", ");
}

/** `3 new, 2 changed, 1 gone` */
export function manifestCounts({ counts }: NonNullable<EnvironmentReport["manifests"]>): string {
  const said = (
    [
      ["create", "new"],
      ["update", "changed"],
      ["rename", "renamed"],
      ["delete", "gone"],
    ] as const
  ).flatMap(([action, word]) => (counts[action] === 0 ? [] : [`${counts[action]} ${word}`]));
  return said.length === 0 ? "no changes" : said.join(", ");
}

/** Who planned it. */
export const planSource = ({ source, terraformVersion }: PlanReport): string =>
  ({
    terraform: `planned by Terraform ${terraformVersion}`,
    rehearsal: `rehearsed with Terraform ${terraformVersion}, without an account`,
    configuration: "compared as written, not planned",
  })[source];

/** `stacks/network/network.ts:40:7`, and the option that caused it. */
export function originLines({ construct, source, definition }: Origin): readonly string[] {
  return [
    ...(construct === undefined ? [] : [construct]),
    ...(source === undefined ? [] : [place(source)]),
    ...(definition === undefined ? [] : [`${place(definition)} ${definition.option}`]),
  ];
}

/** A revision as people read it: hashes by what tells them apart. */
export const shownRevision = (revision: string): string =>
  revision.replace(/\b([0-9a-f]{12})[0-9a-f]{28,}\b/g, "$1");

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

export const hasChanges = ({ plan, manifests, routing }: EnvironmentReport): boolean =>
  (plan !== undefined && planCounts(plan) !== "no changes") ||
  (plan?.outputs.length ?? 0) > 0 ||
  (plan?.drift.length ?? 0) > 0 ||
  (manifests !== undefined && manifestCounts(manifests) !== "no changes") ||
  routing.length > 0;

// --- internal ---

const place = ({ file, line, column }: NonNullable<Origin["source"]>): string => `${file}:${line}:${column}`;
