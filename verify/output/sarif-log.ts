/** Version of the format, not of anything that is installed. */
const sarifVersion = "2.1.0";

export interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration: { readonly level: SarifLevel };
  readonly properties?: Readonly<Record<string, unknown>>;
}

export type SarifLevel = "error" | "warning" | "note";

export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: SarifLevel;
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
  readonly partialFingerprints?: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
}

/** A log of one run, SARIF 2.1.0 (OASIS), as text that ends with a line feed. */
export const sarifLog = (rules: readonly SarifRule[], results: readonly SarifResult[]): string =>
  `${JSON.stringify(
    {
      $schema: `https://json.schemastore.org/sarif-${sarifVersion}.json`,
      version: sarifVersion,
      runs: [
        {
          tool: { driver: { name: "Slipway", rules } },
          columnKind: "utf16CodeUnits",
          results,
        },
      ],
    },
    undefined,
    2,
  )}\n`;

export const physicalLocation = (file: string, line: number, column: number) => ({
  artifactLocation: { uri: uriOf(file) },
  region: { startLine: line, startColumn: column },
});

// --- internal ---

/** Relative to the folder that was verified from, or a whole URI. */
function uriOf(file: string): string {
  const encoded = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${encoded}` : encoded;
}
