import type { Finding } from "../report/finding";
import type { SourceLine } from "../report/report";
import type { Acknowledgement } from "./read";

export interface AcknowledgeProps {
  /** Findings by environment. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly acknowledgements: readonly Acknowledgement[];
  /** `2026-11-26` */
  readonly today: string;
}

export interface Acknowledged {
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** Those that quiet nothing: they are over, or what they are about is no longer found. */
  readonly idle: readonly IdleAcknowledgement[];
}

export interface IdleAcknowledgement {
  readonly place: SourceLine;
  /** One sentence. */
  readonly text: string;
}

/** Marks the findings that are acknowledged; they stay where they are. */
export function acknowledge({ findings, acknowledgements, today }: AcknowledgeProps): Acknowledged {
  const used = new Set<Acknowledgement>();
  const quieted = [...findings].map(([environment, found]) => {
    const here = acknowledgements.filter((it) => (it.environment ?? environment) === environment);
    const marked = found.map((finding) => {
      const matching = here.filter(({ of }) => isAbout(of, finding));
      for (const it of matching) used.add(it);
      const holding = matching.find((it) => holds(it, today));
      if (holding === undefined) return finding;
      const { reason, expires } = holding;
      return { ...finding, acknowledged: { reason, expires } };
    });
    return [environment, marked] as const;
  });
  const idle = acknowledgements.flatMap((it) => {
    // what is about an environment that is not reviewed cannot be judged
    if (it.environment !== undefined && !findings.has(it.environment)) return [];
    const text = !holds(it, today)
      ? `The acknowledgement of ${nameOf(it.of)} was good until ${it.expires}${used.has(it) ? ", and the finding is still there" : ""}.`
      : used.has(it)
        ? undefined
        : `The acknowledgement of ${nameOf(it.of)} quiets nothing: that is no longer found.`;
    return text === undefined ? [] : [{ place: it.place, text }];
  });
  return { findings: new Map(quieted), idle };
}

// --- internal ---

function isAbout(of: Acknowledgement["of"], { rule, subject, origin, fingerprint }: Finding): boolean {
  switch (of.kind) {
    case "fingerprint":
      return of.fingerprint === fingerprint;
    case "subject":
      return of.rule === rule && (of.subject === subject || of.subject === origin.construct);
    default:
      return of satisfies never;
  }
}

const nameOf = (of: Acknowledgement["of"]): string =>
  of.kind === "fingerprint" ? `finding ${of.fingerprint}` : `${of.rule} at ${of.subject}`;

/** Days in this form are in order as texts. */
const holds = ({ expires }: Acknowledgement, today: string): boolean => today <= expires;
