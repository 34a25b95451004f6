import type { Origin } from "./report";

/** From the loudest: `stop` needs an acknowledgement, `high` comes first, `note` is listed. */
export const levels = ["stop", "high", "note"] as const;
export type Level = (typeof levels)[number];

/** What could hurt, where, why and what to do about it. */
export interface Finding {
  /** Such as `EKS-NET-001`; a rule keeps its id for ever. */
  readonly rule: string;
  readonly level: Level;
  /** Terraform address, `Kind namespace/name`, or another tool's place. */
  readonly subject: string;
  readonly origin: Origin;
  /** What happens, in one sentence. */
  readonly happens: string;
  /** Why it matters, in one clause. */
  readonly why: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  /** Of rule, construct and what changes; equal as long as the same thing is found again. In hexadecimal. */
  readonly fingerprint: string;
  /** The acknowledgement that quiets it, if one does. */
  readonly acknowledged?: { readonly reason: string; readonly expires: string };
  /** Tool that found it, if not Slipway. */
  readonly tool?: string;
}
