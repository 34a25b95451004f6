import { canonical } from "../differences/value";
import { nameOf, notImplied } from "./conditions";
import { type Elements, keyOf, type Statement } from "./document";
import { includes, overlaps } from "./pattern";

/** A part of what a policy newly allows, or no longer does. */
export interface Grant {
  /** Whether it is allowed now, or a denial of it is gone. */
  readonly by: "permission" | "denial";
  readonly actions: Elements;
  readonly resources: Elements;
  readonly principals: Elements;
  readonly conditions: Statement["conditions"];
  /** What makes it new: itself, a weaker condition, or who may do it. */
  readonly because: "new" | "condition" | "principal";
  /** Conditions that held before and no longer do, such as `StringEquals aws:sourceaccount`. */
  readonly loosened: readonly string[];
}

export interface PolicyDifference {
  readonly broadened: readonly Grant[];
  readonly narrowed: readonly Grant[];
}

/** Compares policies by what they allow: neither order nor Sid nor how it is spread over statements matters. */
export function policyDifference(
  before: readonly Statement[],
  after: readonly Statement[],
): PolicyDifference {
  return { broadened: gained(before, after), narrowed: gained(after, before) };
}

/** Whether a statement's element takes in whatever `pattern` matches. */
export const takesIn = ({ except, values }: Elements, pattern: string): boolean =>
  except
    ? !values.some((value) => overlaps(value, pattern))
    : values.some((value) => includes(value, pattern));

// --- internal ---

/** What `after` allows and `before` does not, and what `before` denies and `after` does not. */
const gained = (before: readonly Statement[], after: readonly Statement[]): readonly Grant[] => [
  ...grouped(
    atoms(after, "Allow", before).flatMap((atom) => uncovered(atom, of(before, "Allow"), "permission")),
  ),
  ...grouped(atoms(before, "Deny", after).flatMap((atom) => uncovered(atom, of(after, "Deny"), "denial"))),
];

const of = (statements: readonly Statement[], effect: Statement["effect"]): readonly Statement[] =>
  statements.filter((statement) => statement.effect === effect);

/** Statements, each divided into what names one action, one resource and one principal; without those in `other`. */
function atoms(
  statements: readonly Statement[],
  effect: Statement["effect"],
  other: readonly Statement[],
): readonly Statement[] {
  const known = new Set(other.map(keyOf));
  return of(statements, effect)
    .filter((statement) => !known.has(keyOf(statement)))
    .flatMap((statement) =>
      single(statement.actions).flatMap((actions) =>
        single(statement.resources).flatMap((resources) =>
          single(statement.principals).map((principals) => ({
            ...statement,
            actions,
            resources,
            principals,
          })),
        ),
      ),
    );
}

const single = (elements: Elements): readonly Elements[] =>
  elements.except || elements.values.length === 0
    ? [elements]
    : elements.values.map((value) => ({ except: false, values: [value] }));

/** Nothing where one statement covers all of it; else what is missing for that. */
function uncovered(atom: Statement, statements: readonly Statement[], by: Grant["by"]): readonly Grant[] {
  const { actions, resources, principals, conditions } = atom;
  const about = statements.filter(
    (statement) => contains(statement.actions, actions, true) && contains(statement.resources, resources),
  );
  const same = about.filter((statement) => contains(statement.principals, principals));
  if (same.some((statement) => notImplied(statement.conditions, conditions).length === 0)) return [];
  const grant = { by, actions, resources, principals, conditions };
  const [first] = same
    .map((statement) => notImplied(statement.conditions, conditions).map(nameOf))
    .sort((one, other) => one.length - other.length);
  if (first !== undefined) return [{ ...grant, because: "condition", loosened: first }];
  return [{ ...grant, because: about.length > 0 ? "principal" : "new", loosened: [] }];
}

function contains(outer: Elements, inner: Elements, lowerCase = false): boolean {
  const [wide, narrow] = [outer.values, inner.values].map((values) =>
    lowerCase ? values.map((value) => value.toLowerCase()) : values,
  ) as [readonly string[], readonly string[]];
  if (wide.length === 0 && narrow.length === 0) return outer.except === inner.except;
  if (!inner.except) return narrow.every((value) => takesIn({ except: outer.except, values: wide }, value));
  if (!outer.except) return wide.includes("*");
  // everything but A is within everything but B where B is within A
  return wide.every((value) => narrow.some((pattern) => includes(pattern, value)));
}

/** Puts grants together that differ in their action, resource or principal alone, in that order. */
function grouped(grants: readonly Grant[]): readonly Grant[] {
  return (["actions", "resources", "principals"] as const).reduce((left, part) => merged(left, part), grants);
}

function merged(grants: readonly Grant[], part: "actions" | "resources" | "principals"): readonly Grant[] {
  const groups = new Map<string, Grant>();
  for (const grant of grants) {
    const { except, values } = grant[part];
    const key = canonical({ ...grant, [part]: except ? grant[part] : null });
    const group = groups.get(key);
    groups.set(
      key,
      group === undefined
        ? grant
        : { ...group, [part]: { except, values: [...new Set([...group[part].values, ...values])].sort() } },
    );
  }
  return [...groups.values()];
}
