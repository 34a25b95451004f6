import type { Value } from "../plan/change";
import { canonical, isRecord } from "./value";

/** Whether a document is a policy, as AWS IAM, S3, KMS and others take it. */
export const isPolicy = (value: Value): boolean =>
  isRecord(value) &&
  (Array.isArray(value.Statement) || isRecord(value.Statement)) &&
  statementsOf(value).every((statement) => isRecord(statement) && "Effect" in statement);

export interface StatementPair {
  /** Sid, or the place in the document that has it. */
  readonly step: string | number;
  readonly before?: Value;
  readonly after?: Value;
}

export interface PolicyPair {
  /** Everything but the statements. */
  readonly before: Value;
  readonly after: Value;
  /** Statements that are not alike; in the order of the newer document, then those that are gone. */
  readonly statements: readonly StatementPair[];
}

/**
 * Two policies in the form in which they can be compared: a single value is a list of one, actions are spelt alike, an
 * empty Sid is none. Neither the order of statements nor their Sid means anything (AWS, IAM JSON policy reference).
 */
export function pairPolicies(before: Value, after: Value): PolicyPair {
  const spelling = new Map<string, string>();
  const [old, young] = [before, after].map((policy) =>
    statementsOf(policy).map((statement, index) => normalised(statement, index, spelling)),
  ) as [Statement[], Statement[]];
  const left = [...old];
  const take = (matches: (statement: Statement) => boolean): Statement | undefined => {
    const index = left.findIndex(matches);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const changed = young.filter(({ text }) => take((one) => one.text === text) === undefined);
  const pairs = new Map<Statement, Statement | undefined>();
  for (const statement of changed) {
    pairs.set(statement, statement.sid === undefined ? undefined : take(({ sid }) => sid === statement.sid));
  }
  for (const statement of changed) {
    if (pairs.get(statement) === undefined)
      pairs.set(
        statement,
        take((one) => isLike(one, statement)),
      );
  }
  return {
    before: withoutStatements(before),
    after: withoutStatements(after),
    statements: [
      ...[...pairs].map(([{ sid, index, value }, partner]) => ({
        step: sid ?? index,
        ...(partner === undefined ? {} : { before: partner.value }),
        after: value,
      })),
      ...left.map(({ sid, index, value }) => ({ step: sid ?? index, before: value })),
    ],
  };
}

// --- internal ---

interface Statement {
  readonly index: number;
  readonly sid: string | undefined;
  /** Without its Sid. */
  readonly value: Readonly<Record<string, Value>>;
  readonly text: string;
}

function statementsOf(policy: Value): readonly Value[] {
  if (!isRecord(policy)) return [];
  const { Statement: statements } = policy;
  return Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
}

function withoutStatements(policy: Value): Value {
  if (!isRecord(policy)) return {};
  const { Statement: _, ...rest } = policy;
  return rest;
}

function normalised(statement: Value, index: number, spelling: Map<string, string>): Statement {
  const { Sid, ...parts } = isRecord(statement) ? statement : { value: statement };
  const value = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, normalisedPart(name, part, spelling)]),
  );
  return {
    index,
    sid: typeof Sid === "string" && Sid !== "" ? Sid : undefined,
    value,
    text: canonical(value),
  };
}

function normalisedPart(name: string, part: Value, spelling: Map<string, string>): Value {
  switch (name) {
    case "Effect":
      return part;
    case "Action":
    case "NotAction":
      return sorted(listOf(part).map((action) => spelt(action, spelling)));
    case "Principal":
    case "NotPrincipal":
      return isRecord(part) ? lists(part) : part;
    case "Condition":
      return isRecord(part)
        ? Object.fromEntries(
            Object.entries(part).map(([test, keys]) => [test, isRecord(keys) ? lists(keys) : keys]),
          )
        : part;
    default:
      return sorted(listOf(part));
  }
}

const lists = (record: Readonly<Record<string, Value>>): Value =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, sorted(listOf(value))]));

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : [value]);

/** Without what stands there twice. */
const sorted = (values: readonly Value[]): readonly Value[] =>
  [...new Map(values.map((value) => [canonical(value), value]))]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, value]) => value);

/** Case means nothing in an action. */
function spelt(action: Value, spelling: Map<string, string>): Value {
  if (typeof action !== "string") return action;
  const known = spelling.get(action.toLowerCase());
  if (known === undefined) spelling.set(action.toLowerCase(), action);
  return known ?? action;
}

/** The same effect, and something in common besides it. */
const isLike = (one: Statement, other: Statement): boolean =>
  one.value.Effect === other.value.Effect &&
  ["Action", "NotAction", "Resource", "NotResource", "Principal"].some((name) => {
    const [first, second] = [one.value[name], other.value[name]];
    if (first === undefined || second === undefined) return false;
    const texts = new Set(listOf(first).map(canonical));
    return listOf(second).some((value) => texts.has(canonical(value)));
  });
