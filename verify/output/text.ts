import type { Finding } from "../checks/finding";
import type { Verified } from "./report";

/** For people: the place, what happens, what to do, and at the end how much of it there is. */
export function textReport(findings: readonly Finding[], { objects, files, stacks }: Verified): string {
  const looked = `${counted(objects, "object")} in ${counted(files, "file")}${stacks === 0 ? "" : ` and ${counted(stacks, "Terraform stack")}`}`;
  if (findings.length === 0) return `Nothing found in ${looked}.\n`;
  return `${findings.map(findingText).join("\n")}\n${summary(findings)} in ${looked}.\n`;
}

/** `2 errors, 1 warning` */
export function summary(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  return [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ].join(", ");
}

/** A finding in three lines: where, what happens, what to do. */
export const findingText = ({
  file,
  line,
  column,
  severity,
  check,
  object,
  path,
  happens,
  fix,
}: Finding): string =>
  `${[`${file}:${line}:${column}`, `${severity} ${check}`, object, path].filter((part) => part !== "").join("  ")}
  ${happens}
  ${fix}
`;

export const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;
