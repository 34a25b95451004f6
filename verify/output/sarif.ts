import type { Finding } from "../checks/finding";
import { checkIds, checks } from "../checks/registry";

/** Version of the format, not of anything that is installed. */
const sarifVersion = "2.1.0";

/** For code scanning: SARIF 2.1.0 (OASIS), with every check as a rule. */
export const sarifReport = (findings: readonly Finding[]): string =>
  `${JSON.stringify(
    {
      $schema: `https://json.schemastore.org/sarif-${sarifVersion}.json`,
      version: sarifVersion,
      runs: [
        {
          tool: { driver: { name: "Slipway", rules: checkIds.map(ruleOf) } },
          columnKind: "utf16CodeUnits",
          results: findings.map(resultOf),
        },
      ],
    },
    undefined,
    2,
  )}\n`;

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
      physicalLocation: {
        artifactLocation: { uri: uriOf(file) },
        region: { startLine: line, startColumn: column },
      },
      ...(object !== "" && {
        logicalLocations: [{ fullyQualifiedName: [object, path].filter((part) => part !== "").join(" ") }],
      }),
    },
  ],
});

/** Relative to the folder that was verified from, or a whole URI. */
function uriOf(file: string): string {
  const encoded = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${encoded}` : encoded;
}
