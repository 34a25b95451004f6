import { expect, test } from "@jest/globals";
import { reviewSarif } from "../../../review/sarif/write";
import { environment, finding } from "../finding";

const write = (...findings: readonly ReturnType<typeof finding>[]) =>
  JSON.parse(
    reviewSarif({
      report: { version: 1, environments: [environment({ findings })] },
      titles: new Map([["EKS-LIFE-001", "What holds data is destroyed"]]),
      placeOf: (name) => ({ file: `environments/${name}.yaml`, line: 1, column: 1 }),
    }),
  );

const definition = { file: "environments/a b.yaml", line: 12, column: 3, option: "network.cidr" };
const source = { file: "stacks/network.ts", line: 40, column: 7 };

test("is a log of SARIF 2.1.0 with a result for each finding", () => {
  expect(write(finding({ origin: { construct: "dev/network/vpc", source, definition } }))).toEqual({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Slipway",
            rules: [
              {
                id: "EKS-LIFE-001",
                shortDescription: { text: "What holds data is destroyed" },
                defaultConfiguration: { level: "error" },
              },
            ],
          },
        },
        columnKind: "utf16CodeUnits",
        results: [
          {
            ruleId: "EKS-LIFE-001",
            ruleIndex: 0,
            level: "error",
            message: {
              text: "dev: aws_vpc.main. The VPC is replaced. Everything in it goes with it. Keep its address range.",
            },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: "environments/a%20b.yaml" },
                  region: { startLine: 12, startColumn: 3 },
                },
                logicalLocations: [
                  { fullyQualifiedName: "aws_vpc.main" },
                  { fullyQualifiedName: "dev/network/vpc" },
                ],
              },
            ],
            partialFingerprints: { "slipwayReview/v1": "0123456789abcdef" },
          },
        ],
      },
    ],
  });
});

test("places a finding at the option, else at the code, else at the environment's file", () => {
  const places = [{ source, definition }, { source }, {}].map((origin) => {
    const [{ results }] = write(finding({ origin })).runs;
    const { artifactLocation, region } = results[0].locations[0].physicalLocation;
    return `${artifactLocation.uri}:${region.startLine}`;
  });
  expect(places).toEqual(["environments/a%20b.yaml:12", "stacks/network.ts:40", "environments/dev.yaml:1"]);
});

test("suppresses what is acknowledged, with the reason", () => {
  const [{ results }] = write(
    finding({ level: "note", acknowledged: { reason: "planned", expires: "2026-12-31" } }),
  ).runs;
  expect(results[0]).toMatchObject({
    level: "note",
    suppressions: [{ kind: "external", status: "accepted", justification: "planned (until 2026-12-31)" }],
  });
});

test("leaves out what other tools report themselves", () => {
  expect(write(finding({ tool: "checkov" })).runs[0].results).toEqual([]);
});
