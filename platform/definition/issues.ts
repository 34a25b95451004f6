import * as z from "zod";
import { todaysForm } from "./former-keys";
import { bare, knownKeys, schemasAt } from "./schema-path";
import { didYouMean } from "./suggest";
import { describeChoice, describeWrongType, describeWrongValue } from "./wording";

/** What a schema finds wrong, in words for the author of the value. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The key at `path` is at fault, rather than its value. */
  readonly key?: boolean;
  /** Nothing is wrong with what is there: `absent` is missing, `custom` is about several values together. */
  readonly about?: "absent" | "custom";
}

/** The text of the value at a path as it is written: `1.30`, where the value is 1.3. */
export type SourceText = (path: readonly PropertyKey[]) => string | undefined;

export type Inspection<T> =
  | { readonly kind: "valid"; readonly value: T }
  | { readonly kind: "invalid"; readonly findings: readonly Finding[] };

/** Parses a value with any schema. Messages that the schema brings along are kept as they are. */
export function inspect<S extends z.ZodType>(
  schema: S,
  value: unknown,
  sourceText: SourceText = () => undefined,
): Inspection<z.output<S>> {
  const result = schema.safeParse(value, {
    reportInput: true,
    // a definition is parsed once; compiling the schema's fast path would take longer than that
    jitless: true,
    // zod asks this map only where the schema has no message of its own
    error: (issue) => unworded + standardMessage(issue),
  });
  if (result.success) return { kind: "valid", value: result.data };
  const context: Context = { schema, value, sourceText };
  return {
    kind: "invalid",
    findings: result.error.issues.flatMap((issue) => describeIssue(issue, issue.path, context)),
  };
}

export function describeUnknownKey(key: string, known: readonly string[] = []): string {
  const today = todaysForm(key);
  if (today !== undefined) return `unknown key ${JSON.stringify(key)}; ${today}`;
  const suggestion = didYouMean(key, known);
  if (suggestion !== "") return `unknown key ${JSON.stringify(key)}${suggestion}`;
  const allowed = known.length > 0 && known.length <= 12 ? `; allowed: ${known.join(", ")}` : "";
  return `unknown key ${JSON.stringify(key)}${allowed}`;
}

// ---

/** Marks messages that zod made up; the schemas' own begin with no NUL. */
const unworded = "\0";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

interface Context {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly sourceText: SourceText;
}

function describeIssue(issue: Issue, path: Path, context: Context): Finding[] {
  if (issue.input === undefined && absentCodes.has(issue.code)) {
    return [{ path, message: describeAbsence(path, context), about: "absent" }];
  }
  // an unknown key is reported at the key, and a wrong one with its reason, whoever worded them
  if (issue.code === "unrecognized_keys") return describeUnknownKeys(issue, path, context);
  if (!issue.message.startsWith(unworded)) return [ownFinding(issue, path)];

  const source = context.sourceText(path);
  switch (issue.code) {
    case "invalid_key":
      return issue.issues.map((inner) => {
        const reason = describeIssue(inner, [], context)[0]?.message ?? "is not allowed";
        return { path, message: `the key ${JSON.stringify(issue.input)} ${reason}`, key: true };
      });
    case "invalid_union":
      return describeUnion(issue, path, context);
    case "invalid_type":
      return [{ path, message: describeWrongType([issue.expected], issue.input, source) }];
    default:
      return [{ path, message: describeWrongValue(issue, source) ?? issue.message.slice(unworded.length) }];
  }
}

/** Codes with which zod says that nothing is there. */
const absentCodes = new Set<string | undefined>(["invalid_type", "invalid_value", "invalid_union"]);

function ownFinding({ code, message }: Issue, path: Path): Finding {
  if (code === "invalid_key") return { path, message, key: true };
  return code === "custom" ? { path, message, about: "custom" } : { path, message };
}

function describeAbsence(path: Path, { schema, value }: Context): string {
  const [description] = schemasAt(schema, path, value)
    .flatMap((found) => [found, ...bare(found)])
    .flatMap((found) => z.globalRegistry.get(found)?.description ?? []);
  if (description === undefined) return "is required";
  const [first = description] = /^.*?\.(?=\s+["'`A-Z(]|$)/s.exec(description) ?? [];
  return `is required: ${first.replace(/\.$/, "")}`;
}

function describeUnknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: Path,
  { schema, value }: Context,
): Finding[] {
  const known = schemasAt(schema, path, value).flatMap((found) => knownKeys(found, issue.input) ?? []);
  return issue.keys.map((key) => ({
    path: [...path, key],
    message: describeUnknownKey(key, [...new Set(known)]),
    key: true,
  }));
}

function describeUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): Finding[] {
  const source = context.sourceText(path);
  if (issue.discriminator !== undefined) return [describeDiscriminator(issue, path)];
  // members that reject the value as a whole were not meant
  const meant = issue.errors.filter((errors) => !errors.some(rejectsWhole));
  const [best] = meant.toSorted((a, b) => a.length - b.length);
  if (best !== undefined && best.length > 0) {
    return best.flatMap((inner) => describeIssue(inner, [...path, ...inner.path], context));
  }
  const errors = issue.errors.flat();
  const values = errors.flatMap((inner) => (inner.code === "invalid_value" ? inner.values : []));
  const types = errors.flatMap((inner) => (inner.code === "invalid_type" ? [inner.expected] : []));
  if (types.length > 0) return [{ path, message: describeWrongType(types, issue.input, source, values) }];
  const message = values.length > 0 ? describeChoice(values, issue.input, source) : undefined;
  return [{ path, message: message ?? issue.message.slice(unworded.length) }];
}

/** Its path already leads to the discriminator, its input is the mapping around it. */
function describeDiscriminator(issue: z.core.$ZodIssueInvalidUnion, path: Path): Finding {
  const values = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  const given = (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator ?? ""];
  if (given !== undefined) return { path, message: describeChoice(values, given) };
  return { path, message: `is required: one of ${values.map(String).join(", ")}`, about: "absent" };
}

function rejectsWhole({ code, path }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

function standardMessage(issue: z.core.$ZodRawIssue): string {
  const message = z.config().localeError?.(issue);
  const text = typeof message === "string" ? message : message?.message;
  return lowerFirst((text ?? "is not valid").replace(/\.$/, ""));
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
