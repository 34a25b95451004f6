import { byCodeUnits, canonical } from "../differences/value";
import type { AttributeChange, Fold } from "../report/report";
import { type DescribedChange, isGuarded, noiseReasons } from "./describe";

export interface Folded {
  /** What stays to be read one by one, in the order in which it came. */
  readonly changes: readonly DescribedChange[];
  readonly folds: readonly Fold[];
}

/**
 * Takes together what need not be read one by one. Never what is deleted, replaced or left behind, what is put off,
 * what is about access (IAM, security groups) and shows any difference, or what has a finding.
 *
 * @param keep addresses of what stays, as there is a finding about it
 */
export function foldChanges(described: readonly DescribedChange[], keep: ReadonlySet<string>): Folded {
  const causes = causesOf(described);
  const groups = new Map<
    string,
    { readonly kind: Fold["kind"]; readonly text: string; addresses: string[] }
  >();
  const changes = described.filter((one) => {
    const fold =
      one.change.deferred !== undefined || keep.has(one.report.address) ? undefined : foldOf(one, causes);
    if (fold === undefined) return true;
    const key = canonical([fold.kind, fold.key ?? fold.text]);
    const group = groups.get(key) ?? { ...fold, addresses: [] };
    group.addresses.push(one.report.address);
    groups.set(key, group);
    return false;
  });
  const everywhere = new Set(
    [...groups.values()]
      .filter(({ kind, addresses }) => kind === "tags" && addresses.length > 1)
      .map(({ text }) => text),
  );
  return {
    changes: changes.map((one) => withoutTags(one, everywhere)),
    folds: [...groups.values()]
      .map(({ kind, text, addresses }) => ({ kind, text, addresses: addresses.sort(byCodeUnits) }))
      .sort(
        (one, other) =>
          kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
          other.addresses.length - one.addresses.length ||
          byCodeUnits(one.text, other.text),
      ),
  };
}

// --- internal ---

/** In which they are looked for, and stand in a report. */
const kinds: readonly Fold["kind"][] = [
  "tags",
  "computed",
  "order",
  "whitespace",
  "equivalent",
  "cascade",
  "move",
  "import",
  "read",
  "no-op",
];

interface FoundFold {
  readonly kind: Fold["kind"];
  readonly text: string;
  /** What is alike, if the text does not say all of it. */
  readonly key?: string;
}

function foldOf(
  described: DescribedChange,
  causes: ReadonlyMap<string, readonly string[]>,
): FoundFold | undefined {
  const { change } = described;
  switch (change.action) {
    case "no-op":
      return { kind: "no-op", text: "no change" };
    case "read":
      return { kind: "read", text: "data sources are read when it is applied" };
    case "move":
      return { kind: "move", text: "moved to another address, without a change" };
    case "import":
      return { kind: "import", text: "imported as it is, without a change" };
    case "update":
      return change.importId === undefined && change.previousAddress === undefined && !change.onlySensitivity
        ? foldOfUpdate(described, causes)
        : undefined;
    case "create":
    case "replace-delete-first":
    case "replace-create-first":
    case "delete":
    case "forget":
      return undefined;
    default:
      return change.action satisfies never;
  }
}

function foldOfUpdate(
  { change, report, quiet }: DescribedChange,
  causes: ReadonlyMap<string, readonly string[]>,
): FoundFold | undefined {
  const { attributes, foldedAttributes } = report;
  if (attributes.length > 0) {
    if (isGuarded(change) || attributes.some(({ format }) => format === "policy")) return undefined;
    if (attributes.every(isTag)) return tagFold(attributes);
    const follows = causes.get(report.address) ?? [];
    return follows.length > 0 && attributes.every((one) => isFollowing(one, attributes))
      ? {
          kind: "cascade",
          text: `only because of ${listed(follows)}, which ${follows.length === 1 ? "is" : "are"} replaced`,
          key: canonical(follows),
        }
      : undefined;
  }
  const reasons = foldedAttributes.map(({ reason }) => reason);
  if (reasons.includes(noiseReasons.helm))
    return { kind: "computed", text: "only Helm's record of the release changes" };
  if (reasons.length > 0) return { kind: "computed", text: "only values that the provider computes change" };
  for (const reason of ["order", "whitespace", "equivalent"] as const) {
    if (quiet.some((one) => one.reason === reason)) return { kind: reason, text: quietTexts[reason] };
  }
  // something that the plan does not show, thus nobody can say that it means nothing
  return undefined;
}

