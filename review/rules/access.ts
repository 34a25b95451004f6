import { isRecord } from "../../verify/structural/record";
import { canonical } from "../differences/value";
import { attribute, textAt, textsAt } from "../plan/attribute";
import { type Plan, type PlanChange, Unknown } from "../plan/change";
import { aboutGrants, gain } from "../policies/describe";
import type { Grant } from "../policies/difference";
import { policyChanges } from "../policies/held";
import { changesOf, isDestroyed, isOnBothSides, listed, resourcesOf } from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const newAdministrator: Rule = {
  id: "EKS-ACCESS-001",
  title: "a principal newly administers the whole cluster",
  level: "stop",
  why: "it can read every Secret and change everything in the cluster",
  fix: "Give it a policy for the namespaces that it needs, or acknowledge it by name.",
  find: (context) =>
    changesOf(context, "aws_eks_access_policy_association").flatMap((change): RuleFinding[] => {
      if (!isAdministrator(change.after) || keepsPrincipal(change)) return [];
      return [
        {
          subject: change.address,
          ...beginning(context),
          happens: `${principalOf(change.after)} gets AmazonEKSClusterAdminPolicy for the whole cluster.`,
          about: principalOf(change.after),
        },
      ];
    }),
};

export const lastAdministrator: Rule = {
  id: "EKS-ACCESS-002",
  title: "the last administrator of the cluster is removed",
  level: "stop",
  why: "nobody can change the cluster any more, Terraform's Helm releases included",
  fix: "Keep one administrator, or add the next one first.",
  find: (context) => {
    const all = resourcesOf(context, "aws_eks_access_policy_association");
    const had = all.filter(({ before, action }) => action !== "create" && isAdministrator(before));
    const has = all.filter(({ after, action }) => action !== "delete" && isAdministrator(after));
    const [first] = had.filter((change) => !has.includes(change));
    // with the cluster, they all go
    if (first === undefined || has.length > 0 || clusterGoes(context)) return [];
    return [
      {
        subject: first.address,
        happens: `${principalOf(first.before)} was the last one with AmazonEKSClusterAdminPolicy.`,
        about: "last administrator",
      },
    ];
  },
};

export const foreignTrust: Rule = {
  id: "EKS-ACCESS-003",
  title: "everybody or another account may newly assume a role",
  level: "stop",
  why: "what the role may do is in the hands of somebody else",
  fix: "Name roles of this account, or add a condition on sts:ExternalId or aws:PrincipalOrgID and acknowledge it.",
  find: (context) => trust(context, (grant, own) => isForeign(grant, own)),
};

export const newAccess: Rule = {
  id: "EKS-ACCESS-004",
  title: "a principal gets access to the cluster",
  level: "high",
  why: "it can reach the Kubernetes API with what its policies and groups allow",
  fix: "Check who it is, and that its scope is no wider than it needs.",
  find: (context) =>
    changesOf(context, "aws_eks_access_entry", "aws_eks_access_policy_association").flatMap(
      (change): RuleFinding[] => {
        if (keepsPrincipal(change) || change.after === undefined || isAdministrator(change.after)) return [];
        const principal = principalOf(change.after);
        const policy = textAt(change.after, "policy_arn")?.split("/").at(-1);
        const namespaces = textsAt(change.after, "access_scope.namespaces");
        const scope =
          textAt(change.after, "access_scope.type") === "namespace"
            ? `in ${listed(namespaces)}`
            : "for the whole cluster";
        return [
          {
            subject: change.address,
            ...beginning(context),
            happens:
              change.type === "aws_eks_access_entry"
                ? `${principal} gets access to the cluster.`
                : `${principal} gets ${policy ?? "a policy"} ${scope}.`,
            about: [principal, policy ?? null, namespaces],
          },
        ];
      },
    ),
};

export const newIdentity: Rule = {
  id: "EKS-ACCESS-005",
  title: "pods of a service account get an AWS identity",
  level: "high",
  why: "whoever may create pods in that namespace can do what the role may",
  fix: "Check that the namespace belongs to whoever should have the role.",
  find: (context) => [
    ...changesOf(context, "aws_eks_pod_identity_association").flatMap((change): RuleFinding[] => {
      if (change.after === undefined || change.action === "import") return [];
      const account = `${textAt(change.after, "namespace")}/${textAt(change.after, "service_account")}`;
      const before = `${textAt(change.before, "namespace")}/${textAt(change.before, "service_account")}`;
      const role = attribute(change.after, "role_arn");
      const sameRole = canonical(attribute(change.before, "role_arn")) === canonical(role);
      if (account === before && sameRole) return [];
      return [
        {
          subject: change.address,
          ...beginning(context),
          happens: `Pods of ${account} get ${typeof role === "string" ? role : "a role that is only known after apply"}.`,
          about: account,
        },
      ];
    }),
    ...trust(
      context,
      (grant) =>
        grant.because !== "condition" &&
        grant.principals.values.some((principal) =>
          /^Federated:.*oidc-provider\/oidc\.eks\./.test(principal),
        ),
    ).map((finding) => ({ ...finding, level: "high" as const })),
  ],
};

