import { shownIdentity } from "../manifests/identity";
import { shownValue } from "../manifests/shown-value";
import type { Finding } from "../report/finding";
import type {
  DriftReport,
  EnvironmentReport,
  ObjectReport,
  Origin,
  OutputReport,
  Report,
  ResourceReport,
  RoutingChange,
} from "../report/report";
import { type Section, type Unit, withinBudget } from "./budget";
import { differenceLines } from "./difference-lines";
import { markdownCode, markdownFence, markdownText } from "./markdown-text";
import {
  actionWords,
  count,
  hasChanges,
  levelWords,
  manifestCounts,
  openFindings,
  originLines,
  planCounts,
  planSource,
  shownRevision,
  verdict,
} from "./words";

/** By which a pipeline finds its own comment again, and replaces it. */
export const commentMarker = "<!-- slipway review -->";

/** Bytes that a comment may have: GitHub takes 65,536 characters, and this leaves room for what a pipeline adds. */
const commentBytes = 60_000;

export interface MarkdownProps {
  /** @default - what a comment on GitHub takes */
  readonly bytes?: number;
}

/**
 * A report for a comment on a pull request: the verdict first, then what could hurt, then what changes. What there is
 * no room for is counted, and stands in the HTML report. Equal reports give equal bytes.
 */
export function markdownReport(report: Report, { bytes = commentBytes }: MarkdownProps = {}): string {
  const head = [commentMarker, `## Review: ${markdownText(verdict(report))}`, ""].join("\n");
  const sections = report.environments.flatMap(environmentSections);
  const body = withinBudget(sections, bytes - Buffer.byteLength(head) - 1);
  return `${head}\n${body}\n`;
}

// --- internal ---

/** What is shown first when there is not room for everything. */
const priorities = {
  notice: 0,
  finding: 1,
  acknowledged: 3,
  routing: 2,
  drift: 2,
  flagged: 3,
  change: 4,
  output: 5,
  fold: 6,
} as const;

const inHtml = (what: string) => (left: number) => `\n_${left} more ${what} in review.html._`;

function environmentSections(environment: EnvironmentReport): readonly Section[] {
  const { name, revisions, plan, manifests, notices, findings, routing } = environment;
  const flagged = new Set(openFindings(findings).map(({ subject }) => subject));
  const compared =
    revisions === undefined
      ? ""
      : `, ${markdownCode(shownRevision(revisions.base))} → ${markdownCode(shownRevision(revisions.head))}`;
  const summary = [
    ...(plan === undefined ? [] : [`Terraform: ${planCounts(plan)} (${planSource(plan)})`]),
    ...(manifests === undefined
      ? []
      : [`Manifests: ${manifestCounts(manifests)}, of ${count(manifests.objects, "object")}`]),
    ...(hasChanges(environment) ? [] : ["Nothing changes."]),
  ];
  return [
    {
      heading: [`### ${markdownText(name)}${compared}`, "", ...summary.map((line) => `${line}  `)].join("\n"),
      always: true,
      units: notices.map(({ text }) => ({ text: `\n> ${markdownText(text)}`, priority: priorities.notice })),
      leftOut: inHtml("notices"),
    },
    {
      heading: "#### What could hurt\n",
      units: findingUnits(findings),
      leftOut: (left) => `- … ${left} more in review.html`,
    },
    {
      heading: "#### Where requests go\n",
      units: routing.map((change) => ({ text: routingLine(change), priority: priorities.routing })),
      leftOut: (left) => `- … ${count(left, "more request")} in review.html`,
    },
    {
      heading: "#### Changed outside\n",
      units: (plan?.drift ?? []).map((drift) => ({ text: driftBlock(drift), priority: priorities.drift })),
      leftOut: inHtml("changed outside"),
    },
    {
      heading: "#### Terraform\n",
      units: [
        ...(plan?.changes ?? []).map((change) => ({
          text: resourceBlock(change),
          priority: flagged.has(change.address) ? priorities.flagged : priorities.change,
        })),
        ...(plan?.outputs ?? []).map((output) => ({ text: outputLine(output), priority: priorities.output })),
        ...(plan?.folds ?? []).map(({ text, addresses }) => ({
          text: foldBlock(text, addresses, "resource"),
          priority: priorities.fold,
        })),
      ],
      leftOut: inHtml("changes"),
    },
    {
      heading: "#### Manifests\n",
      units: [
        ...(manifests?.changes ?? []).map((change) => ({
          text: objectBlock(change),
          priority: flagged.has(shownIdentity(change)) ? priorities.flagged : priorities.change,
        })),
        ...(manifests?.folds ?? []).map(({ text, objects }) => ({
          text: foldBlock(text, objects, "object"),
          priority: priorities.fold,
        })),
      ],
      leftOut: inHtml("objects"),
    },
  ];
}

/** Loud findings are a reader's first minute; beyond these there is no first minute. */
const mostLoud = 20;

function findingUnits(findings: readonly Finding[]): readonly Unit[] {
  const open = openFindings(findings);
  const shown = [
    ...open.filter(({ level }) => level !== "high"),
    ...open.filter(({ level }) => level === "high").slice(0, mostLoud),
  ];
  const hidden = open.length - shown.length;
  const kept = new Set(shown);
  return [
    ...open
      .filter((finding) => kept.has(finding))
      .map((finding) => ({ text: findingLine(finding), priority: priorities.finding })),
    ...(hidden === 0
      ? []
      : [
          {
            text: `- … ${count(hidden, "more finding")} of level HIGH in review.html`,
            priority: priorities.finding,
          },
        ]),
    ...findings
      .filter(({ acknowledged }) => acknowledged !== undefined)
      .map((finding) => ({ text: findingLine(finding), priority: priorities.acknowledged })),
  ];
}

