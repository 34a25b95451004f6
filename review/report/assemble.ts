import { acknowledge } from "../acknowledgements/acknowledge";
import type { Acknowledgement } from "../acknowledgements/read";
import { hasChanges } from "../render/words";
import { type Finding, type Level, levels } from "./finding";
import type { EnvironmentReport, Notice, Report } from "./report";

export interface AssembleProps {
  readonly environments: readonly EnvironmentReport[];
  /** Findings of other tools, by environment. */
  readonly foreign: ReadonlyMap<string, readonly Finding[]>;
  readonly acknowledgements: readonly Acknowledgement[];
  /** `2026-11-26` */
  readonly today: string;
}

/** One report of all environments, in which what is acknowledged is marked. */
export function assemble({ environments, foreign, acknowledgements, today }: AssembleProps): Report {
  const all = new Map(
    environments.map(({ name, findings }) => [name, sorted([...findings, ...(foreign.get(name) ?? [])])]),
  );
  const { findings, idle } = acknowledge({ findings: all, acknowledgements, today });
  const notices = idle.map(
    ({ place: { file, line, column }, text }): Notice => ({
      kind: "acknowledgement",
      text: `${file}:${line}:${column}: ${text}`,
    }),
  );
  const inOrder = [...environments].sort((a, b) => byCodeUnit(a.name, b.name));
  return {
    version: 1,
    environments: inOrder.map((environment, index) => ({
      ...environment,
      // they are about all of them, and told once
      notices: index === 0 ? [...environment.notices, ...notices] : environment.notices,
      findings: findings.get(environment.name) ?? [],
    })),
  };
}

/** What a review comes to, for whoever runs it in a pipeline. */
export type Outcome = "nothing" | "changes" | "findings";

/** @param failOn the quietest level that counts */
export function outcomeOf({ environments }: Report, failOn: Level): Outcome {
  const counting = levels.slice(0, levels.indexOf(failOn) + 1);
  const isOpen = ({ level, acknowledged }: Finding) => acknowledged === undefined && counting.includes(level);
  if (environments.some(({ findings }) => findings.some(isOpen))) return "findings";
  return environments.some(changes) ? "changes" : "nothing";
}

// --- internal ---

/** What Terraform refuses to plan would not be nothing. */
const changes = (environment: EnvironmentReport): boolean =>
  hasChanges(environment) || environment.notices.some(({ kind }) => kind === "errored");

/** The loudest first, then by id and place. */
const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort(
    (a, b) =>
      levels.indexOf(a.level) - levels.indexOf(b.level) ||
      byCodeUnit(a.rule, b.rule) ||
      byCodeUnit(a.subject, b.subject) ||
      byCodeUnit(a.happens, b.happens),
  );

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
