import type { Platform } from "../../platform/platform";
import { claimants } from "../../platform/storage";
import type { PlannedRelease } from "./planned-release";

/** The class of volumes, where anything claims one. Loaded where it is asked for, as all that is optional here. */
export const plannedStorage = ({ mesh, observability }: Platform): readonly PlannedRelease[] =>
  claimants({ mesh: mesh.target, observability }).length === 0
    ? []
    : [(require("../observability/storage") as typeof import("../observability/storage")).storageClass];

/** What observes, where it is asked for. */
export function plannedObservability(platform: Platform): {
  readonly metrics: readonly PlannedRelease[];
  readonly traces: readonly PlannedRelease[];
} {
  const { metrics, traces } = platform.observability;
  return {
    metrics:
      metrics === undefined
        ? []
        : [
            (require("../observability/metrics") as typeof import("../observability/metrics")).prometheus(
              platform,
              metrics,
            ),
          ],
    traces:
      traces === undefined
        ? []
        : (require("../observability/traces") as typeof import("../observability/traces")).traces(
            platform,
            traces,
          ),
  };
}
