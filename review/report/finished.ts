import { isRecord } from "../../verify/structural/record";
import type { Secrets } from "../secrets/secrets";
import type { Report } from "./report";

/**
 * A report, or a part of one, with every secret covered that came past the covering of its parts, in names and messages for instance:
 * the last look before anything is made of it.
 */
export const coveredReport = <T extends object>(report: T, { coverText }: Pick<Secrets, "coverText">): T =>
  covered(report, coverText) as T;

/** `review.json`. */
export const reportJson = (report: Report): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** Why something that is finished must not leave the machine. */
export class SecretError extends Error {}

/**
 * A finished file with every secret covered.
 *
 * @throws SecretError where it holds what has the form of a credential
 */
export function finishedText(file: string, text: string, { coverText, tripwire }: Secrets): string {
  const finished = coverText(text);
  const [found] = tripwire(finished);
  if (found === undefined) return finished;
  throw new SecretError(
    `${file}:${found.line}:${found.column} would hold what looks like ${found.what}; nothing was written. Take it out of what is deployed, or mark it as sensitive.`,
  );
}

// --- internal ---

function covered(value: unknown, coverText: Secrets["coverText"]): unknown {
  if (typeof value === "string") return coverText(value);
  // a number that is a secret is one as a text too
  if (typeof value === "number") {
    const text = coverText(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item) => covered(item, coverText));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      coverText(key),
      // what the report is bound to is no text of anybody's
      digests.has(key) ? inner : covered(inner, coverText),
    ]),
  );
}

const digests = new Set(["planSha256", "stackSha256", "fingerprint", "line", "column", "version", "ordinal"]);
