/** Nanoseconds in each unit that Go's durations know; there is no day. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `1h30m` in seconds; undefined for what is no duration that every custom resource takes. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d+(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([a-zµ]+)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + (Number(amount) * (units[unit] ?? 0)) / 1e9,
    0,
  );
}

/** What is wrong with a duration, or undefined. */
export function durationFault(text: string): string | undefined {
  if (durationSeconds(text) !== undefined) return undefined;
  if (/^\d+$/.test(text)) return `has no unit; Traefik would read seconds, so write ${text}s`;
  if (/\dd/.test(text))
    return `must be a duration of Go, which knows no days: write 24h for 1d; not "${text}"`;
  if (text.startsWith("-")) return `must not be negative; not "${text}"`;
  return `must be a duration in whole numbers with units, such as 500ms, 10s or 1h30m; not "${text}"`;
}
