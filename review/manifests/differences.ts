import { isEqual } from "./attributes";
import type { ManifestDifference, ManifestObject } from "./difference";
import { byIdentity, identityOf, keyOf } from "./identity";
import { type Identified, renamesOf } from "./renames";

/**
 * Objects that are not the same on both sides, by identity. Secrets must be covered by the same `Cover` on both. Of
 * several objects with one identity on a side, the first counts; whoever reads them says that there are more.
 */
export function differencesOf(
  base: readonly ManifestObject[],
  head: readonly ManifestObject[],
): readonly ManifestDifference[] {
  const [before, after] = [byKey(base), byKey(head)];
  const deleted = [...before].flatMap(([key, one]) => (after.has(key) ? [] : [one]));
  const created = [...after].flatMap(([key, one]) => (before.has(key) ? [] : [one]));
  const renames = renamesOf(deleted, created);
  const renamed = new Set(renames.values());
  return [
    ...[...after].flatMap(([key, { identity, object }]): ManifestDifference[] => {
      const one = before.get(key)?.object;
      return one === undefined || isEqual(one.object, object.object)
        ? []
        : [{ identity, action: "update", before: one, after: object }];
    }),
    ...[...renames].map(
      ([one, other]): ManifestDifference => ({
        identity: other.identity,
        action: "rename",
        renamedFrom: one.identity,
        before: one.object,
        after: other.object,
      }),
    ),
    ...deleted
      .filter((one) => !renames.has(one))
      .map(({ identity, object }): ManifestDifference => ({ identity, action: "delete", before: object })),
    ...created
      .filter((one) => !renamed.has(one))
      .map(({ identity, object }): ManifestDifference => ({ identity, action: "create", after: object })),
  ].sort((a, b) => byIdentity(a.identity, b.identity));
}

// --- internal ---

function byKey(objects: readonly ManifestObject[]): ReadonlyMap<string, Identified> {
  const found = new Map<string, Identified>();
  for (const object of objects) {
    const identity = identityOf(object);
    const key = keyOf(identity);
    if (!found.has(key)) found.set(key, { identity, object });
  }
  return new Map([...found].sort(([, a], [, b]) => byIdentity(a.identity, b.identity)));
}
