import { type Differences, differences, type Quiet } from "../differences/differences";
import { byCodeUnits, isRecord } from "../differences/value";
import type { AttributeChange, Origin, ResourceReport } from "../report/report";
import type { Secrets } from "../secrets/secrets";
import { configurationAddress } from "./address";
import { because } from "./because";
import type { Plan, PlanChange, Value } from "./change";
import { isConfigured } from "./configured";
import { followersIn } from "./followers";
import { collectionOf } from "./sets";

export interface DescribeOptions {
  /** Where a resource comes from, by its address. */
  readonly originOf: (address: string) => Origin;
  readonly secrets: Pick<Secrets, "coverText">;
}

/** A change with what it says in a report, before anything of it is folded. */
export interface DescribedChange {
  readonly change: PlanChange;
  readonly report: ResourceReport;
  /** What differs without meaning anything. */
  readonly quiet: readonly Quiet[];
}

/** What each change of a plan says; sorted by construct, then address. */
export function describeChanges(plan: Plan, options: DescribeOptions): readonly DescribedChange[] {
  const followers = followersIn(plan);
  return plan.changes
    .map((change): DescribedChange => {
      const { changes, quiet } = differencesOf(change);
      const { attributes, folded } = withoutNoise(change, changes, plan);
      const why = because(change);
      return {
        change,
        quiet,
        report: {
          address: change.address,
          ...(change.deposed === undefined ? {} : { deposed: change.deposed }),
          type: change.type,
          action: change.action,
          ...(why === undefined ? {} : { because: options.secrets.coverText(why) }),
          ...(change.previousAddress === undefined ? {} : { movedFrom: change.previousAddress }),
          ...(change.importId === undefined ? {} : { importedFrom: change.importId }),
          origin: options.originOf(change.address),
          attributes,
          foldedAttributes: folded,
          followers: change.deposed === undefined ? (followers.get(change.address) ?? []) : [],
        },
      };
    })
    .sort(
      ({ report: one }, { report: other }) =>
        byConstruct(one.origin, other.origin) ||
        byCodeUnits(one.address, other.address) ||
        byCodeUnits(one.deposed ?? "", other.deposed ?? ""),
    );
}

/** Resources that decide who may do or reach what: every difference of theirs is shown. */
export const isGuarded = ({ type }: { readonly type: string }): boolean =>
  guarded.some((form) => form.test(type));

const guarded = [
  /_policy$|_policy_document$/,
  /^aws_iam_|^aws_(?:default_)?(?:vpc_)?security_group|^aws_(?:default_)?network_acl|^aws_eks_access_|^aws_eks_pod_identity/,
  /^azurerm_(?:network_security|role|user_assigned_identity)/,
  /^google_.*_iam_|^google_(?:compute_firewall|service_account)/,
  /^kubernetes_(?:cluster_)?role/,
];

export function differencesOf(change: PlanChange): Differences {
  const [before, after] = withTags(change.before, change.after);
  const found = differences(before, after, {
    collection: collectionOf(change.type),
    values: "attributes",
    replacePaths: change.replacePaths,
  });
  const marks: AttributeChange[] = (change.sensitivityPaths ?? []).map((path) => ({
    path,
    kind: "sensitivity",
    forcesReplacement: false,
  }));
  return { quiet: found.quiet, changes: [...found.changes, ...marks] };
}

/** No tags are an empty mapping of tags, so that one more is one more, whether or not there was any. */
function withTags(before: Value, after: Value): readonly [Value, Value] {
  if (!isRecord(before) || !isRecord(after)) return [before, after];
  const filled = (these: Entries, those: Entries): Entries => {
    const missing = ["tags", "tags_all"].filter(
      (name) => (these[name] ?? null) === null && isRecord(those[name]),
    );
    return missing.length === 0
      ? these
      : { ...these, ...Object.fromEntries(missing.map((name) => [name, {}])) };
  };
  return [filled(before, after), filled(after, before)];
}

type Entries = Readonly<Record<string, Value>>;

/** Those with a construct first. */
export const byConstruct = ({ construct: one }: Origin, { construct: other }: Origin): number =>
  one === undefined || other === undefined
    ? Number(one === undefined) - Number(other === undefined)
    : byCodeUnits(one, other);

// --- internal ---

interface Noise {
  readonly attributes: readonly AttributeChange[];
  readonly folded: ResourceReport["foldedAttributes"];
}

/** What is said in numbers alone, by the reason that stands in the report. */
function withoutNoise(change: PlanChange, changes: readonly AttributeChange[], plan: Plan): Noise {
  const counts = new Map<string, number>();
  const attributes = changes.filter((attribute) => {
    const reason = noise(change, attribute, changes, plan);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  return {
    attributes,
    folded: [...counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((one, other) => byCodeUnits(one.reason, other.reason)),
  };
}

export const noiseReasons = {
  helm: "Helm's record of the release",
  computed: "known after apply",
  tags: "the same in tags",
} as const;

function noise(
  change: PlanChange,
  attribute: AttributeChange,
  all: readonly AttributeChange[],
  plan: Plan,
): string | undefined {
  if (attribute.kind === "sensitivity" || attribute.forcesReplacement) return undefined;
  if (isHelmRecord(change, attribute)) return noiseReasons.helm;
  if (isComputed(change, attribute, plan)) return noiseReasons.computed;
  if (attribute.path[0] === "tags_all" && all.some((other) => isSameTag(attribute, other)))
    return noiseReasons.tags;
  return undefined;
}

/** A release that failed before says so by its status, which is worth reading. */
function isHelmRecord({ type, action }: PlanChange, { path, before }: AttributeChange): boolean {
  if (type !== "helm_release" || action !== "update") return false;
  if (path[0] === "status") return before?.kind === "value" && before.value === "deployed";
  return path[0] === "metadata" || path[0] === "id";
}

/** Only known after apply, and nothing that the configuration sets. */
function isComputed(change: PlanChange, { path, after }: AttributeChange, plan: Plan): boolean {
  if (after?.kind !== "unknown") return false;
  const configured = plan.configured?.get(configurationAddress(change.address));
  return configured !== undefined && !isConfigured(configured, path);
}

const isSameTag = (attribute: AttributeChange, other: AttributeChange): boolean =>
  other.path[0] === "tags" &&
  JSON.stringify([other.path.slice(1), other.kind, other.after]) ===
    JSON.stringify([attribute.path.slice(1), attribute.kind, attribute.after]);
