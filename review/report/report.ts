import type { Finding } from "./finding";

/**
 * What a reviewer reads, as data: `review.json`. Everything secret in it is covered, its order does not depend on the
 * order of what was read, and it holds neither dates nor durations, so that equal input gives equal bytes.
 */
export interface Report {
  readonly version: 1;
  /** Sorted by name. */
  readonly environments: readonly EnvironmentReport[];
}

export interface EnvironmentReport {
  readonly name: string;
  /** The revisions that are compared; undefined where files were given. */
  readonly revisions?: { readonly base: string; readonly head: string };
  /** Undefined where no plan was given and none could be rehearsed. */
  readonly plan?: PlanReport;
  /** Undefined where no manifests were given. */
  readonly manifests?: ManifestReport;
  /** What a request now meets elsewhere; empty where nothing is known about either side. */
  readonly routing: readonly RoutingChange[];
  /** What must be read before everything else: an errored, targeted, refresh-only or incomplete plan, a failed check. */
  readonly notices: readonly Notice[];
  /** The loudest first, then by id and place. */
  readonly findings: readonly Finding[];
  readonly pictures: readonly Picture[];
}

/** Something about the whole plan, in one sentence each. */
export interface Notice {
  readonly kind:
    | "errored"
    | "incomplete"
    | "refresh-only"
    | "destroy"
    | "check"
    | "diagnostic"
    /** Where what is compared comes from, and what of it could not be read. */
    | "source"
    /** An acknowledgement that quiets nothing. */
    | "acknowledgement";
  readonly text: string;
}

// --- Terraform ---

export interface PlanReport {
  /**
   * Whether real providers planned it, or a rehearsal whose computed values are made up; or whether nobody did, and the
   * stacks are compared as they are written.
   */
  readonly source: "terraform" | "rehearsal" | "configuration";
  readonly terraformVersion: string;
  /**
   * What the report is bound to, in hexadecimal: the plan by its content, however its JSON is written, and the text of
   * the stack that was planned.
   */
  readonly planSha256: string;
  readonly stackSha256?: string;
  /** Sorted by construct, then address. Without what is folded. */
  readonly changes: readonly ResourceReport[];
  readonly folds: readonly Fold[];
  readonly drift: readonly DriftReport[];
  readonly outputs: readonly OutputReport[];
  /** All changes by action, what is folded included. */
  readonly counts: Readonly<Partial<Record<Action, number>>>;
}

export const actions = [
  "create",
  "update",
  /** destroyed first */
  "replace-delete-first",
  /** created first */
  "replace-create-first",
  "delete",
  /** left running, no longer managed */
  "forget",
  "import",
  "move",
  "read",
  "no-op",
] as const;
export type Action = (typeof actions)[number];

/** Where something in the output comes from. */
export interface Origin {
  /** Path of the construct in its stack or chart, such as `prod/network/vpc`. */
  readonly construct?: string;
  /** Where the code that made it is, the innermost of the project's own lines. */
  readonly source?: SourceLine;
  /** Where the option of the definition is that causes the change, if one is known. */
  readonly definition?: SourceLine & { readonly option: string };
}

export interface SourceLine {
  /** Path from the project's folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ResourceReport {
  readonly address: string;
  /** Id of a deposed object; together with the address it is the key. */
  readonly deposed?: string;
  readonly type: string;
  readonly action: Action;
  /** Terraform's reason in words, such as `instance_types cannot be changed in place`. */
  readonly because?: string;
  /** Former address of what was moved. */
  readonly movedFrom?: string;
  readonly importedFrom?: string;
  readonly origin: Origin;
  readonly attributes: readonly AttributeChange[];
  /** Attributes that are folded away: tags alike everywhere, what is only known after apply, … */
  readonly foldedAttributes: readonly { readonly reason: string; readonly count: number }[];
  /** Addresses of what is unknown or replaced because of this change. */
  readonly followers: readonly string[];
}

/** One attribute, or one key in a JSON or YAML text. */
export interface AttributeChange {
  /** Steps to it; those in a text that was parsed come after the attribute that holds it. */
  readonly path: readonly (string | number)[];
  readonly kind: "added" | "removed" | "changed" | "sensitivity";
  readonly before?: Shown;
  readonly after?: Shown;
  /** Whether it forces the replacement. */
  readonly forcesReplacement: boolean;
  /** How a text was compared, if as something other than text. */
  readonly format?: "json" | "yaml" | "policy" | "text";
}

/** A value as it may be shown: whatever was secret in it is already covered. */
export type Shown =
  | { readonly kind: "value"; readonly value: unknown }
  /** An ordinal, so that a change shows without the value. */
  | { readonly kind: "sensitive"; readonly ordinal: number }
  | { readonly kind: "unknown" };

/** What many readers do not need to see one by one. */
export interface Fold {
  readonly kind:
    | "no-op"
    | "read"
    | "tags"
    | "computed"
    | "order"
    | "whitespace"
    | "equivalent"
    | "cascade"
    | "move"
    | "import";
  /** What all of them have alike, in one line. */
  readonly text: string;
  /** Sorted. */
  readonly addresses: readonly string[];
}

/** What was changed outside of Terraform. */
export interface DriftReport {
  readonly address: string;
  readonly type: string;
  readonly origin: Origin;
  readonly attributes: readonly AttributeChange[];
  /** What this plan does about it. */
  readonly fate: "reverted" | "kept" | "recreated" | "gone";
}

export interface OutputReport {
  readonly name: string;
  readonly action: "create" | "update" | "delete";
  readonly before?: Shown;
  readonly after?: Shown;
}

// --- manifests ---

export interface ManifestReport {
  readonly changes: readonly ObjectReport[];
  /** All objects of the head. */
  readonly objects: number;
  readonly counts: Readonly<Record<ObjectReport["action"], number>>;
  /** Changes that many objects have alike, such as one label. */
  readonly folds: readonly ObjectFold[];
}

export interface ObjectFold {
  /** What all of them have alike, in one line. */
  readonly text: string;
  /** Keys of objects, sorted. */
  readonly objects: readonly string[];
}

/** Group, kind, namespace and name; group and namespace are empty where there is none. */
export interface ObjectIdentity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface ObjectReport extends ObjectIdentity {
  readonly action: "create" | "update" | "delete" | "rename";
  readonly apiVersion: string;
  /** Former identity of what was renamed. */
  readonly renamedFrom?: ObjectIdentity;
  /** File in the folder of the head, or of the base where it is deleted. */
  readonly file: string;
  readonly origin: Origin;
  readonly attributes: readonly AttributeChange[];
}

/** Requests that meet something else than before. */
export interface RoutingChange {
  /** `https://whoami.example.com/whoami2` */
  readonly request: string;
  /** Where it went and goes, in one line each; undefined where nothing answers. */
  readonly before?: string;
  readonly after?: string;
  /** Middlewares on the way that are new or gone. */
  readonly middlewares: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

// --- pictures ---

/** A drawing as data: what is in it and how it is connected, before it has places. */
export interface Picture {
  readonly kind: "platform" | "routes";
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label?: string }[];
}

export interface PictureNode {
  readonly id: string;
  readonly label: string;
  /** Second line, such as the kind. */
  readonly detail?: string;
  /** Column from left to right: `network`, `cluster`, `release`; `host`, `router`, `middleware`, `service`. */
  readonly group: string;
  readonly change: "none" | "create" | "update" | "replace" | "delete";
}
