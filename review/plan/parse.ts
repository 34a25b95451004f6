import { isRecord } from "../differences/value";

/** Why something cannot be read as a plan, in words for who gave it. */
export class PlanError extends Error {}

export type PlanJson = Readonly<Record<string, unknown>>;

/**
 * The JSON of a plan, as `terraform show -json` prints it for a saved plan, and OpenTofu likewise.
 *
 * @param name of the file, for messages
 * @throws PlanError where it is none, or of a format that is not known
 */
export function parsePlan(text: string, name: string): PlanJson {
  const how = "terraform plan -out=plan.tfplan && terraform show -json plan.tfplan";
  if (text.startsWith("PK")) {
    throw new PlanError(
      `${name} is a saved plan itself; give what "terraform show -json ${name}" prints of it`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (/^\s*\{"@level":/.test(text)) {
      throw new PlanError(
        `${name} is the log of "terraform plan -json", not the plan; make that with: ${how}`,
      );
    }
    throw new PlanError(`${name} is no JSON: ${parserWords(error)}; make a plan with: ${how}`);
  }
  if (!isRecord(json) || typeof json.format_version !== "string") {
    throw new PlanError(`${name} is no plan, as it has no format_version; make one with: ${how}`);
  }
  if (!/^1\./.test(json.format_version)) {
    throw new PlanError(
      `${name} is a plan of format ${json.format_version}, and only format 1 can be read, which Terraform prints since 1.1`,
    );
  }
  if ("values" in json && !("planned_values" in json)) {
    throw new PlanError(`${name} is a state, not a plan; make a plan with: ${how}`);
  }
  return json;
}

// --- internal ---

/** Without the piece of the text that Node quotes, which may be secret. */
const parserWords = (error: unknown): string =>
  (error as Error).message
    .replace(/,? ?(?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON$/, "")
    .split("\n")[0] ?? "";
