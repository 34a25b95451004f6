import { traefikId } from "../../../traefik/ids";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { didYouMean } from "../suggest";

/** Namespaces in which services live; undefined where the services are not known. */
export const namespacesOf = (
  services: Definition["services"] | undefined,
): ReadonlySet<string> | undefined =>
  services === undefined ? undefined : new Set(Object.values(services).map(({ namespace }) => namespace));

/** `; did you mean …?`, or what there is. */
export function describeKnown(given: string, known: Iterable<string>): string {
  const names = [...known].sort();
  if (names.length === 0) return "; there is none";
  const suggestion = didYouMean(given, names);
  return suggestion !== "" || names.length > 12
    ? suggestion
    : `; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
}

/**
 * What is wrong with where named objects of one kind stand: in a namespace from which nobody can name them, or under
 * a name that Traefik does not tell from another.
 */
export function checkNamed(
  path: readonly (string | number)[],
  section: Readonly<Record<string, { readonly namespace: string }>> = {},
  noun: string,
  namespaces: ReadonlySet<string> | undefined,
): CheckFailure[] {
  const first = new Map<string, string>();
  return Object.entries(section).flatMap(([name, { namespace }]): CheckFailure[] => {
    const id = traefikId(namespace, name);
    const other = first.get(id);
    first.set(id, other ?? name);
    return [
      ...(other === undefined
        ? []
        : [
            {
              path: [...path, name],
              key: true,
              message: `is ${id} to Traefik, and so is ${other}; choose another name`,
            },
          ]),
      ...(namespaces === undefined || namespaces.has(namespace)
        ? []
        : [
            {
              path: [...path, name, "namespace"],
              message: `no service lives in namespace ${namespace}, so none can name this ${noun}${describeKnown(namespace, namespaces)}`,
            },
          ]),
    ];
  });
}
