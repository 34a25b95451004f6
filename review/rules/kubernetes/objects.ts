import { canonical, isRecord } from "../../differences/value";
import type { ManifestDifference } from "../../manifests/difference";
import { shownIdentity } from "../../manifests/identity";
import type { Value } from "../../plan/change";
import type { RuleContext } from "../rule";

/** An object of one kind on both sides, as rules look at it; undefined on the side where it is not. */
export interface ObjectChange {
  /** `Deployment apps/whoami` */
  readonly subject: string;
  readonly kind: string;
  readonly group: string;
  readonly difference: ManifestDifference;
  readonly before: Fields | undefined;
  readonly after: Fields | undefined;
}

export type Fields = Readonly<Record<string, Value>>;

/** Objects of these kinds that change; of all kinds where none is named. A group belongs to Kubernetes unless it is named. */
export function objectsOf(
  { manifests = [] }: RuleContext,
  ...kinds: readonly string[]
): readonly ObjectChange[] {
  return manifests
    .filter(({ identity: { kind } }) => kinds.length === 0 || kinds.includes(kind))
    .map((difference) => ({
      subject: shownIdentity(difference.identity),
      kind: difference.identity.kind,
      group: difference.identity.group,
      difference,
      before: difference.before?.object,
      after: difference.after?.object,
    }));
}

/** A value below names that are taken as they are, dots and slashes included; undefined where it is not. */
export function field(object: Value, ...path: readonly (string | number)[]): Value {
  let here = object;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === "number") here = here[step];
    else if (isRecord(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here ?? undefined;
}

/** The mappings in a list; none where there is no list. */
export function records(object: Value, ...path: readonly (string | number)[]): readonly Fields[] {
  const found = field(object, ...path);
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/** The texts in a list, sorted. */
export function texts(object: Value, ...path: readonly (string | number)[]): readonly string[] {
  const found = field(object, ...path);
  return Array.isArray(found) ? found.filter((item) => typeof item === "string").sort() : [];
}

export function text(object: Value, ...path: readonly (string | number)[]): string | undefined {
  const found = field(object, ...path);
  return typeof found === "string" ? found : undefined;
}

export function number(object: Value, ...path: readonly (string | number)[]): number | undefined {
  const found = field(object, ...path);
  return typeof found === "number" ? found : undefined;
}

export const alike = (one: Value, other: Value): boolean =>
  canonical(one ?? null) === canonical(other ?? null);

/** The namespace of an object, as it is written. */
export const namespaceOf = (object: Value): string => text(object, "metadata", "namespace") ?? "";
