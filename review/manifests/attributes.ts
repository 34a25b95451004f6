import { isRecord as isParsed } from "../../verify/structural/record";
import { differences } from "../differences/differences";
import { identified } from "../differences/identity";
import { shown } from "../differences/shown";
import { equals, isRecord } from "../differences/value";
import type { AttributeChange } from "../report/report";

type Path = AttributeChange["path"];
type Fields = Readonly<Record<string, unknown>>;

/**
 * What differs between two objects, by key. An item of a list that loses its name but keeps most of what it holds, such
 * as a route whose rule changes, is one that changes.
 */
export function attributeChanges(before: unknown, after: unknown): readonly AttributeChange[] {
  const [old, young] = [withoutNulls(before), withoutNulls(after)];
  const { changes } = differences(old, young, {
    collection: (names) => (sets.has(names.at(-1) ?? "") ? "set" : undefined),
  });
  return withPaired(changes, (path) => isList(old, young, path));
}

/** Whether two objects say the same. */
export const isEqual = (before: unknown, after: unknown): boolean =>
  equals(before, after) || equals(withoutNulls(before), withoutNulls(after));

/** One change as a whole, whatever is in it. */
export const changed = (before: unknown, after: unknown, path: Path): AttributeChange => ({
  path,
  kind: before === undefined ? "added" : after === undefined ? "removed" : "changed",
  ...(before !== undefined && { before: shown(before) }),
  ...(after !== undefined && { after: shown(after) }),
  forcesReplacement: false,
});

// --- internal ---

/** Null and nothing are the same (Kubernetes API conventions, optional fields). */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  );
}

/** Lists in which order says nothing (Kubernetes API reference, Traefik, cert-manager). */
const sets: ReadonlySet<string> = new Set([
  "accessModes",
  "add",
  "apiGroups",
  "containers",
  "dnsNames",
  "domains",
  "drop",
  "egress",
  "entryPoints",
  "env",
  "finalizers",
  "from",
  "hosts",
  "imagePullSecrets",
  "ingress",
  "ipBlock",
  "loadBalancerSourceRanges",
  "matchExpressions",
  "matchLabelKeys",
  "namespaces",
  "nonResourceURLs",
  "policyTypes",
  "ports",
  "principals",
  "resourceNames",
  "resources",
  "rules",
  "sans",
  "secrets",
  "services",
  "sourceRange",
  "subjects",
  "to",
  "tolerations",
  "topologySpreadConstraints",
  "usages",
  "values",
  "verbs",
  "volumeMounts",
  "volumes",
]);

/** Takes an item that is gone and one that is new in the same list together where they have half of their fields alike. */
function withPaired(
  changes: readonly AttributeChange[],
  isListAt: (path: Path) => boolean,
): readonly AttributeChange[] {
  const isItem = ({ kind, before, after, path }: AttributeChange): boolean =>
    (kind === "added" || kind === "removed") &&
    path.length > 1 &&
    isParsed(shownValue(before ?? after)) &&
    isListAt(path.slice(0, -1));
  const pairs = new Map<AttributeChange, AttributeChange>();
  const lists = new Map<string, AttributeChange[]>();
  for (const change of changes.filter(isItem)) {
    const list = JSON.stringify(change.path.slice(0, -1));
    lists.set(list, [...(lists.get(list) ?? []), change]);
  }
  for (const items of lists.values()) {
    if (items.length > mostItems) continue;
    const gone = items.filter(({ kind }) => kind === "removed");
    const come = items.filter(({ kind }) => kind === "added");
    const scored = gone
      .flatMap((one) => come.map((other) => ({ one, other, score: likeness(one, other) })))
      .filter(({ score }) => score >= 0.5)
      .sort((a, b) => b.score - a.score);
    const taken = new Set<AttributeChange>();
    for (const { one, other } of scored) {
      if (taken.has(one) || taken.has(other)) continue;
      taken.add(one).add(other);
      pairs.set(one, other);
    }
  }
  const partners = new Set(pairs.values());
  return changes.flatMap((change) => {
    if (partners.has(change)) return [];
    const partner = pairs.get(change);
    if (partner === undefined) return [change];
    const inside = attributeChanges(shownValue(change.before), shownValue(partner.after));
    return inside.map((one) => ({ ...one, path: [...change.path, ...one.path] }));
  });
}

/** Whether a list is at a path that differences named. */
function isList(before: unknown, after: unknown, [step, ...rest]: Path): boolean {
  if (step === undefined) return Array.isArray(before) || Array.isArray(after);
  if (Array.isArray(before) || Array.isArray(after)) {
    const [old, young] = [before, after].map((list) => (Array.isArray(list) ? list : []));
    const items = identified(old ?? [], young ?? []);
    if (items !== undefined) return isList(items.before.get(`${step}`), items.after.get(`${step}`), rest);
    return typeof step === "number" && isList(old?.[step], young?.[step], rest);
  }
  const at = (value: unknown): unknown => (isRecord(value) ? value[step] : undefined);
  return isList(at(before), at(after), rest);
}

/** More of a list are not told one by one by anybody. */
const mostItems = 200;

const shownValue = (one: AttributeChange["before"]): unknown =>
  one?.kind === "value" ? one.value : undefined;

function likeness({ before }: AttributeChange, { after }: AttributeChange): number {
  const [one, other] = [shownValue(before) as Fields, shownValue(after) as Fields];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => equals(one[name], other[name])).length / names.length;
}
