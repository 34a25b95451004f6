import { isRecord } from "../../verify/structural/record";
import { canonical } from "../differences/value";
import { hasUnknown } from "../plan/attribute";
import { Covered, type Value } from "../plan/change";

/** A statement of a policy in one form, whichever of its spellings it had. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: Elements;
  readonly resources: Elements;
  /** As `AWS:arn:…`, `Service:ec2.amazonaws.com`, or `*`; empty in a policy that an identity has. */
  readonly principals: Elements;
  readonly conditions: readonly Condition[];
}

/** What an element names, or everything but what it names. */
export interface Elements {
  readonly except: boolean;
  /** Sorted, without repetition. */
  readonly values: readonly string[];
}

export interface Condition {
  /** As IAM spells it: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** Lower case, as IAM compares keys. */
  readonly key: string;
  /** Sorted, without repetition. */
  readonly values: readonly string[];
}

/** A policy, as far as it can be read. */
export type Policy =
  | { readonly kind: "statements"; readonly statements: readonly Statement[] }
  /** What stands there cannot be judged, and why. */
  | { readonly kind: "hidden"; readonly because: string };

const empty: Policy = { kind: "statements", statements: [] };

/**
 * Reads a policy's text or object; nothing at all is a policy without statements. A plan has resolved every reference
 * that it could; in a stack they are names of what they refer to, which `references: "named"` takes them for.
 */
export function readPolicy(value: Value, references: "resolved" | "named" = "resolved"): Policy {
  if (value === undefined || value === null || value === "") return empty;
  if (hasUnknown(value)) return hidden("is only known after apply");
  if (value instanceof Covered) return hidden("is marked as sensitive");
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isRecord(document)) return hidden("is no JSON object");
  const open = references === "named" ? [] : unresolved(document);
  if (open.length > 0) return hidden(`depends on ${open.join(", ")}`);
  const given = [document.Statement].flat().filter((statement) => statement !== undefined);
  if (!given.every(isStatement)) return hidden("has a statement without Effect");
  return { kind: "statements", statements: given.map(statementOf) };
}

/** Whether two statements say the same, whatever their Sid. */
export const keyOf = (statement: Statement): string => canonical(statement);

// --- internal ---

type Given = Readonly<Record<string, unknown>>;

const hidden = (because: string): Policy => ({ kind: "hidden", because });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isStatement = (value: unknown): value is Given =>
  isRecord(value) && (value.Effect === "Allow" || value.Effect === "Deny");

/**
 * References that Terraform has not resolved. Variables of IAM itself have a colon or are one character
 * (`${aws:username}`, `${*}`), which no reference does.
 */
function unresolved(document: Given): readonly string[] {
  const found = [...JSON.stringify(document).matchAll(/\$\{([^}]*)\}/g)].map(([, inside = ""]) => inside);
  return [...new Set(found.filter((inside) => !/^([\w.-]+:.*|[*?$])$/.test(inside)))].sort();
}

function statementOf(given: Given): Statement {
  return {
    effect: given.Effect === "Deny" ? "Deny" : "Allow",
    actions: elements(given, "Action", (value) => texts(value)),
    resources: elements(given, "Resource", (value) => texts(value)),
    principals: elements(given, "Principal", principals),
    conditions: conditions(given.Condition),
  };
}

function elements(given: Given, name: string, read: (value: unknown) => readonly string[]): Elements {
  const except = given[name] === undefined && given[`Not${name}`] !== undefined;
  return { except, values: read(except ? given[`Not${name}`] : given[name]) };
}

function principals(value: unknown): readonly string[] {
  if (!isRecord(value)) return texts(value);
  const all = Object.entries(value).flatMap(([kind, who]) =>
    // everybody, however it is written (IAM user guide, Principal)
    texts(who).map((one) => (kind === "AWS" && one === "*" ? "*" : `${kind}:${account(one)}`)),
  );
  return sorted(all);
}

/** An account's number and its root's ARN are the same principal. */
const account = (principal: string): string =>
  /^arn:[\w-]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;

function conditions(value: unknown): readonly Condition[] {
  if (!isRecord(value)) return [];
  const all = Object.entries(value).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: texts(values),
        }))
      : [],
  );
  return all.sort((one, other) => (canonical(one) < canonical(other) ? -1 : 1));
}

const texts = (value: unknown): readonly string[] =>
  sorted([value].flat().flatMap((item) => (item === undefined || item === null ? [] : [String(item)])));

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
