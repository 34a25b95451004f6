import { attribute, textAt } from "../plan/attribute";
import { type PlanChange, Unknown } from "../plan/change";
import { aboutGrants, gain, loss } from "../policies/describe";
import { type Grant, takesIn } from "../policies/difference";
import type { Elements } from "../policies/document";
import {
  type PolicyChange,
  type PolicyKind,
  policyChanges,
  roleOf,
  unknownReferences,
} from "../policies/held";
import { changesOf, isOnBothSides, listed } from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const everything: Rule = {
  id: "EKS-IAM-001",
  title: "an identity gets every action, or all of IAM, STS or KMS, on every resource",
  level: "stop",
  why: "with it, an identity can give itself any other permission",
  fix: "Name the actions and resources that it needs.",
  find: (context) =>
    perGrant(context, ["identity"], (grant) => grant.conditions.length === 0 && isEverything(grant)),
};

export const everybody: Rule = {
  id: "EKS-IAM-002",
  title: "a resource's policy lets everybody in without a condition",
  level: "stop",
  why: "anybody with any AWS account, or none, may use it",
  fix: "Name the principals, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.",
  find: (context) =>
    perGrant(context, ["resource"], (grant) => grant.conditions.length === 0 && isEverybody(grant)),
};

export const boundary: Rule = {
  id: "EKS-IAM-003",
  title: "a permissions boundary is removed or changed",
  level: "stop",
  why: "the boundary is what limits policies that others may attach",
  fix: "Keep it, or say who agreed to its removal.",
  find: (context) =>
    changesOf(context, "aws_iam_role", "aws_iam_user").flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      const before = textAt(change.before, "permissions_boundary");
      const after = attribute(change.after, "permissions_boundary");
      if (before === undefined || before === after) return [];
      const gone = after === undefined;
      return [
        {
          subject: change.address,
          level: gone ? "stop" : "high",
          happens: gone
            ? `Its permissions boundary ${before} is removed.`
            : `Its permissions boundary ${before} becomes ${after instanceof Unknown ? "one that is only known after apply" : String(after)}.`,
          about: [before, gone ? null : "other"],
        },
      ];
    }),
};

export const broadened: Rule = {
  id: "EKS-IAM-004",
  title: "an identity or a resource's policy allows more than before",
  level: "high",
  why: "whoever already has it can do more from this apply on",
  fix: "Check that each action and resource is needed; name them instead of patterns.",
  find: (context) =>
    policyChanges(context).flatMap((change): RuleFinding[] => {
      if (change.kind === "trust" || change.outcome.kind === "hidden") return [];
      // told by louder rules
      const grants = change.outcome.broadened.filter((grant) => !isToldElsewhere(change.kind, grant));
      if (grants.length === 0) return [];
      return [
        {
          subject: change.subject,
          ...(change.fresh
            ? { level: "note", why: "nobody could do so before, since whatever has it is new too" }
            : {}),
          happens: `It ${listed(grants.map(gain), 4)}.`,
          about: aboutGrants(grants),
        },
      ];
    }),
};

export const passRole: Rule = {
  id: "EKS-IAM-005",
  title: "an identity may newly pass roles to services",
  level: "high",
  why: "who passes a role to a service can do there what the role may",
  fix: "Name the roles, and restrict the service with iam:PassedToService.",
  find: (context) =>
    perGrant(context, ["identity"], (grant) => permits(grant, "iam:passrole") && !isEverything(grant)),
};

export const managedPolicy: Rule = {
  id: "EKS-IAM-006",
  title: "a managed policy is attached to an identity",
  level: "high",
  why: "whoever already has it can do more from this apply on",
  fix: "Attach a policy that names what is needed.",
  find: (context) =>
    attachments(context, "after").flatMap(({ change, policy }): RuleFinding[] => {
      const name = policy.split("/").at(-1) ?? policy;
      const powerful =
        /^arn:[\w-]+:iam::aws:policy\/.*(AdministratorAccess|PowerUserAccess|FullAccess)$/.test(policy);
      const administrator = /:aws:policy\/(AdministratorAccess|IAMFullAccess)$/.test(policy);
      const fresh = isFresh(change, context);
      return [
        {
          subject: change.address,
          level: administrator ? "stop" : fresh && !powerful ? "note" : "high",
          happens: `${name} is attached${fresh ? " to an identity that is new too" : " to an identity that exists"}.`,
          ...(administrator ? { why: "with it, an identity can give itself any other permission" } : {}),
          about: policy,
        },
      ];
    }),
};

export const narrowed: Rule = {
  id: "EKS-IAM-007",
  title: "a policy allows less than before",
  level: "note",
  why: "what still needs it is refused from this apply on",
  fix: "Check that nothing needs it any more.",
  find: (context) => [
    ...policyChanges(context).flatMap(({ outcome, subject }) =>
      outcome.kind === "judged" && outcome.narrowed.length > 0
        ? [
            {
              subject,
              happens: `It ${listed(outcome.narrowed.map(loss), 4)}.`,
              about: aboutGrants(outcome.narrowed),
            },
          ]
        : [],
    ),
    ...attachments(context, "before").map(({ change, policy }) => ({
      subject: change.address,
      happens: `${policy.split("/").at(-1)} is detached.`,
      about: policy,
    })),
  ],
};

