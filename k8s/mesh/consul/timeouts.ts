import { durationSeconds } from "../../../traefik/durations";

/** A duration of the definition in whole milliseconds, at least one. */
export function milliseconds(duration: string): number {
  const seconds = durationSeconds(duration);
  if (seconds === undefined) throw new Error(`${duration} is no duration`);
  return Math.max(1, Math.round(seconds * 1000));
}
