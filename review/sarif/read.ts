import { isRecord } from "../../verify/structural/record";
import type { Level } from "../report/finding";

/** What another tool found, as far as a review makes use of it. */
export interface ForeignResult {
  readonly tool: string;
  readonly rule: string;
  readonly level: Exclude<Level, "stop">;
  /** One line. */
  readonly message: string;
  /** What the rule looks for; empty where the tool does not say. */
  readonly title: string;
  /** Where to read more; empty where the tool does not say. */
  readonly help: string;
  /** Path or URI of the file, and the line in it. */
  readonly place?: { readonly file: string; readonly line: number };
  /** Texts that may name a resource, the most exact first. */
  readonly names: readonly string[];
}

export type ReadSarif =
  | { readonly kind: "results"; readonly results: readonly ForeignResult[] }
  | { readonly kind: "broken"; readonly message: string };

/**
 * Reads a log of SARIF 2.1.0. What passed, what is suppressed and what is gone since an earlier run is left out. Other
 * tools do not know what is deployed, so that none of theirs stops a review by itself.
 */
export function readSarif(text: string): ReadSarif {
  let log: unknown;
  try {
    log = JSON.parse(text);
  } catch (error) {
    return { kind: "broken", message: `is no JSON: ${(error as Error).message}` };
  }
  if (!isRecord(log) || !Array.isArray(log.runs))
    return { kind: "broken", message: "is no SARIF log: it has no runs" };
  if (log.version !== "2.1.0")
    return { kind: "broken", message: `is SARIF ${log.version ?? "of no version"}; 2.1.0 is read` };
  return { kind: "results", results: log.runs.filter(isRecord).flatMap(resultsOf) };
}

// --- internal ---

type Json = Readonly<Record<string, unknown>>;

function resultsOf(run: Json): ForeignResult[] {
  const driver = at(run, "tool", "driver");
  const tool = text(driver.name) || "another tool";
  const rules = list(driver.rules);
  return list(run.results)
    .filter(isOpen)
    .flatMap((result) => {
      const rule =
        rules[number(result.ruleIndex) ?? -1] ?? rules.find(({ id }) => id === result.ruleId) ?? {};
      const level = levelOf(result, rule);
      const message = textOf(result.message, rule);
      if (level === undefined || message === "") return [];
      const [location = {}] = list(result.locations);
      const region = at(location, "physicalLocation", "region");
      const file = text(at(location, "physicalLocation", "artifactLocation").uri);
      return [
        {
          tool,
          rule: text(result.ruleId) || text(rule.id) || "unnamed",
          level,
          message,
          title: line(text(at(rule, "shortDescription").text)),
          help: text(rule.helpUri),
          ...(file !== "" && { place: { file, line: number(region.startLine) ?? 1 } }),
          names: [
            ...list(location.logicalLocations).map((it) => text(it.fullyQualifiedName) || text(it.name)),
            text(at(location, "message").text),
            message,
            text(at(region, "snippet").text),
          ].filter((name) => name !== ""),
        },
      ];
    });
}

function isOpen(result: Json): boolean {
  if (result.kind !== undefined && result.kind !== "fail") return false;
  if (result.baselineState === "absent") return false;
  // one that is under review or was rejected suppresses nothing
  return list(result.suppressions).every(({ status }) => status !== undefined && status !== "accepted");
}

/** Undefined where the tool itself does not take it seriously. */
function levelOf(result: Json, rule: Json): ForeignResult["level"] | undefined {
  const level = text(result.level) || text(at(rule, "defaultConfiguration").level) || "warning";
  if (level === "none") return undefined;
  return level === "error" ? "high" : "note";
}

/** A message in full, or the rule's of that name with its arguments filled in. */
function textOf(message: unknown, rule: Json): string {
  if (!isRecord(message)) return "";
  const template = text(message.text) || text(at(rule, "messageStrings", text(message.id)).text);
  const values = Array.isArray(message.arguments) ? message.arguments : [];
  return line(template.replaceAll(/\{(\d+)\}/g, (whole, index) => text(values[Number(index)]) || whole));
}

const longest = 500;

function line(whole: string): string {
  const one = whole.replaceAll(/\s+/g, " ").trim();
  return one.length > longest ? `${one.slice(0, longest)}…` : one;
}

function at(value: Json, ...path: readonly string[]): Json {
  let found: unknown = value;
  for (const step of path) found = isRecord(found) ? found[step] : undefined;
  return isRecord(found) ? found : {};
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);
