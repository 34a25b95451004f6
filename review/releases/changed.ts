import { releasesOf } from "../../verify/input/releases";
import { canonical, isRecord } from "../differences/value";
import { attribute, textAt } from "../plan/attribute";
import { type PlanChange, Unknown, type Value } from "../plan/change";
import type { Action } from "../report/report";
import { oncePerContext } from "../rules/once";
import type { ReleaseValues, RuleContext } from "../rules/rule";

/** A Helm release that something happens to, with both sides as far as they are known. */
export interface ReleaseChange {
  readonly address: string;
  readonly action: Action;
  readonly before?: ReleaseSide;
  readonly after?: ReleaseSide;
  /** What the plan says of it; undefined where only the stacks are at hand. */
  readonly change?: PlanChange;
}

export interface ReleaseSide extends ReleaseValues {
  /** Whether a whole document of values is not known, so that `values` lacks what is in it. */
  readonly hidden: boolean;
}

/** Releases that change, from the plan if there is one, else from the stacks. */
export const changedReleases = oncePerContext((context): readonly ReleaseChange[] =>
  context.plan === undefined ? fromStacks(context) : fromPlan(context),
);

/** One value below a path, such as `ports.web.expose.default`. */
export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: Value;
}

/** All values that are neither a mapping nor a list, the empty ones included. */
export function leavesOf(values: Value, path: readonly (string | number)[] = []): readonly Leaf[] {
  if (Array.isArray(values) && values.length > 0) {
    return values.flatMap((item, index) => leavesOf(item, [...path, index]));
  }
  if (isRecord(values) && Object.keys(values).length > 0) {
    return Object.entries(values).flatMap(([key, value]) => leavesOf(value, [...path, key]));
  }
  return [{ path, value: values }];
}

/** A value that is another one afterwards; undefined on the side where the chart's default holds. */
export interface ChangedLeaf {
  readonly path: readonly (string | number)[];
  readonly before: Value;
  readonly after: Value;
}

/** Values that differ, sorted by path; everything that is set, where the release is new. */
export function changedLeaves({ before, after }: ReleaseChange): readonly ChangedLeaf[] {
  const [old, young] = [before, after].map(
    (side) => new Map(leavesOf(side?.values ?? {}).map((leaf) => [canonical(leaf.path), leaf])),
  ) as [Map<string, Leaf>, Map<string, Leaf>];
  return [...new Set([...old.keys(), ...young.keys()])]
    .sort()
    .map((key) => ({
      path: young.get(key)?.path ?? old.get(key)?.path ?? [],
      before: old.get(key)?.value,
      after: young.get(key)?.value,
    }))
    .filter((leaf) => canonical(leaf.before) !== canonical(leaf.after));
}

/** `a.b["c.d"][0]` */
export const shownPath = (path: readonly (string | number)[]): string =>
  path
    .map((step) =>
      typeof step === "number"
        ? `[${step}]`
        : /^[\w-]+$/.test(step)
          ? `.${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join("")
    .replace(/^\./, "");

// --- internal ---

function fromPlan(context: RuleContext): readonly ReleaseChange[] {
  const { before = [], after = [] } = context.releases;
  return (context.plan?.changes ?? [])
    .filter(
      ({ mode, type, deposed, action }) =>
        mode === "managed" && type === "helm_release" && deposed === undefined && action !== "no-op",
    )
    .map((change) => {
      const [old, young] = [sideOf(change, change.before, before), sideOf(change, change.after, after)];
      return {
        address: change.address,
        action: change.action,
        ...(old === undefined ? {} : { before: old }),
        ...(young === undefined ? {} : { after: young }),
        change,
      };
    });
}

function sideOf(
  change: PlanChange,
  value: Value,
  configured: readonly ReleaseValues[],
): ReleaseSide | undefined {
  if (!isRecord(value)) return undefined;
  const read = releasesOf({
    file: "",
    resources: new Map([
      [
        "helm_release",
        new Map([
          [
            change.name,
            {
              file: "",
              type: "helm_release",
              address: change.address,
              attributes: value,
              locate: () => ({ line: 1, column: 1 }),
            },
          ],
        ]),
      ],
    ]),
  }).releases[0];
  if (read === undefined) return undefined;
  const own = {
    address: change.address,
    name: read.name ?? "",
    namespace: textAt(value, "namespace") ?? "default",
    chart: read.chart,
    ...(read.version === undefined ? {} : { version: read.version }),
  };
  const isUnknown =
    attribute(value, "set") instanceof Unknown || attribute(value, "values") instanceof Unknown;
  if (read.valuesKnown && !isUnknown) return { ...own, values: read.values, hidden: false };
  // the stack has the values as they were written, with names for what only apply knows
  const stack = configured.find(({ address }) => address === change.address);
  return stack === undefined
    ? { ...own, values: read.values, hidden: true }
    : { ...own, values: stack.values, hidden: false };
}

function fromStacks({ releases: { before = [], after = [] } }: RuleContext): readonly ReleaseChange[] {
  const [old, young] = [before, after].map(
    (side) => new Map(side.map((release) => [release.address, { ...release, hidden: false }])),
  ) as [Map<string, ReleaseSide>, Map<string, ReleaseSide>];
  return [...new Set([...old.keys(), ...young.keys()])].sort().flatMap((address): ReleaseChange[] => {
    const [one, other] = [old.get(address), young.get(address)];
    if (canonical(one) === canonical(other)) return [];
    return [
      {
        address,
        action: one === undefined ? "create" : other === undefined ? "delete" : "update",
        ...(one === undefined ? {} : { before: one }),
        ...(other === undefined ? {} : { after: other }),
      },
    ];
  });
}
