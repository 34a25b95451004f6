import { canonical } from "../differences/value";
import type { PlanChange } from "../plan/change";
import { suspectedRenames } from "../plan/renames";
import { reachOf } from "../reach/reach";
import { becauseOf, changesOf, counted, fateOf, isDestroyed, isReplaced, listed, subjectOf } from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

/** What goes with a thing for good, by type. The cluster, releases and node groups have rules of their own. */
const irreplaceable: Readonly<Record<string, string>> = {
  aws_db_instance: "its data goes unless there is a snapshot",
  aws_dynamodb_table: "its items go",
  aws_ebs_volume: "its data goes",
  aws_ecr_repository: "its images go, and pods that pull them no longer start",
  aws_efs_file_system: "its files go",
  aws_iam_openid_connect_provider: "every role that pods assume through it stops working",
  aws_kms_alias: "who names the key by this alias no longer finds it",
  aws_kms_key: "what is encrypted with it becomes unreadable",
  aws_rds_cluster: "its data goes unless there is a snapshot",
  aws_route53_zone: "its records go, and a new zone has other name servers",
  aws_s3_bucket: "its objects go",
  aws_secretsmanager_secret: "its value goes, and its name is blocked while it waits for deletion",
  aws_sqs_queue: "the messages in it go",
  aws_vpc: "everything in it has to go first",
  kubernetes_namespace: "everything in it goes",
  kubernetes_namespace_v1: "everything in it goes",
};

/** What comes back, but not as it was, by type. */
const disruptive: Readonly<Record<string, string>> = {
  aws_alb: "its DNS name and addresses change",
  aws_cloudwatch_log_group: "its log events go",
  aws_eip: "the address that others may have allowed changes",
  aws_eks_node_group: "its pods are evicted",
  aws_iam_role: "its unique id changes, which access entries and policies that name it do not follow",
  aws_internet_gateway: "the network has no way in or out meanwhile",
  aws_launch_template: "node groups that use it roll",
  aws_lb: "its DNS name and addresses change",
  aws_nat_gateway: "connections out break, and their source address may change",
  aws_route_table: "its subnets have no routes meanwhile",
  aws_security_group: "whoever wears it has to change to another one",
  aws_subnet: "everything with an address in it has to go first",
};

