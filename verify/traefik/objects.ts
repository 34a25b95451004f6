import type { Input } from "../input/input";
import type { LocatedObject } from "../input/located-object";
import { isRecord } from "../structural/record";
import type { IgnoredObject } from "./model";
import type { KubernetesProvider } from "./static-configuration";

/** The objects that the provider sees, by kind. */
export interface SeenObjects {
  readonly of: (kind: string) => readonly LocatedObject[];
  readonly find: (kind: string, namespace: string, name: string) => LocatedObject | undefined;
  /** Whether an object that is not found is certainly absent, rather than kept where we cannot see it. */
  readonly isAbsent: (kind: string, namespace: string, name: string) => boolean;
  readonly ignored: readonly IgnoredObject[];
}

const traefikGroup = "traefik.io";

/** Sorts objects out as the provider's watches do. */
export function seenObjects(input: Input, provider: KubernetesProvider): SeenObjects {
  const ignored: IgnoredObject[] = [];
  const byKind = new Map<string, LocatedObject[]>();
  const identities = new Map<string, LocatedObject>();
  for (const object of input.objects) {
    if (object.group !== traefikGroup && object.group !== "" && object.group !== "cert-manager.io") continue;
    const reason = object.group === traefikGroup ? hiddenBecause(object, provider) : undefined;
    if (reason !== undefined) {
      ignored.push({ object, reason });
      continue;
    }
    const { kind, namespace, name } = object;
    const others = byKind.get(kind);
    if (others === undefined) byKind.set(kind, [object]);
    else others.push(object);
    identities.set(identity(kind, namespace, name), object);
  }
  const of = (kind: string): readonly LocatedObject[] => byKind.get(kind) ?? [];
  const find = (kind: string, namespace: string, name: string): LocatedObject | undefined =>
    provider.namespaces.length > 0 && !provider.namespaces.includes(namespace)
      ? undefined
      : identities.get(identity(kind, namespace, name));
  return {
    of,
    find,
    isAbsent: (kind, namespace, name) =>
      find(kind, namespace, name) === undefined && (input.complete || of(kind).length > 0),
    ignored,
  };
}

// --- internal ---

const identity = (...parts: readonly string[]): string => parts.join("\n");

function hiddenBecause(
  object: LocatedObject,
  provider: KubernetesProvider,
): IgnoredObject["reason"] | undefined {
  if (!provider.enabled) {
    return {
      code: "provider-disabled",
      message: "Traefik's provider of these kinds is switched off (providers.kubernetesCRD.enabled)",
      object,
      path: ["kind"],
    };
  }
  if (provider.namespaces.length > 0 && !provider.namespaces.includes(object.namespace)) {
    return {
      code: "namespace-not-watched",
      message: `Traefik does not watch namespace ${object.namespace} (providers.kubernetesCRD.namespaces)`,
      object,
      path: ["metadata", "namespace"],
    };
  }
  if (!selects(provider.labelSelector, object)) {
    return {
      code: "label-selector",
      message: `its labels do not fit ${provider.labelSelector} (providers.kubernetesCRD.labelSelector)`,
      object,
      path: ["metadata", "labels"],
    };
  }
  return undefined;
}

/** Kubernetes' label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. */
export function selects(selector: string, { object }: LocatedObject): boolean {
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  const labels = isRecord(metadata.labels) ? metadata.labels : {};
  const label = (key: string): unknown => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .every((part) => {
      const set = /^(\S+)\s+(in|notin)\s+\((.*)\)$/.exec(part);
      if (set !== null) {
        const [, key = "", operator, list = ""] = set;
        const values = list.split(",").map((value) => value.trim());
        const value = label(key);
        return operator === "in"
          ? typeof value === "string" && values.includes(value)
          : typeof value !== "string" || !values.includes(value);
      }
      const equal = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(part);
      if (equal !== null) {
        const [, key = "", operator, value] = equal;
        return (label(key) === value) === (operator !== "!=");
      }
      return part.startsWith("!") ? label(part.slice(1).trim()) === undefined : label(part) !== undefined;
    });
}
