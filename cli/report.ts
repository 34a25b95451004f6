import { formatProblem, type Problem } from "../platform/definition/problem";
import type { Skipped } from "../platform/mesh/mesh";
import type { Finding } from "../verify/checks/finding";
import { findingText, summary } from "../verify/output/text";
import type { StackSummary } from "../verify/stacks";
import { outputFolders } from "./output-folders";
import type { EnvironmentSummary } from "./synthesize";

/** What `npm start` prints when everything was written. */
export function reportWritten(
  environments: readonly EnvironmentSummary[],
  warnings: readonly Finding[],
  seconds: number,
): string {
  const objects = environments.reduce((sum, environment) => sum + environment.objects, 0);
  const [first] = environments;
  const example = first?.name ?? "";
  return [
    ...environments.flatMap(({ name, bootstrap, stack, skipped, files, objects: count }) => [
      name,
      ...columns([
        ...bootstrapRow(bootstrap),
        [
          `  ${outputFolders.terraform}/${stack.path}`,
          `${stack.resources} resources, ${stack.releases} Helm releases`,
        ],
        [`  ${outputFolders.kubernetes}/${name}/`, `${count} objects in ${files} files`],
      ]),
      ...skipped.map(skippedLine),
      "",
    ]),
    `Verified ${objects} objects and that both halves agree; wrote them in ${seconds.toFixed(2)} s.`,
    "",
    ...reportWarnings(warnings),
    "Next:",
    ...columns([
      [`  npm run rehearse -- ${example}`, "see the plan without an account (needs Terraform)"],
      [`  npx cdktf diff ${example}`, "plan the infrastructure (needs Terraform and AWS credentials)"],
      [`  npx cdktf deploy ${example}`, "make it so"],
      [
        `  kubectl apply -k ${outputFolders.kubernetes}/${example}`,
        "apply the services, or commit the folder to a GitOps repository",
      ],
    ]),
    "",
  ].join("\n");
}

/** What a service does without, and why. */
const skippedLine = ({ service, capability, forCallersOnly, why }: Skipped): string =>
  `  ${service} goes without ${capability}${forCallersOnly ? " for its callers" : ""}: ${why}`;

/** What is printed when definitions cannot be used. */
export const reportProblems = (problems: readonly Problem[]): string =>
  `${[...problems.map(formatProblem), "", `${count(problems.length, "problem")}; nothing was written.`].join("\n")}\n`;

/** What is printed when what was made would not work. */
export const reportFindings = (findings: readonly Finding[]): string =>
  `${findings.map(findingText).join("\n")}\n${summary(findings)}; nothing was written.\n`;

/** Checks that found something, one line each. */
const reportWarnings = (warnings: readonly Finding[]): readonly string[] => {
  const byCheck = new Map<string, Finding[]>();
  for (const finding of warnings)
    byCheck.set(finding.check, [...(byCheck.get(finding.check) ?? []), finding]);
  if (byCheck.size === 0) return [];
  return [
    `${count(warnings.length, "warning")}; npm run verify says what happens and what to do:`,
    ...[...byCheck].map(([check, [first, ...others]]) =>
      [
        `  ${check}`,
        `${first?.file}:${first?.line}:${first?.column}`,
        `${first?.object}${others.length === 0 ? "" : ` and ${count(others.length, "other")}`}`,
      ].join("  "),
    ),
    "",
  ];
};

const bootstrapRow = (stack: StackSummary | undefined): readonly (readonly [string, string])[] =>
  stack === undefined
    ? []
    : [[`  ${outputFolders.terraform}/${stack.path}`, `${stack.resources} resources, to deploy once before`]];

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Rows of two columns, the second aligned. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}   ${right}`);
}
