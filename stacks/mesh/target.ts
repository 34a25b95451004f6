import type { Platform } from "../../platform/platform";
import type { PlannedRelease } from "../releases/planned-release";

/**
 * What a mesh is to the stack: its releases, and how Traefik and Prometheus take part in it. Each target is a folder
 * here; `targets.ts` finds it by the name that definitions give it.
 */
export interface MeshTarget {
  /** Releases, in the order in which they need each other. */
  readonly releases: (platform: Platform) => readonly PlannedRelease[];
  /** Marks by which Traefik's pods send to services through the mesh, while what comes from outside goes past it. */
  readonly traefik: (platform: Platform) => PodMarks;
  /** Marks by which Prometheus reads what only members of the mesh may read. @default - it needs none */
  readonly prometheus?: PodMarks;
  /** Lines of the sweep for what would not go once the mesh's controllers are gone. @default - none */
  readonly sweep?: readonly string[];
}

export interface PodMarks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
