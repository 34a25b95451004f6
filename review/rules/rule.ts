import type { ManifestDifference } from "../manifests/difference";
import type { Plan } from "../plan/change";
import type { Level } from "../report/finding";
import type { ObjectReport, ResourceReport, RoutingChange } from "../report/report";

/** A rule says what could hurt. One file each; `rules.ts` lists them all. */
export interface Rule {
  /** Such as `EKS-NET-001`. */
  readonly id: string;
  /** What it looks for, in one line for the documentation. */
  readonly title: string;
  readonly level: Level;
  readonly find: (context: RuleContext) => readonly RuleFinding[];
}

/** What a rule says; the rest of a finding is filled in for it. */
export interface RuleFinding {
  /** Address of the change, or identity of the object. */
  readonly subject: string;
  readonly level?: Level;
  readonly happens: string;
  readonly why: string;
  readonly fix: string;
  /** What the finding is about, normalised, for its fingerprint. */
  readonly about: unknown;
}

/** Everything that rules may look at. A side that is not at hand is undefined. */
export interface RuleContext {
  readonly environment: string;
  readonly plan?: Plan;
  readonly resources: readonly ResourceReport[];
  readonly manifests?: readonly ManifestDifference[];
  readonly objects: readonly ObjectReport[];
  readonly routing: readonly RoutingChange[];
  /** Helm releases before and after, with their values parsed; from both stacks. */
  readonly releases: { readonly before: readonly ReleaseValues[]; readonly after: readonly ReleaseValues[] };
}

export interface ReleaseValues {
  readonly address: string;
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version?: string;
  readonly values: unknown;
}
