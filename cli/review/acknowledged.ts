import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Acknowledgement, readAcknowledgements } from "../../review/acknowledgements/read";
import { defaultAcknowledgements } from "./arguments";
import { ReviewError } from "./error";

/**
 * The findings that are taken on: in the file that is named, else in the project's own where it has one.
 *
 * @throws ReviewError with everything that is wrong in it, each at its line
 */
export function acknowledgementsOf(
  named: string | undefined,
  root: string,
  from: string,
): readonly Acknowledgement[] {
  const path = named === undefined ? join(root, defaultAcknowledgements) : resolve(from, named);
  if (named === undefined && !existsSync(path)) return [];
  const shown = relative(from, path).replaceAll("\\", "/");
  const { acknowledgements, problems } = readAcknowledgements(shown, readFileSync(path, "utf8"));
  if (problems.length > 0) {
    throw new ReviewError(
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}  ${message}`).join("\n"),
    );
  }
  return acknowledgements;
}
