import type { Finding } from "../checks/finding";
import { checkIds, checks } from "../checks/registry";
import { physicalLocation, sarifLog } from "./sarif-log";

/** For code scanning: SARIF with every check as a rule. */
export const sarifReport = (findings: readonly Finding[]): string =>
  sarifLog(checkIds.map(ruleOf), findings.map(resultOf));

const ruleOf = (id: (typeof checkIds)[number]) => ({
  id,
  shortDescription: { text: `${checks[id].title}.` },
  defaultConfiguration: { level: checks[id].severity },
  properties: { subject: checks[id].subject },
});

const resultOf = ({ check, severity, file, line, column, object, path, happens, fix }: Finding) => ({
  ruleId: check,
  ruleIndex: checkIds.indexOf(check),
  level: severity,
  message: { text: `${happens} ${fix}` },
  locations: [
    {
      physicalLocation: physicalLocation(file, line, column),
      ...(object !== "" && {
        logicalLocations: [{ fullyQualifiedName: [object, path].filter((part) => part !== "").join(" ") }],
      }),
    },
  ],
});