const quietTexts = {
  order: "only the order of a set changes",
  whitespace: "only how JSON or YAML is written changes",
  equivalent: "only how a value is written changes: nothing or empty, a number or its text",
} as const;

const isTag = ({ path }: AttributeChange): boolean => path[0] === "tags" || path[0] === "tags_all";

/** `tags: + cost=42, - env` */
function tagFold(attributes: readonly AttributeChange[]): FoundFold {
  const deltas = new Map<string, string>();
  for (const { path, kind, before, after } of attributes) {
    const name = path.slice(1).join(".");
    const text = (side: AttributeChange["after"]): string =>
      side === undefined
        ? ""
        : side.kind === "value"
          ? typeof side.value === "string"
            ? side.value
            : JSON.stringify(side.value)
          : side.kind === "sensitive"
            ? `(sensitive #${side.ordinal})`
            : "(known after apply)";
    // all of them at once, where there were none
    const label = name === "" ? "" : name;
    const pair = (value: string): string => (label === "" ? value : `${label}=${value}`);
    switch (kind) {
      case "added":
        deltas.set(label, `+ ${pair(text(after))}`);
        break;
      case "removed":
        deltas.set(label, `- ${label === "" ? text(before) : label}`);
        break;
      case "changed":
        deltas.set(label, `~ ${pair(`${text(before)} → ${text(after)}`)}`);
        break;
      case "sensitivity":
        deltas.set(label, `~ ${label} (whether it is sensitive)`);
        break;
      default:
        return kind satisfies never;
    }
  }
  const text = [...deltas].sort(([one], [other]) => byCodeUnits(one, other)).map(([, delta]) => delta);
  return { kind: "tags", text: `tags: ${text.join(", ")}` };
}

/** Tags that change as they do everywhere are only counted, where something else is there to be read. */
function withoutTags(described: DescribedChange, everywhere: ReadonlySet<string>): DescribedChange {
  const { change, report } = described;
  const tags = report.attributes.filter(isTag);
  const attributes = report.attributes.filter((one) => !isTag(one));
  if (tags.length === 0 || attributes.length === 0 || change.action !== "update" || isGuarded(change)) {
    return described;
  }
  if (!everywhere.has(tagFold(tags).text)) return described;
  const foldedAttributes = [
    ...report.foldedAttributes,
    { reason: "tags that change alike everywhere", count: tags.length },
  ].sort((one, other) => byCodeUnits(one.reason, other.reason));
  return { ...described, report: { ...report, attributes, foldedAttributes } };
}

/** Only known after apply where it was known, be it the element of a set. */
function isFollowing({ path, kind, after }: AttributeChange, all: readonly AttributeChange[]): boolean {
  if (kind === "changed") return after?.kind === "unknown";
  const name = path[0];
  const here = all.filter((one) => one.path[0] === name && one.kind !== "changed");
  const gone = here.filter((one) => one.kind === "removed").length;
  const unknown = here.filter((one) => one.kind === "added" && one.after?.kind === "unknown").length;
  return gone === unknown && gone + unknown === here.length;
}

/** What each address follows, of what is replaced without following anything replaced itself; sorted. */
function causesOf(described: readonly DescribedChange[]): ReadonlyMap<string, readonly string[]> {
  const replaced = described.filter(
    ({ change: { action } }) => action === "replace-create-first" || action === "replace-delete-first",
  );
  const following = new Set(replaced.flatMap(({ report }) => report.followers));
  const first = replaced.filter(({ report }) => !following.has(report.address));
  // in a circle nobody is first
  const causes = new Map<string, string[]>();
  for (const { report } of first.length > 0 ? first : replaced) {
    for (const follower of report.followers) {
      causes.set(follower, [...(causes.get(follower) ?? []), report.address].sort(byCodeUnits));
    }
  }
  return causes;
}

/** `a`, `a and b`, `a, b and 3 more` */
function listed(items: readonly string[]): string {
  const [shown, more] = items.length > 3 ? [items.slice(0, 2), items.length - 2] : [items, 0];
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
