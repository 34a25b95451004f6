import type { Capability } from "./capabilities";
import type { MeshTarget } from "./targets";

/** What carries calls among services. */
export interface Mesh {
  readonly target: MeshTarget;
  /** What services ask for, cannot have here and go without, as their definitions allow; by service and capability. */
  readonly skipped: readonly Skipped[];
}

export interface Skipped {
  readonly service: string;
  readonly capability: Capability;
  /** Whether it is left out for callers only. */
  readonly forCallersOnly: boolean;
  readonly why: string;
}
