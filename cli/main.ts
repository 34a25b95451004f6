import { dirname } from "node:path";
import { ManifestError } from "../k8s/files";
import { reportFindings, reportProblems, reportWritten } from "./report";
import { type Synthesis, synthesize } from "./synthesize";

export interface MainProps {
  /** The project's folder, with `environments/` in it. */
  readonly root: string;
  /** Arguments behind the program's name. */
  readonly args: readonly string[];
}

/** Exit statuses: 0 written, 1 a finding in what was made, 2 a definition or an argument that cannot be used. */
export function main({ root, args }: MainProps): number {
  if (args.length > 0) {
    process.stderr.write(`unknown argument ${args[0]}; npm start takes none and makes every environment\n`);
    return 2;
  }
  let synthesis: Synthesis;
  try {
    synthesis = synthesize(root);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  switch (synthesis.kind) {
    case "written":
      // since the process began, loading included: what a user waits for
      process.stdout.write(
        reportWritten(synthesis.environments, synthesis.warnings, performance.now() / 1000),
      );
      return 0;
    case "problems":
      process.stderr.write(reportProblems(synthesis.problems));
      return 2;
    case "blocked":
      process.stderr.write(
        `${synthesis.folders.map((folder) => `${folder} is not a folder; move it away, for Slipway writes its output there`).join("\n")}\n`,
      );
      return 2;
    case "findings":
      process.stderr.write(reportFindings(synthesis.findings));
      return 1;
    case "unexpected":
      process.stderr.write(reportProblems(synthesis.problems));
      return 1;
    default:
      return synthesis satisfies never;
  }
}

/** What the operating system or the construct tree refuses, in words that need no stack trace. */
const isSystemError = (error: unknown): error is Error =>
  error instanceof Error && (error instanceof ManifestError || "syscall" in error);

if (require.main === module) {
  process.exitCode = main({ root: dirname(__dirname), args: process.argv.slice(2) });
}
