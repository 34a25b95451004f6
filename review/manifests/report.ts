import type { AttributeChange, ManifestReport, ObjectIdentity, ObjectReport, Origin } from "../report/report";
import { attributeChanges, changed } from "./attributes";
import { definitionChanges, isDefinition } from "./custom-resource-definition";
import type { ManifestDifference } from "./difference";
import { foldedChanges } from "./folds";
import { keyOf, shownIdentity } from "./identity";

export interface ManifestReportProps {
  readonly differences: readonly ManifestDifference[];
  /** How many objects the head has. */
  readonly objects: number;
  /** Where an object comes from, in the head or, where it is deleted, in the base. @default - nobody knows */
  readonly originOf?: (identity: ObjectIdentity, side: "base" | "head") => Origin;
}

/**
 * Differences for people: by key, what many objects have alike told once. An object of which nothing is left then is
 * among the counts and in its folds only. What is created or deleted is one attribute with an empty path.
 */
export function manifestReport({ differences, objects, originOf }: ManifestReportProps): ManifestReport {
  const all = new Map(differences.map((difference) => [keyOf(difference.identity), difference]));
  const changes = new Map<string, readonly AttributeChange[]>();
  for (const [key, difference] of all) {
    if (difference.action === "update" || difference.action === "rename")
      changes.set(key, attributesOf(difference));
  }
  const { folds, rest } = foldedChanges(changes, renamedPairs(differences), (key) => {
    const difference = all.get(key);
    return difference === undefined ? key : shownIdentity(difference.identity);
  });
  const counts = { create: 0, update: 0, delete: 0, rename: 0 };
  for (const { action } of differences) counts[action] += 1;
  return {
    changes: differences.flatMap((difference): ObjectReport[] => {
      const { identity, action, renamedFrom, before, after } = difference;
      const attributes = rest.get(keyOf(identity)) ?? attributesOf(difference);
      if (action === "update" && attributes.length === 0) return [];
      const origin = originOf?.(identity, action === "delete" ? "base" : "head") ?? {};
      const { apiVersion = "", file = "" } = after ?? before ?? {};
      return [
        {
          ...identity,
          action,
          apiVersion,
          ...(renamedFrom !== undefined && { renamedFrom }),
          file,
          origin,
          attributes,
        },
      ];
    }),
    objects,
    counts,
    folds,
  };
}

// --- internal ---

function attributesOf({ action, before, after }: ManifestDifference): readonly AttributeChange[] {
  const [left, right] = [before?.object, after?.object];
  if (isDefinition(left ?? right)) return definitionChanges(left, right);
  switch (action) {
    case "create":
    case "delete":
      return [changed(left, right, [])];
    case "update":
      return attributeChanges(left, right);
    case "rename":
      return attributeChanges(left, right).filter(({ path }) => !(path.length === 2 && isIdentity(path)));
    default:
      return action satisfies never;
  }
}

const isIdentity = ([first, second]: AttributeChange["path"]): boolean =>
  first === "metadata" && (second === "name" || second === "namespace");

/** Old and new names of what was renamed. */
const renamedPairs = (differences: readonly ManifestDifference[]): ReadonlySet<string> =>
  new Set(
    differences.flatMap(({ identity, renamedFrom }) =>
      renamedFrom === undefined ? [] : [`${renamedFrom.name}\n${identity.name}`],
    ),
  );
