import type { MeshPolicy } from "../../platform/mesh/policy";
import { durationSeconds } from "../../traefik/durations";

/** Time for a whole request with all its tries: the smaller of both limits, or undefined where there is none. */
export function requestTimeout({ timeouts, retries }: MeshPolicy): string | undefined {
  const limits = [timeouts.request, retries?.within].filter((limit) => limit !== undefined);
  return limits.sort((a, b) => seconds(a) - seconds(b))[0];
}

// --- internal ---

function seconds(duration: string): number {
  const time = durationSeconds(duration);
  if (time === undefined) throw new Error(`${duration} is no duration`);
  return time;
}
