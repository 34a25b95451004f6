import type { Action } from "../report/report";

/**
 * A change of a plan, read and brought into one form: what rules look at and what the report is made of. Secret values
 * are covered already, each by `Covered`, and what is unknown is `Unknown`, wherever it stands.
 */
export interface PlanChange {
  readonly address: string;
  readonly deposed?: string;
  readonly module?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly action: Action;
  /** As Terraform says it; newer ones than those known here may appear. */
  readonly actionReason?: string;
  readonly previousAddress?: string;
  readonly importId?: string;
  /** Why it is put off to a later plan, as Terraform says it; such a change is not applied. */
  readonly deferred?: string;
  /** Whether what is replaced is left running, instead of being destroyed. */
  readonly forgetsReplaced?: boolean;
  /** Paths of what forces a replacement. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
  /** Undefined where nothing was. */
  readonly before: Value;
  /** Undefined where nothing will be. */
  readonly after: Value;
  /** Whether a mark of secrecy is all that changes. */
  readonly onlySensitivity: boolean;
  /** Paths where a mark of secrecy comes or goes, while the value stays. */
  readonly sensitivityPaths?: readonly (readonly (string | number)[])[];
}

/** JSON with two more kinds of leaves. */
export type Value = unknown;

/** A secret value; equal values have equal ordinals. */
export class Covered {
  constructor(readonly ordinal: number) {}
}

/** What is only known after apply. */
export class Unknown {
  static readonly value = new Unknown();
  private constructor() {}
}

/** A plan in one form. */
export interface Plan {
  readonly terraformVersion: string;
  readonly applyable: boolean;
  readonly complete: boolean;
  readonly errored: boolean;
  /** Whether anything but state would change. */
  readonly refreshOnly: boolean;
  /** Whether it was made by a rehearsal. */
  readonly rehearsed: boolean;
  /** By address, then deposed. All of them, also what does nothing. */
  readonly changes: readonly PlanChange[];
  /** Changes outside of Terraform, in the same form. */
  readonly drift: readonly PlanChange[];
  readonly outputs: readonly {
    readonly name: string;
    readonly action: "create" | "update" | "delete" | "no-op";
    readonly before: Value;
    readonly after: Value;
  }[];
  readonly checks: readonly {
    readonly address: string;
    readonly status: "pass" | "fail" | "error" | "unknown";
    readonly messages: readonly string[];
  }[];
  /** Addresses of actions that are invoked, such as `action.aws_lambda_invoke.warm`; sorted. */
  readonly invocations?: readonly string[];
  /**
   * What each resource refers to: `aws_eks_node_group.system` → `aws_iam_role.node.arn`, sorted. Through variables and
   * outputs of modules, and what its provider refers to included. By the address in the configuration and by that of
   * each instance.
   */
  readonly references: ReadonlyMap<string, readonly string[]>;
  /**
   * What the configuration sets of each resource, as dotted paths of names such as `scaling_config.max_size`; by the
   * address in the configuration. Everything else the provider chooses.
   */
  readonly configured?: ReadonlyMap<string, ReadonlySet<string>>;
}
