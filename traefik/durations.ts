/** Nanoseconds in each unit that Go's durations know; there is no day. Both signs for micro are in use. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `1h30m` or `1.5s` in seconds, as Go reads it (time.ParseDuration); undefined for what is none, and for negative ones. */
export function goSeconds(text: string): number | undefined {
  if (text === "0") return 0;
  if (text.length > longest || !/^\+?((\d+(\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(text))
    return undefined;
  return [...text.matchAll(/([\d.]+)([a-z\u00b5\u03bc]+)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + (Number(amount) * (units[unit] ?? 0)) / 1e9,
    0,
  );
}

/** The same, but that a number without a unit is seconds, as in Traefik's own settings (paerser, Duration). */
export const settingSeconds = (text: string): number | undefined =>
  /^\d{1,18}$/.test(text) ? Number(text) : goSeconds(text);

/** `1h30m` in seconds; undefined for what is no duration that every custom resource takes. */
export const durationSeconds = (text: string): number | undefined =>
  /^(\d+[a-z\u00b5]+)+$/.test(text) ? goSeconds(text) : undefined;

/** What is wrong with a duration in a definition, or undefined. */
export function durationFault(text: string): string | undefined {
  if (durationSeconds(text) !== undefined) return undefined;
  if (/^\d+$/.test(text)) return `has no unit; Traefik would read seconds, so write ${text}s`;
  if (/\dd/.test(text))
    return `must be a duration of Go, which knows no days: write 24h for 1d; not "${text}"`;
  if (text.startsWith("-")) return `must not be negative; not "${text}"`;
  return `must be a duration in whole numbers with units, such as 500ms, 10s or 1h30m; not "${text}"`;
}

// --- internal ---

/** Far more than a duration needs, for regular expressions take their time. */
const longest = 100;
