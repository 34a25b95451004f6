import type { MeshPolicy } from "../../../platform/mesh/policy";
import { durationSeconds } from "../../../traefik/durations";

/** Time for a whole request with all its tries: the smaller of both limits, or undefined where there is none. */
export function requestTimeout({ timeouts, retries }: MeshPolicy): string | undefined {
  const limits = [timeouts.request, retries?.within].filter((limit) => limit !== undefined);
  return limits.sort((a, b) => milliseconds(a) - milliseconds(b))[0];
}

/** A duration of the definition in whole milliseconds, at least one. */
export function milliseconds(duration: string): number {
  const seconds = durationSeconds(duration);
  if (seconds === undefined) throw new Error(`${duration} is no duration`);
  return Math.max(1, Math.round(seconds * 1000));
}
