import type { ManifestDifference, ManifestObject } from "../manifests/difference";
import type { Plan } from "../plan/change";
import type { Level } from "../report/finding";
import type { ObjectIdentity, ObjectReport, Origin, ResourceReport, RoutingChange } from "../report/report";

/** A rule says what could hurt; `rules.ts` lists them all. */
export interface Rule {
  /** Such as `EKS-NET-001`. */
  readonly id: string;
  /** What it looks for, in one line for the documentation. */
  readonly title: string;
  readonly level: Level;
  /** Why that matters, in one clause. */
  readonly why: string;
  /** What to do about it, in one sentence. */
  readonly fix: string;
  readonly find: (context: RuleContext) => readonly RuleFinding[];
}

/** What a rule says; the rest of a finding is filled in for it. */
export interface RuleFinding {
  /** Address of the change, or identity of the object. */
  readonly subject: string;
  /** @default the rule's */
  readonly level?: Level;
  readonly happens: string;
  /** @default the rule's */
  readonly why?: string;
  /** @default the rule's */
  readonly fix?: string;
  /** What the finding is about, normalised, for its fingerprint. */
  readonly about: unknown;
}

/** Where the thing comes from that a finding is about. */
export type OriginOf = (subject: string) => Origin;

/** Everything that rules may look at. A side that is not at hand is undefined. */
export interface RuleContext {
  readonly environment: string;
  readonly plan?: Plan;
  readonly resources: readonly ResourceReport[];
  readonly manifests?: readonly ManifestDifference[];
  readonly objects: readonly ObjectReport[];
  readonly routing: readonly RoutingChange[];
  /** Helm releases before and after, with their values parsed; from both stacks. A side without a stack is undefined. */
  readonly releases: {
    readonly before?: readonly ReleaseValues[];
    readonly after?: readonly ReleaseValues[];
  };
  /** All objects of the head's manifests, what does not change included. */
  readonly present?: readonly PresentObject[];
  /** The stacks as they were synthesized, in which references still have their names. */
  readonly stacks?: { readonly before?: StackContents; readonly after?: StackContents };
}

export interface StackContents {
  /** `terraform.backend`: where the state is kept. */
  readonly backend: unknown;
  /** Attributes of each resource by address. */
  readonly resources: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export interface PresentObject {
  readonly identity: ObjectIdentity;
  readonly object: ManifestObject;
}

export interface ReleaseValues {
  readonly address: string;
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version?: string;
  readonly values: unknown;
}
