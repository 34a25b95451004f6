import { type Differences, differences, type Quiet } from "../differences/differences";
import { byCodeUnits } from "../differences/value";
import type { AttributeChange, Origin, ResourceReport } from "../report/report";
import type { Secrets } from "../secrets/secrets";
import { configurationAddress } from "./address";
import { because } from "./because";
import type { Plan, PlanChange } from "./change";
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
      const { changes, quiet } = differencesOf(change, options.secrets);
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
          followers: followers.get(change.address) ?? [],
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

/** Attributes of security, where a provider's idea of what is equivalent is not taken. */
export const isGuarded = ({ type }: { readonly type: string }): boolean =>
  /^aws_iam_|^aws_(?:default_)?(?:vpc_)?security_group|_policy$|^aws_(?:default_)?network_acl/.test(type);

export function differencesOf(change: PlanChange, { coverText }: Pick<Secrets, "coverText">): Differences {
  const found = differences(change.before, change.after, {
    collection: collectionOf(change.type),
    values: "attributes",
    replacePaths: change.replacePaths,
  });
  const marks: AttributeChange[] = (change.sensitivityPaths ?? []).map((path) => ({
    path,
    kind: "sensitivity",
    forcesReplacement: false,
  }));
  return {
    quiet: found.quiet,
    changes: [...found.changes, ...marks].map((one) => ({ ...one, path: one.path.map(covered) })),
  };
  function covered(step: string | number): string | number {
    return typeof step === "number" || /^[a-z][a-z_]*$/.test(step) ? step : coverText(step);
  }
}

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
