import {
  physicalLocation,
  type SarifLevel,
  type SarifResult,
  type SarifRule,
  sarifLog,
} from "../../verify/output/sarif-log";
import type { Finding, Level } from "../report/finding";
import type { Report, SourceLine } from "../report/report";

export interface ReviewSarifProps {
  readonly report: Report;
  /** Titles of the rules that there are, by id. */
  readonly titles: ReadonlyMap<string, string>;
  /** Place of findings of which no line is known, since code scanning takes none without: the environment's file. */
  readonly placeOf: (environment: string) => SourceLine;
}

/** Slipway's own findings for code scanning. Those of other tools are in logs of their own already. */
export function reviewSarif({ report, titles, placeOf }: ReviewSarifProps): string {
  const findings = report.environments.flatMap(({ name, findings: found }) =>
    found.filter(({ tool }) => tool === undefined).map((finding) => ({ environment: name, finding })),
  );
  const loudest = new Map<string, Level>();
  for (const { finding } of findings) {
    if (!loudest.has(finding.rule)) loudest.set(finding.rule, finding.level);
  }
  const rules = [...loudest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([id, level]): SarifRule => ({
        id,
        shortDescription: { text: titles.get(id) ?? id },
        defaultConfiguration: { level: sarifLevels[level] },
      }),
    );
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return sarifLog(
    rules,
    findings.map(({ environment, finding }) =>
      resultOf(environment, finding, indexes.get(finding.rule), placeOf(environment)),
    ),
  );
}

// --- internal ---

const sarifLevels: Readonly<Record<Level, SarifLevel>> = { stop: "error", high: "warning", note: "note" };

function resultOf(
  environment: string,
  { rule, level, subject, origin, happens, why, fix, fingerprint, acknowledged }: Finding,
  ruleIndex: number | undefined,
  place: SourceLine,
): SarifResult {
  const { file, line, column } = origin.definition ?? origin.source ?? place;
  const names = [...new Set([subject, ...(origin.construct === undefined ? [] : [origin.construct])])];
  return {
    ruleId: rule,
    ruleIndex,
    level: sarifLevels[level],
    message: { text: `${environment}: ${subject}. ${happens} ${sentence(why)} ${fix}` },
    locations: [
      {
        physicalLocation: physicalLocation(file, line, column),
        logicalLocations: names.map((fullyQualifiedName) => ({ fullyQualifiedName })),
      },
    ],
    partialFingerprints: { "slipwayReview/v1": fingerprint },
    ...(acknowledged !== undefined && {
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: `${acknowledged.reason} (until ${acknowledged.expires})`,
        },
      ],
    }),
  };
}

const sentence = (clause: string): string =>
  `${clause.slice(0, 1).toUpperCase()}${clause.slice(1).replace(/\.$/, "")}.`;