/** What requests or credentials go through: while it is away, they fail. */
const serving = new Set([
  "aws_acm_certificate",
  "aws_eks_access_entry",
  "aws_eks_access_policy_association",
  "aws_eks_addon",
  "aws_eks_pod_identity_association",
  "aws_iam_instance_profile",
  "aws_iam_policy",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_lb_listener",
  "aws_lb_listener_rule",
  "aws_lb_target_group",
  "aws_route",
  "aws_route53_record",
  "aws_route_table_association",
  "aws_security_group_rule",
  "aws_vpc_endpoint",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);

/** Types whose loss another rule tells. */
const elsewhere = new Set(["aws_eks_cluster", "helm_release"]);

/** ` 12 resources follow.`, or nothing. */
export function followers({ plan }: RuleContext, { address }: PlanChange): string {
  const hot = plan === undefined ? [] : reachOf(plan).hot(address);
  if (hot.length === 0) return "";
  return ` ${counted(hot.length, "resource follows", "resources follow")}: ${listed(hot, 4)}.`;
}

export const lossOfData: Rule = {
  id: "EKS-LIFE-001",
  title: "what holds data, keys or identity is deleted or replaced",
  level: "stop",
  why: "it cannot be brought back by another apply",
  fix: "Keep it with moved, ignoreChanges or preventDestroy, or back it up and acknowledge this.",
  find: (context) => losses(context, irreplaceable),
};

export const disruption: Rule = {
  id: "EKS-LIFE-002",
  title: "a part of the network, of nodes or of identity is deleted or replaced",
  level: "high",
  why: "what depends on it breaks or has to move meanwhile",
  fix: "Create the new one first (createBeforeDestroy), or split this into its own deploy in a quiet hour.",
  find: (context) => losses(context, disruptive),
};

export const gap: Rule = {
  id: "EKS-LIFE-003",
  title: "what serves traffic or grants access is destroyed before its successor exists",
  level: "high",
  why: "requests or credentials that need it fail in between",
  fix: "Set createBeforeDestroy, and give it a name that may exist twice.",
  find: (context) =>
    changesOf(context)
      .filter(({ action, type }) => action === "replace-delete-first" && serving.has(type))
      .map((change) => ({
        subject: change.address,
        happens: `It ${fateOf(change)}${becauseOf(change)}.${followers(context, change)}`,
        about: [change.action, change.replacePaths],
      })),
};

export const muchGoes: Rule = {
  id: "EKS-LIFE-004",
  title: "at least ten resources, or more than 30 % of all, are deleted or replaced",
  level: "high",
  why: "a plan that destroys this much is often made for another environment, or after a rename",
  fix: "Check that environment, workspace and base are the right ones; split what is meant into smaller deploys.",
  find: (context) => {
    const there = (context.plan?.changes ?? []).filter(
      ({ mode, action, deposed }) =>
        mode === "managed" && deposed === undefined && action !== "create" && action !== "import",
    );
    const going = there.filter(isDestroyed);
    const share = there.length === 0 ? 0 : going.length / there.length;
    // of three resources, one is already a third
    if (going.length < 10 && (share <= 0.3 || going.length < 3)) return [];
    return [
      {
        subject: "plan",
        happens: `${going.length} of ${counted(there.length, "managed resource")} (${Math.round(share * 100)} %) are deleted or replaced.`,
        about: going.map(({ address }) => address).sort(),
      },
    ];
  },
};

export const rename: Rule = {
  id: "EKS-LIFE-005",
  title: "something is destroyed and created again under another address",
  level: "high",
  why: "a construct that was only moved or renamed is taken for two different things",
  fix: "Say that it moved (moveFromId, addMoveTarget or a moved block), or keep its id with overrideLogicalId.",
  find: ({ plan }) =>
    (plan === undefined ? [] : suspectedRenames(plan)).map(({ from, to, type }) => ({
      subject: from,
      happens: `It is destroyed, and ${to} is created with the same configuration.`,
      about: [type, to],
    })),
};

export const forgotten: Rule = {
  id: "EKS-LIFE-006",
  title: "something is left running that is no longer managed",
  level: "high",
  why: "it costs and is reachable, while nobody changes or deletes it any more",
  fix: "Say who looks after it from now on, or delete it instead.",
  find: (context) =>
    changesOf(context)
      .filter(({ action }) => action === "forget")
      .map((change) => ({
        subject: change.address,
        happens: "It is left running, and no longer managed.",
        about: "forget",
      })),
};

export const otherLoss: Rule = {
  id: "EKS-LIFE-007",
  title: "something else is deleted or replaced",
  level: "note",
  why: "it is gone, or another one, afterwards",
  fix: "Check that this is meant.",
  find: (context) => {
    const { plan } = context;
    const told = new Set((plan === undefined ? [] : suspectedRenames(plan)).map(({ from }) => from));
    return changesOf(context)
      .filter(
        (change) =>
          isDestroyed(change) &&
          !(change.type in irreplaceable) &&
          !(change.type in disruptive) &&
          !elsewhere.has(change.type) &&
          !(serving.has(change.type) && change.action === "replace-delete-first") &&
          !told.has(change.address),
      )
      .map((change) => ({
        subject: change.address,
        happens: `It ${fateOf(change)}${becauseOf(change)}.`,
        about: [change.action, change.replacePaths],
      }));
  },
};

export const deposed: Rule = {
  id: "EKS-LIFE-008",
  title: "an object that a replacement left behind is destroyed",
  level: "note",
  why: "an earlier apply ended before it could destroy it",
  fix: "Check that nothing uses it any more.",
  find: ({ plan }) =>
    (plan?.changes ?? [])
      .filter((change) => change.deposed !== undefined && change.action !== "no-op")
      .map((change) => ({
        subject: subjectOf(change),
        happens: "What an earlier replacement left behind is destroyed.",
        about: change.deposed,
      })),
};

export const imported: Rule = {
  id: "EKS-LIFE-009",
  title: "something that already exists is imported",
  level: "note",
  why: "it is managed from now on, so the next plan may change or delete it",
  fix: "Check that the id is the right one.",
  find: ({ plan }) =>
    (plan?.changes ?? [])
      .filter(({ importId }) => importId !== undefined)
      .map(({ address, importId }) => ({
        subject: address,
        happens: `${importId} is imported.`,
        about: importId,
      })),
};

// --- internal ---

function losses(context: RuleContext, consequences: Readonly<Record<string, string>>): RuleFinding[] {
  const gone = changesOf(context).filter((change) => isDestroyed(change) && change.type in consequences);
  return gone.map((change) => ({
    subject: change.address,
    happens: `It ${fateOf(change)}${becauseOf(change)}: ${consequences[change.type]}.${
      isReplaced(change) ? followers(context, change) : ""
    }`,
    about: [change.action, canonical(change.replacePaths)],
  }));
}
