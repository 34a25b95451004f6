import type { Finding } from "../checks/finding";
import { jsonReport } from "./json";
import { sarifReport } from "./sarif";
import { textReport } from "./text";

/** What was looked at, for the last line of a report. */
export interface Verified {
  readonly objects: number;
  readonly files: number;
  readonly stacks: number;
}

export const formats = ["text", "json", "sarif"] as const;
export type Format = (typeof formats)[number];

/** All findings in one text that ends with a line feed. */
export function report(format: Format, findings: readonly Finding[], verified: Verified): string {
  switch (format) {
    case "text":
      return textReport(findings, verified);
    case "json":
      return jsonReport(findings, verified);
    case "sarif":
      return sarifReport(findings);
    default:
      return format satisfies never;
  }
}