function findingLine({
  rule,
  level,
  subject,
  origin,
  happens,
  why,
  fix,
  acknowledged,
  tool,
}: Finding): string {
  const place = origin.definition ?? origin.source;
  const where = place === undefined ? "" : ` (${markdownCode(`${place.file}:${place.line}`)})`;
  const by = tool === undefined ? "" : ` by ${markdownText(tool)}`;
  const head = `${markdownCode(rule)}${by} ${markdownCode(subject)}${where}`;
  if (acknowledged !== undefined) {
    const { reason, expires } = acknowledged;
    return `- taken on until ${markdownText(expires)}: ${head}: ${markdownText(happens)} ${markdownText(reason)}`;
  }
  const because = why === "" ? "" : ` ${markdownText(sentence(why))}`;
  return `- **${levelWords[level]}** ${head}: ${markdownText(happens)}${because} _${markdownText(fix)}_`;
}

/** A clause as a sentence of its own. */
const sentence = (clause: string): string =>
  `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?]$/.test(clause) ? "" : "."}`;

function routingLine({ request, before, after, middlewares: { added, removed } }: RoutingChange): string {
  const passes = [
    ...added.map((name) => `now passes ${markdownCode(name)}`),
    ...removed.map((name) => `no longer passes ${markdownCode(name)}`),
  ];
  const goes =
    before === after
      ? markdownText(after ?? "nothing answers")
      : `${markdownText(before ?? "nothing answers")} → ${markdownText(after ?? "nothing answers")}`;
  return `- ${markdownCode(request)}: ${[goes, ...passes].join("; ")}`;
}

const fates: Readonly<Record<DriftReport["fate"], string>> = {
  reverted: "this plan takes it back",
  kept: "this plan leaves it",
  recreated: "it is gone, and this plan makes it again",
  gone: "it is gone, and stays so",
};

const driftBlock = ({ address, origin, attributes, fate }: DriftReport): string =>
  block(`${markdownCode(address)}: ${fates[fate]}`, origin, attributes.flatMap(differenceLines));

function resourceBlock(change: ResourceReport): string {
  const { address, deposed, action, because, movedFrom, importedFrom, origin } = change;
  const { attributes, foldedAttributes, followers } = change;
  const about = [
    ...(because === undefined ? [] : [because]),
    ...(movedFrom === undefined ? [] : [`was ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`from ${importedFrom}`]),
    ...(deposed === undefined ? [] : [`an old object that an earlier replacement left (${deposed})`]),
  ];
  const folded = foldedAttributes.map(({ reason, count: number }) => `${number} ${reason}`);
  const after = [
    ...(folded.length === 0 ? [] : [`not shown: ${folded.join(", ")}`]),
    ...(followers.length === 0
      ? []
      : [`${count(followers.length, "resource")} ${followers.length === 1 ? "follows" : "follow"}`]),
  ];
  const head = `**${actionWords[action]}** ${markdownCode(address)}${about.length === 0 ? "" : `: ${markdownText(about.join("; "))}`}`;
  const lines = attributes.flatMap(differenceLines);
  return block(head, origin, action === "delete" ? [] : lines, after);
}

function objectBlock(change: ObjectReport): string {
  const words = { create: "new", update: "changed", delete: "gone", rename: "renamed" } as const;
  const from =
    change.renamedFrom === undefined ? "" : `: was ${markdownCode(shownIdentity(change.renamedFrom))}`;
  const head = `**${words[change.action]}** ${markdownCode(shownIdentity(change))}${from}`;
  const lines = change.attributes.filter(({ path }) => path.length > 0).flatMap(differenceLines);
  return block(head, change.origin, change.action === "update" || change.action === "rename" ? lines : []);
}

/** A change: what, where from, and what of it, a short one in one line. */
function block(
  head: string,
  origin: Origin,
  lines: readonly string[],
  notes: readonly string[] = [],
): string {
  const from = originLines(origin).map(markdownCode).join(" · ");
  const title = `- ${[head, ...(from === "" ? [] : [from])].join(" — ")}${notes.length === 0 ? "" : ` _(${markdownText(notes.join("; "))})_`}`;
  if (lines.length === 0) return title;
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && only.length <= 120)
    return `${title}: ${markdownCode(only)}`;
  const fence = markdownFence("diff", lines)
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return `${title}\n${fence}`;
}

function outputLine({ name, action, before, after }: OutputReport): string {
  const words = { create: "new", update: "changed", delete: "gone" } as const;
  const values = [before, after].filter((value) => value !== undefined).map(shownValue);
  return `- **${words[action]}** output ${markdownCode(name)}: ${markdownCode(values.join(" → "))}`;
}

/** How many names of a fold are written out. */
const mostNamed = 100;

function foldBlock(text: string, names: readonly string[], noun: string): string {
  const shown = names.slice(0, mostNamed).map(markdownCode).join(", ");
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  const summary = `${count(names.length, noun)}: ${markdownText(text)}`;
  return `\n<details><summary>${summary}</summary>\n\n${shown}${more}\n\n</details>`;
}
