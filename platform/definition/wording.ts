import type * as z from "zod";
import { didYouMean } from "./suggest";

/** `must be a string, not a number (quote it: "1.35")` */
export function describeWrongType(
  expected: readonly string[],
  given: unknown,
  source?: string,
  orValues: readonly unknown[] = [],
): string {
  const wanted = [...new Set(expected.map(typeName)), ...orValues.map((value) => show(value))];
  if (expected.includes("never")) return "is not allowed here";
  const must = `must be ${wanted.join(" or ")}`;
  if (given === null && source === "") return `${must}; nothing is written here`;

  const written = source ?? String(given);
  if (expected.includes("string") && (typeof given === "number" || typeof given === "boolean")) {
    return `${must}, not a ${typeof given} (quote it: ${JSON.stringify(written)})`;
  }
  return `${must}, not ${describeGiven(given)}${howToFix(expected, given)}`;
}

/** A value of the right type that is not allowed; undefined for a kind of issue that has no wording here. */
export function describeWrongValue(issue: z.core.$ZodIssue, source?: string): string | undefined {
  switch (issue.code) {
    case "invalid_value":
      return describeChoice(issue.values, issue.input, source);
    case "too_small":
    case "too_big":
      return describeLimit(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}, not ${show(issue.input)}`;
    case "invalid_format":
      return describeFormat(issue);
    default:
      return undefined;
  }
}

/** `must be one of per-az, single; not "singel"; did you mean "single"?` */
export function describeChoice(values: readonly unknown[], given: unknown, source?: string): string {
  const isText = values.every((value) => typeof value === "string");
  if (isText && (typeof given === "number" || typeof given === "boolean")) {
    return describeWrongType(["string"], given, source);
  }
  const allowed = values.map((value) => (values.length === 1 ? show(value) : String(value))).join(", ");
  const must = values.length === 1 ? `must be ${allowed}` : `must be one of ${allowed}`;
  if (given === null && source === "") return `${must}; nothing is written here`;
  const suggestion = typeof given === "string" && isText ? didYouMean(given, values.map(String)) : "";
  return `${must}; not ${show(given)}${suggestion}`;
}

/** A value in a message: JSON, and not all of it when it is long. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    const characters = [...value.slice(0, 100)];
    const whole = value.length <= 40 || characters.length <= 40;
    return JSON.stringify(whole && value.length <= 100 ? value : `${characters.slice(0, 40).join("")}…`);
  }
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a mapping" : String(value);
}

// ---

function typeName(expected: string): string {
  return typeNames[expected] ?? `a ${expected}`;
}

const typeNames: Readonly<Record<string, string>> = {
  int: "a whole number",
  boolean: "true or false",
  object: "a mapping",
  record: "a mapping",
  map: "a mapping",
  array: "a list",
  tuple: "a list",
  set: "a list",
  null: "null",
  undefined: "absent",
};

function describeGiven(given: unknown): string {
  if (typeof given === "string") return `the string ${show(given)}`;
  return Number.isFinite(given) ? `the number ${given}` : show(given);
}

function howToFix(expected: readonly string[], given: unknown): string {
  const isSingle = typeof given === "string" || typeof given === "number" || typeof given === "boolean";
  if (expected.includes("array") && isSingle) return ` (write [${show(given)}])`;
  if (typeof given !== "string") return "";
  const wantsNumber = expected.includes("number") || expected.includes("int");
  if (wantsNumber && /^-?\d+(\.\d+)?$/.test(given)) return " (remove the quotes)";
  if (!expected.includes("boolean")) return "";
  if (/^(true|false)$/.test(given)) return " (remove the quotes)";
  return /^(yes|on)$/i.test(given) ? " (write true)" : /^(no|off)$/i.test(given) ? " (write false)" : "";
}

function describeLimit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isMinimum = issue.code === "too_small";
  const limit = isMinimum ? issue.minimum : issue.maximum;
  const { exact = false, inclusive = true, origin } = issue;
  const length = lengthOf(issue.input);
  if (length === undefined || !(origin in units)) {
    const comparison = isMinimum
      ? inclusive
        ? "at least"
        : "more than"
      : inclusive
        ? "at most"
        : "less than";
    return `must be ${exact ? "exactly" : comparison} ${limit}, not ${show(issue.input)}`;
  }
  const comparison = exact ? "exactly" : isMinimum ? "at least" : "at most";
  const unit = units[origin as keyof typeof units];
  return `must have ${comparison} ${limit} ${Number(limit) === 1 ? unit : `${unit}s`}, not ${length}`;
}

const units = { string: "character", array: "item", set: "item", map: "entry" } as const;

function lengthOf(given: unknown): number | undefined {
  if (typeof given === "string" || Array.isArray(given)) return given.length;
  return given instanceof Set || given instanceof Map ? given.size : undefined;
}

function describeFormat(issue: z.core.$ZodIssueInvalidStringFormat): string {
  const parts = issue as unknown as Readonly<Record<string, unknown>>;
  const not = `, not ${show(issue.input)}`;
  switch (issue.format) {
    case "regex":
      return `must match ${issue.pattern}${not}`;
    case "starts_with":
      return `must begin with ${show(parts.prefix)}${not}`;
    case "ends_with":
      return `must end with ${show(parts.suffix)}${not}`;
    case "includes":
      return `must contain ${show(parts.includes)}${not}`;
    default:
      return `must be a valid ${issue.format}${not}`;
  }
}
