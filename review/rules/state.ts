import { canonical, isRecord } from "../differences/value";
import { configurationAddress } from "../plan/address";
import { attribute, hasUnknown, same } from "../plan/attribute";
import { type PlanChange, Unknown } from "../plan/change";
import { changesOf, isUpdated, listed } from "./changes";
import { guarded } from "./guarded";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const errored: Rule = {
  id: "EKS-STATE-001",
  title: "planning ended with an error",
  level: "stop",
  why: "the plan cannot be applied, and what it lists is not all that would change",
  fix: "Fix what Terraform says, and plan again.",
  find: ({ plan }) =>
    plan?.errored === true
      ? [{ subject: "plan", happens: "Planning ended with an error.", about: "errored" }]
      : [],
};

export const backend: Rule = {
  id: "EKS-STATE-002",
  title: "where the state is kept, or how it is locked, changes",
  level: "stop",
  why: "with another state, Terraform creates everything a second time; without a lock, two applies break it",
  fix: "Migrate the state (terraform init -migrate-state) in a change of its own.",
  find: ({ stacks }) => {
    if (stacks?.before === undefined || stacks.after === undefined) return [];
    const [before, after] = [stacks.before.backend, stacks.after.backend];
    if (canonical(before ?? null) === canonical(after ?? null)) return [];
    const paths = changedPaths(before, after);
    return [
      {
        subject: "terraform.backend",
        happens: `${listed(paths)} ${paths.length === 1 ? "changes" : "change"}.`,
        about: paths,
      },
    ];
  },
};

export const failedCheck: Rule = {
  id: "EKS-STATE-003",
  title: "a check of the configuration fails",
  level: "high",
  why: "a check block does not stop an apply",
  fix: "Fix what it says, or the check.",
  find: ({ plan }) =>
    (plan?.checks ?? [])
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address, status, messages }) => ({
        subject: address,
        happens: `${status === "fail" ? "It fails" : "It cannot be evaluated"}${messages.length > 0 ? `: ${messages.join(" ").replace(/\.$/, "")}` : ""}.`,
        about: [status, messages],
      })),
};

export const driftReverted: Rule = {
  id: "EKS-STATE-004",
  title: "what was changed outside of Terraform is set back",
  level: "high",
  why: "somebody, or an autoscaler, changed it for a reason",
  fix: "Take the change over into the code, or leave the attribute alone with ignoreChanges.",
  find: (context) =>
    drifted(context).flatMap(({ drift, change, paths }): RuleFinding[] => {
      if (change === undefined || change.action === "create") return [];
      const back = paths.filter((path) => !same(attribute(drift.after, path), attribute(change.after, path)));
      if (back.length === 0 || change.action === "no-op" || change.action === "delete") return [];
      return [
        {
          subject: drift.address,
          happens: `${listed(back)} ${back.length === 1 ? "was" : "were"} changed outside of Terraform, and this plan sets ${back.length === 1 ? "it" : "them"} back.`,
          about: back,
        },
      ];
    }),
};

export const driftRecreated: Rule = {
  id: "EKS-STATE-005",
  title: "what was deleted outside of Terraform is created again",
  level: "high",
  why: "somebody deleted it for a reason, or whoever plans cannot see it",
  fix: "Find out who deleted it; remove it from the code if that was meant.",
  find: (context) =>
    (context.plan?.drift ?? [])
      .filter(
        ({ after, type, mode }) =>
          mode === "managed" && (after === undefined || after === null) && type !== "helm_release",
      )
      .flatMap(({ address }): RuleFinding[] =>
        changesOf(context).some((change) => change.address === address && change.action === "create")
          ? [
              {
                subject: address,
                happens: "It was deleted outside of Terraform, and is created again.",
                about: "recreated",
              },
            ]
          : [],
      ),
};

export const incomplete: Rule = {
  id: "EKS-STATE-006",
  title: "the plan leaves something out",
  level: "high",
  why: "what it leaves out may be what the rest needs",
  fix: "Plan without -target, and apply until nothing is put off.",
  find: ({ plan }) =>
    plan !== undefined && !plan.complete && !plan.errored
      ? [
          {
            subject: "plan",
            happens: "The plan is limited to a part (-target), or puts changes off.",
            about: "incomplete",
          },
        ]
      : [],
};

