import { manifestText } from "../manifests/terminal";
import type { Finding } from "../report/finding";
import type { EnvironmentReport, Origin, Report, ResourceReport, RoutingChange } from "../report/report";
import { differenceLines } from "./difference-lines";
import {
  actionMarks,
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

/** A report for a terminal: what could hurt first, then what changes, then the verdict, which stays in sight. */
export const terminalReport = (report: Report): string =>
  onScreen([...report.environments.flatMap(environmentLines), `Review: ${verdict(report)}`]);

// --- internal ---

function environmentLines(environment: EnvironmentReport): readonly string[] {
  const { name, revisions, plan, manifests, notices, findings, routing } = environment;
  const open = openFindings(findings);
  const quiet = findings.filter(({ acknowledged }) => acknowledged !== undefined);
  return [
    `${name}${revisions === undefined ? "" : `, ${shownRevision(revisions.base)} → ${shownRevision(revisions.head)}`}`,
    ...(plan === undefined ? [] : [`  Terraform: ${planCounts(plan)} (${planSource(plan)})`]),
    ...(manifests === undefined
      ? []
      : [`  manifests: ${manifestCounts(manifests)}, of ${count(manifests.objects, "object")}`]),
    ...(hasChanges(environment) ? [] : ["  nothing changes"]),
    ...notices.map(({ text }) => `  ! ${text}`),
    "",
    ...section("What could hurt", [...open.flatMap(findingLines), ...quiet.flatMap(acknowledgedLines)]),
    ...section("Where requests go", routing.flatMap(routingLines)),
    ...section(
      "Changed outside",
      (plan?.drift ?? []).flatMap(({ address, origin, attributes, fate }) => [
        `${address} (${fate})${from(origin)}`,
        ...attributes.flatMap(differenceLines).map(indented),
      ]),
    ),
    ...section("Terraform", [
      ...(plan?.changes ?? []).flatMap(resourceLines),
      ...(plan?.folds ?? []).map(
        ({ text, addresses }) => `  = ${count(addresses.length, "resource")}: ${text}`,
      ),
    ]),
    ...section(
      "Manifests",
      manifests === undefined || manifestCounts(manifests) === "no changes"
        ? []
        : manifestText(manifests).trimEnd().split("\n"),
    ),
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map(indented), ""];

const indented = (line: string): string => `  ${line}`;

function findingLines({ rule, level, subject, origin, happens, why, fix }: Finding): readonly string[] {
  return [
    `${levelWords[level]} ${rule} ${subject}${from(origin)}`,
    `  ${happens}${why === "" ? "" : ` (${why})`}`,
    `  ${fix}`,
  ];
}

const acknowledgedLines = ({ rule, subject, acknowledged }: Finding): readonly string[] =>
  acknowledged === undefined
    ? []
    : [`taken on until ${acknowledged.expires}: ${rule} ${subject}: ${acknowledged.reason}`];

function routingLines({
  request,
  before,
  after,
  middlewares: { added, removed },
}: RoutingChange): readonly string[] {
  return [
    `${request}: ${before ?? "nothing answers"}${before === after ? "" : ` → ${after ?? "nothing answers"}`}`,
    ...added.map((name) => `  + passes ${name}`),
    ...removed.map((name) => `  - passes ${name}`),
  ];
}

function resourceLines(change: ResourceReport): readonly string[] {
  const { address, deposed, action, because, movedFrom, origin, attributes, foldedAttributes, followers } =
    change;
  const about = [
    actionWords[action],
    ...(because === undefined ? [] : [because]),
    ...(movedFrom === undefined ? [] : [`was ${movedFrom}`]),
    ...(deposed === undefined ? [] : [`left by an earlier replacement, ${deposed}`]),
  ];
  const lines = action === "delete" ? [] : attributes.flatMap(differenceLines);
  return [
    `${actionMarks[action].padEnd(3)} ${address}: ${about.join("; ")}${from(origin)}`,
    ...lines.map((line) => `      ${line}`),
    ...foldedAttributes.map(({ reason, count: number }) => `      (${number} ${reason})`),
    ...(followers.length === 0 ? [] : [`      (${count(followers.length, "resource")} after it)`]),
  ];
}

const from = (origin: Origin): string => {
  const lines = originLines(origin);
  return lines.length === 0 ? "" : `  [${lines.join(" · ")}]`;
};

/** What plans and manifests say may hold anything, also what a terminal would obey. */
const onScreen = (lines: readonly string[]): string =>
  `${lines.map((line) => line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD")).join("\n")}\n`;
