import { formatProblem, type Problem } from "../platform/definition/problem";
import type { StackSummary } from "../verify/stacks";
import type { ObjectFinding } from "../verify/structural/objects";
import { type EnvironmentSummary, outputFolders } from "./synthesize";

/** What `npm start` prints when everything was written. */
export function reportWritten(environments: readonly EnvironmentSummary[], seconds: number): string {
  const objects = environments.reduce((sum, environment) => sum + environment.objects, 0);
  const [first] = environments;
  const example = first?.name ?? "";
  return [
    ...environments.flatMap(({ name, bootstrap, stack, files, objects: count }) => [
      name,
      ...columns([
        ...bootstrapRow(bootstrap),
        [
          `  ${outputFolders.terraform}/${stack.path}`,
          `${stack.resources} resources, ${stack.releases} Helm releases`,
        ],
        [`  ${outputFolders.kubernetes}/${name}/`, `${count} objects in ${files} files`],
      ]),
      "",
    ]),
    `Checked ${objects} objects, custom resources against their schemas; wrote both halves in ${seconds.toFixed(2)} s.`,
    "",
    "Next:",
    ...columns([
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

/** What is printed when definitions cannot be used. */
export const reportProblems = (problems: readonly Problem[]): string =>
  `${[...problems.map(formatProblem), "", `${count(problems.length, "problem")}; nothing was written.`].join("\n")}\n`;

/** What is printed when an object does not fit its schema. */
export const reportFindings = (findings: readonly ObjectFinding[]): string =>
  `${[
    ...findings.map(({ file, object, path, message }) =>
      [file, object, path, message].filter(Boolean).join("  "),
    ),
    "",
    `${count(findings.length, "finding")}; nothing was written.`,
  ].join("\n")}\n`;

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
