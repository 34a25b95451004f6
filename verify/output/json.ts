import type { Finding } from "../checks/finding";
import type { Verified } from "./report";

/** Raised when a field goes or changes its meaning; new fields may come at any time. */
const formatVersion = 1;

/** For programs: `{ version, summary, findings }`. */
export const jsonReport = (findings: readonly Finding[], verified: Verified): string =>
  `${JSON.stringify(
    {
      version: formatVersion,
      summary: {
        errors: findings.filter(({ severity }) => severity === "error").length,
        warnings: findings.filter(({ severity }) => severity === "warning").length,
        ...verified,
      },
      findings: findings.map(
        ({ check, severity, file, line, column, object, path, happens, fix }): Finding => ({
          check,
          severity,
          file,
          line,
          column,
          object,
          path,
          happens,
          fix,
        }),
      ),
    },
    undefined,
    2,
  )}\n`;