export const loosenedSubject: Rule = {
  id: "EKS-ACCESS-006",
  title: "a role's trust gets wider",
  level: "high",
  why: "more callers than before may assume the role",
  fix: "Name the subjects with StringEquals, without patterns.",
  find: (context) =>
    trust(
      context,
      (grant, own, fresh) =>
        !fresh &&
        !isForeign(grant, own) &&
        !(
          grant.because !== "condition" &&
          grant.principals.values.some((principal) => principal.includes("oidc-provider/oidc.eks."))
        ),
    ),
};

export const groups: Rule = {
  id: "EKS-ACCESS-007",
  title: "the Kubernetes groups of an access entry change",
  level: "note",
  why: "role bindings decide what that means",
  fix: "Check the role bindings of these groups.",
  find: (context) =>
    changesOf(context, "aws_eks_access_entry").flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      const [before, after] = [
        textsAt(change.before, "kubernetes_groups"),
        textsAt(change.after, "kubernetes_groups"),
      ];
      if (before.join("\n") === after.join("\n")) return [];
      return [
        {
          subject: change.address,
          happens: `${principalOf(change.after)} is in ${after.length === 0 ? "no group" : listed(after)} instead of ${before.length === 0 ? "none" : listed(before)}.`,
          about: after,
        },
      ];
    }),
};

/** The account that a plan is about: the one that most ARNs in it name. */
export function accountOf(plan: Plan): string | undefined {
  const counts = new Map<string, number>();
  for (const { before, after } of plan.changes) {
    for (const side of [before, after]) {
      for (const value of isRecord(side) ? Object.values(side) : []) {
        const account =
          typeof value === "string" ? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1] : undefined;
        if (account !== undefined) counts.set(account, (counts.get(account) ?? 0) + 1);
      }
    }
  }
  return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))[0]?.[0];
}

// --- internal ---

function isAdministrator(side: unknown): boolean {
  return (
    /:cluster-access-policy\/AmazonEKSClusterAdminPolicy$/.test(textAt(side, "policy_arn") ?? "") &&
    textAt(side, "access_scope.type") !== "namespace"
  );
}

function principalOf(side: unknown): string {
  const principal = attribute(side, "principal_arn");
  return typeof principal === "string" ? principal : "A principal that is only known after apply";
}

/** Whether the same principal had the same policy before, at least as widely. */
function keepsPrincipal({ before, after, action }: PlanChange): boolean {
  if (action === "import") return true;
  if (before === undefined || before === null) return false;
  const [one, other] = [before, after].map((side) => attribute(side, "principal_arn"));
  // a known one that becomes unknown is a role that is replaced
  if (one !== other && !(other instanceof Unknown)) return false;
  if (textAt(before, "policy_arn") !== textAt(after, "policy_arn")) return false;
  if (textAt(before, "access_scope.type") !== "namespace") return true;
  const had = textsAt(before, "access_scope.namespaces");
  return (
    textAt(after, "access_scope.type") === "namespace" &&
    textsAt(after, "access_scope.namespaces").every((namespace) => had.includes(namespace))
  );
}

/** A cluster that is new has to be given to somebody. */
function beginning(context: RuleContext): Partial<RuleFinding> {
  const clusters = resourcesOf(context, "aws_eks_cluster");
  return clusters.length > 0 && clusters.every(({ action }) => action === "create") ? { level: "note" } : {};
}

const clusterGoes = (context: RuleContext): boolean =>
  resourcesOf(context, "aws_eks_cluster").some(isDestroyed);

/** Findings about what a trust policy newly allows, as far as `wanted`. */
function trust(
  context: RuleContext,
  wanted: (grant: Grant, own: string | undefined, fresh: boolean) => boolean,
): readonly RuleFinding[] {
  const own = context.plan === undefined ? undefined : accountOf(context.plan);
  return policyChanges(context).flatMap(({ kind, outcome, subject, fresh }): RuleFinding[] => {
    if (kind !== "trust" || outcome.kind === "hidden") return [];
    const grants = outcome.broadened.filter((grant) => wanted(grant, own, fresh));
    if (grants.length === 0) return [];
    return [{ subject, happens: `It ${listed(grants.map(gain), 4)}.`, about: aboutGrants(grants) }];
  });
}

/** Whether it names everybody, or somebody in an account that is not `own`. */
const isForeign = ({ principals }: Grant, own: string | undefined): boolean =>
  principals.except ||
  principals.values.some((principal) => {
    if (principal === "*") return true;
    const account =
      /^AWS:(\d{12})$/.exec(principal)?.[1] ?? /^AWS:arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
    return account !== undefined && own !== undefined && account !== own;
  });
