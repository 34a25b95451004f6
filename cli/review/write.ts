import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputFile } from "../../output/tree";
import { htmlReport } from "../../review/render/html";
import { markdownReport } from "../../review/render/markdown";
import { terminalReport } from "../../review/render/terminal";
import { finishedText, reportJson } from "../../review/report/finished";
import type { Report } from "../../review/report/report";
import { rules } from "../../review/rules/rules";
import { reviewSarif } from "../../review/sarif/write";
import type { Secrets } from "../../review/secrets/secrets";
import type { Format } from "./arguments";

/** A report in every form, each looked through for secrets once more. */
export interface FinishedReport {
  readonly files: readonly OutputFile[];
  readonly printed: string;
}

export interface FinishProps {
  readonly report: Report;
  readonly secrets: Secrets;
  readonly format: Format;
  /** File that defines an environment, for findings of which no line is known. */
  readonly fileOf: (environment: string) => string;
}

/** @throws SecretError where something in a form looks like a credential */
export function finish({ report, secrets, format, fileOf }: FinishProps): FinishedReport {
  const sarif = reviewSarif({
    report,
    titles: new Map(rules.map(({ id, title }) => [id, title])),
    placeOf: (environment) => ({ file: fileOf(environment), line: 1, column: 1 }),
  });
  const files = [
    { path: "review.json", text: reportJson(report) },
    { path: "review.md", text: markdownReport(report) },
    { path: "review.html", text: htmlReport(report) },
    { path: "review.sarif", text: sarif },
  ].map(({ path, text }) => ({ path, text: finishedText(path, text, secrets) }));
  const file = (path: string) => files.find((it) => it.path === path)?.text ?? "";
  switch (format) {
    case "terminal":
      return { files, printed: finishedText("the view", terminalReport(report), secrets) };
    case "json":
      return { files, printed: file("review.json") };
    case "sarif":
      return { files, printed: file("review.sarif") };
    case "markdown":
      return { files, printed: file("review.md") };
    default:
      return format satisfies never;
  }
}

/** Puts files into a folder, each as a whole. */
export function writeReport(folder: string, files: readonly OutputFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) {
    const temporary = join(folder, `.${path}.${process.pid}`);
    writeFileSync(temporary, text);
    renameSync(temporary, join(folder, path));
  }
}