export const unknownCheck: Rule = {
  id: "EKS-STATE-007",
  title: "checks can only be evaluated after apply",
  level: "high",
  why: "whether they hold shows when it is too late",
  fix: "Look at them once more after apply.",
  find: ({ plan }) => {
    const open = (plan?.checks ?? [])
      .filter(({ status }) => status === "unknown")
      .map(({ address }) => address);
    // a plan that ended early evaluated none
    return open.length === 0 || plan?.errored === true
      ? []
      : [{ subject: "plan", happens: `${listed(open)} can only be evaluated after apply.`, about: open }];
  },
};

export const driftKept: Rule = {
  id: "EKS-STATE-008",
  title: "what was changed outside of Terraform stays as it is now",
  level: "note",
  why: "code and reality differ without a plan to show it",
  fix: "Take the change over into the code if it is meant to stay.",
  find: (context) =>
    drifted(context).flatMap(({ drift, change, paths }): RuleFinding[] => {
      const kept = paths.filter(
        (path) => change === undefined || same(attribute(drift.after, path), attribute(change.after, path)),
      );
      return kept.length === 0 || change?.action === "delete"
        ? []
        : [
            {
              subject: drift.address,
              happens: `${listed(kept)} ${kept.length === 1 ? "was" : "were"} changed outside of Terraform, and ${kept.length === 1 ? "stays" : "stay"} so.`,
              about: kept,
            },
          ];
    }),
};

export const unjudged: Rule = {
  id: "EKS-STATE-009",
  title: "an attribute that other rules watch is only known after apply",
  level: "high",
  why: "none of these rules can say whether it is safe",
  fix: "Make it known before apply, or look at it afterwards.",
  find: (context) =>
    changesOf(context, ...Object.keys(guarded)).flatMap((change): RuleFinding[] => {
      if (!isUpdated(change)) return [];
      const hidden = (guarded[change.type] ?? []).filter((path) => {
        const after = attribute(change.after, path);
        return after instanceof Unknown && isConfigured(context, change, path);
      });
      return hidden.length === 0
        ? []
        : [
            {
              subject: change.address,
              happens: `What ${listed(hidden)} ${hidden.length === 1 ? "becomes" : "become"} cannot be judged.`,
              about: hidden,
            },
          ];
    }),
};

export const putOff: Rule = {
  id: "EKS-STATE-010",
  title: "a change is put off to a later plan",
  level: "high",
  why: "nobody can review it before the next plan",
  fix: "Plan again after this apply, and review that plan too.",
  find: ({ plan }) =>
    (plan?.changes ?? [])
      .filter(({ deferred }) => deferred !== undefined)
      .map(({ address, deferred }) => ({
        subject: address,
        happens: `It is put off (${deferred}).`,
        about: deferred,
      })),
};

// --- internal ---

/** Names of the top-level attributes that were changed outside, each with what the plan does about the resource. */
function drifted({ plan }: RuleContext): readonly {
  readonly drift: PlanChange;
  readonly change: PlanChange | undefined;
  readonly paths: readonly string[];
}[] {
  const changes = new Map(
    (plan?.changes ?? [])
      .filter(({ deposed }) => deposed === undefined)
      .map((change) => [change.address, change]),
  );
  return (plan?.drift ?? []).flatMap((drift) => {
    const { before, after, mode } = drift;
    if (mode !== "managed" || !isRecord(before) || !isRecord(after)) return [];
    const paths = Object.keys(after)
      .filter((key) => !same(before[key], after[key]) && !hasUnknown(after[key]))
      .sort();
    return paths.length === 0 ? [] : [{ drift, change: changes.get(drift.address), paths }];
  });
}

/** Whether the configuration sets it; what the provider chooses is unknown whenever anything changes. */
function isConfigured({ plan }: RuleContext, { address }: PlanChange, path: string): boolean {
  const set = plan?.configured?.get(configurationAddress(address));
  return (
    set === undefined ||
    [...set].some((own) => own === path || own.startsWith(`${path}.`) || path.startsWith(`${own}.`))
  );
}

/** Dotted paths of what differs. */
function changedPaths(before: unknown, after: unknown, path: readonly string[] = []): readonly string[] {
  if (canonical(before ?? null) === canonical(after ?? null)) return [];
  if (!isRecord(before) || !isRecord(after)) return [path.join(".") || "the backend"];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .flatMap((key) => changedPaths(before[key], after[key], [...path, key]));
}