export const hiddenPolicy: Rule = {
  id: "EKS-IAM-008",
  title: "a policy changes, and what it will allow cannot be judged",
  level: "high",
  why: "it may allow anything",
  fix: "Build it from what is known before apply, or give the stacks too, in which references have names.",
  find: (context) => [
    ...policyChanges(context).flatMap(({ outcome, subject, kind }) =>
      outcome.kind === "hidden"
        ? [
            {
              subject,
              happens: `Its ${kind === "trust" ? "trust policy" : "policy"} cannot be judged: it ${outcome.because}.`,
              about: kind,
            },
          ]
        : [],
    ),
    ...hiddenAttachments(context),
  ],
};

// --- internal ---

const attachmentTypes = [
  "aws_iam_group_policy_attachment",
  "aws_iam_policy_attachment",
  "aws_iam_role_policy_attachment",
  "aws_iam_user_policy_attachment",
];

function perGrant(
  context: RuleContext,
  kinds: readonly PolicyKind[],
  wanted: (grant: Grant) => boolean,
): readonly RuleFinding[] {
  return policyChanges(context).flatMap((change: PolicyChange): RuleFinding[] => {
    if (!kinds.includes(change.kind) || change.outcome.kind === "hidden") return [];
    const grants = change.outcome.broadened.filter((grant) => grant.by === "permission" && wanted(grant));
    if (grants.length === 0) return [];
    return [
      { subject: change.subject, happens: `It ${listed(grants.map(gain), 4)}.`, about: aboutGrants(grants) },
    ];
  });
}

const isToldElsewhere = (kind: PolicyKind, grant: Grant): boolean =>
  grant.by === "permission" &&
  (kind === "identity"
    ? (grant.conditions.length === 0 && isEverything(grant)) || permits(grant, "iam:passrole")
    : grant.conditions.length === 0 && isEverybody(grant));

const permits = ({ actions }: Grant, action: string): boolean => takesIn(lower(actions), action);

const isEverything = (grant: Grant): boolean =>
  takesIn(grant.resources, "*") && ["iam:*", "sts:*", "kms:*"].some((service) => permits(grant, service));

const isEverybody = ({ principals }: Grant): boolean =>
  principals.values.includes("*") !== principals.except && principals.values.length > 0;

const lower = ({ except, values }: Elements): Elements => ({
  except,
  values: values.map((value) => value.toLowerCase()),
});

interface Attachment {
  readonly change: PlanChange;
  /** ARN. */
  readonly policy: string;
}

/** Policies that are attached only after, or only before. */
function attachments(context: RuleContext, side: "before" | "after"): readonly Attachment[] {
  const other = side === "before" ? "after" : "before";
  return changesOf(context, ...attachmentTypes).flatMap((change): Attachment[] => {
    const policy = textAt(change[side], "policy_arn");
    if (policy === undefined || change.action === "forget" || change.action === "import") return [];
    const stays =
      textAt(change[other], "policy_arn") === policy &&
      attribute(change.before, "role") === attribute(change.after, "role");
    // the identity goes, and the attachment with it
    const owner = context.plan === undefined ? undefined : roleOf(change, context.plan);
    if (stays || (side === "before" && owner?.action === "delete")) return [];
    return [{ change, policy }];
  });
}

/** Attachments of a policy whose ARN is not known yet; those made by this plan are judged by their document. */
function hiddenAttachments(context: RuleContext): readonly RuleFinding[] {
  const { plan } = context;
  if (plan === undefined) return [];
  const policies = plan.changes.filter(({ type }) => type === "aws_iam_policy").map(({ address }) => address);
  return changesOf(context, ...attachmentTypes).flatMap((change): RuleFinding[] => {
    if (!(attribute(change.after, "policy_arn") instanceof Unknown)) return [];
    const hiding = unknownReferences(change, plan);
    const own = hiding.find((reference) => policies.some((address) => reference.startsWith(`${address}.`)));
    if (own === undefined) {
      return [
        {
          subject: change.address,
          happens: "Which policy is attached is only known after apply.",
          about: hiding,
        },
      ];
    }
    if (isFresh(change, context)) return [];
    return [
      {
        subject: change.address,
        happens: `${own.replace(/\.arn$/, "")} is attached to an identity that exists.`,
        why: "whoever already has it can do more from this apply on",
        fix: "Check what the policy allows.",
        about: own,
      },
    ];
  });
}

const isFresh = (change: PlanChange, { plan }: RuleContext): boolean =>
  plan !== undefined && roleOf(change, plan)?.action === "create";
