import type { SourceRecord } from "./inventory";
import type { Refusal } from "./refusal";

/** What one environment puts into one folder of a repository. */
export interface Publication {
  readonly environment: string;
  /** Who publishes; a folder belongs to one owner and one of its environments. */
  readonly owner: string;
  /** Folder in the repository, with forward slashes and without one at either end; empty for all of it. */
  readonly prefix: string;
  /** Texts by path from the folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly source: Source;
  /** Text of `hydrator.metadata`. @default - there is no such file */
  readonly hydratorMetadata?: string;
  /** Why it must not be published, whatever is there already. */
  readonly refusals: readonly Refusal[];
}

export interface Source extends SourceRecord {
  /**
   * How the commit of what is published already relates to this source, where the history is at hand: `older` means
   * that it is to be replaced.
   */
  readonly relationOf: (commit: string) => "older" | "newer" | "same" | "unknown";
}

/** What somebody has agreed to for one run. */
export interface Consent {
  /** Take over files that were not published from here. @default false */
  readonly adopt?: boolean;
  /** Replace and remove published files although they were edited. @default false */
  readonly overwriteDrift?: boolean;
  /** Remove most of what is published. @default false */
  readonly massPrune?: boolean;
  /** Leave objects that another folder takes over in this run where they are, until the next. @default false */
  readonly handover?: boolean;
}
