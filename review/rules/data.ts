import { canonical } from "../differences/value";
import { configurationAddress } from "../plan/address";
import { attribute, numberAt, textAt } from "../plan/attribute";
import { type PlanChange, Unknown } from "../plan/change";
import { changesOf, counted, edit, isDestroyed, isOnBothSides } from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const rotation: Rule = {
  id: "EKS-DATA-001",
  title: "the rotation of a key is turned off",
  level: "stop",
  why: "whoever once had the key material keeps reading what is written from now on",
  fix: "Keep enable_key_rotation.",
  find: turned(["aws_kms_key"], "enable_key_rotation", false, "Its rotation is off."),
};

export const deletionWindow: Rule = {
  id: "EKS-DATA-002",
  title: "a key or a secret can be deleted sooner",
  level: "stop",
  why: "there is less time to notice and to cancel it",
  fix: "Keep 30 days.",
  find: (context) =>
    changesOf(context, "aws_kms_key", "aws_secretsmanager_secret").flatMap((change): RuleFinding[] => {
      const path = change.type === "aws_kms_key" ? "deletion_window_in_days" : "recovery_window_in_days";
      const [before, after] = [change.before, change.after].map((side) => numberAt(side, path));
      if (!isOnBothSides(change) || before === undefined || after === undefined || after >= before) return [];
      return [
        {
          subject: change.address,
          happens: `It can be deleted for good after ${counted(after, "day")} instead of ${before}.`,
          about: after,
        },
      ];
    }),
};

export const forceDestroy: Rule = {
  id: "EKS-DATA-003",
  title: "a bucket, repository or zone may newly be deleted with what is in it",
  level: "stop",
  why: "the next plan that deletes it takes everything along without asking",
  fix: "Leave it off, and empty it by hand when it goes.",
  find: (context) =>
    ["force_destroy", "force_delete"].flatMap((path) =>
      turned(
        ["aws_s3_bucket", "aws_ecr_repository", "aws_route53_zone", "aws_backup_vault"],
        path,
        true,
        `${path} is on.`,
      )(context),
    ),
};

export const finalSnapshot: Rule = {
  id: "EKS-DATA-004",
  title: "a database may newly go without a last snapshot",
  level: "stop",
  why: "nothing is left of its data once it is deleted",
  fix: "Leave skip_final_snapshot off, and give final_snapshot_identifier.",
  find: turned(
    ["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_redshift_cluster"],
    "skip_final_snapshot",
    true,
    "It goes without a last snapshot.",
  ),
};

export const otherKey: Rule = {
  id: "EKS-DATA-005",
  title: "something is encrypted with another key, or no longer with an own one",
  level: "high",
  why: "what was written before still needs the old key, and whoever reads must be allowed to use the new one",
  fix: "Keep the old key, and check who may use the new one.",
  find: (context) =>
    changesOf(context).flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      return keyPaths.flatMap((path): RuleFinding[] => {
        const before = textAt(change.before, path);
        const after = attribute(change.after, path);
        if (before === undefined || before === after) return [];
        return [
          {
            subject: change.address,
            happens:
              after === undefined
                ? `${path} is gone.`
                : `${path} becomes ${after instanceof Unknown ? "a key that is only known after apply" : String(after)}.`,
            about: [path, after === undefined ? null : "other"],
          },
        ];
      });
    }),
};

export const lessKept: Rule = {
  id: "EKS-DATA-006",
  title: "versioning, encryption, lifecycle or backup of stored data is removed",
  level: "high",
  why: "what is overwritten or deleted from now on cannot be brought back, or is kept for ever",
  fix: "Keep it, or say what takes its place.",
  find: (context) =>
    [
      ...changesOf(context, ...Object.keys(keeping)).filter(
        (change) => change.action === "delete" && !goesWithBucket(context, change),
      ),
      ...changesOf(context, "aws_s3_bucket_versioning").filter(
        (change) =>
          edit(change, "versioning_configuration.status")?.before === "Enabled" && isOnBothSides(change),
      ),
    ].map((change) => ({
      subject: change.address,
      happens:
        change.action === "delete" ? `${keeping[change.type]} is removed.` : "Versioning is suspended.",
      about: change.action,
    })),
};

export const retention: Rule = {
  id: "EKS-DATA-007",
  title: "how long data or backups are kept changes",
  level: "note",
  why: "shorter loses what is older, longer costs more",
  fix: "Check what your rules ask for.",
  find: (context) =>
    changesOf(context).flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      return ["backup_retention_period", "message_retention_seconds", "snapshot_retention_limit"].flatMap(
        (path) => {
          const value = edit(change, path);
          return value === undefined || change.type === "aws_cloudwatch_log_group"
            ? []
            : [
                {
                  subject: change.address,
                  happens: `${path} goes from ${value.before ?? "its default"} to ${value.after ?? "its default"}.`,
                  about: [path, value.after ?? null],
                },
              ];
        },
      );
    }),
};

export const protection: Rule = {
  id: "EKS-DATA-008",
  title: "the protection of a load balancer, database or table against deletion is turned off",
  level: "high",
  why: "the next plan can delete or replace it",
  fix: "Keep it; turn it off in the deploy that deletes it, and nowhere else.",
  find: (context) =>
    ["enable_deletion_protection", "deletion_protection", "deletion_protection_enabled"].flatMap((path) =>
      turned(
        [
          "aws_lb",
          "aws_alb",
          "aws_db_instance",
          "aws_rds_cluster",
          "aws_docdb_cluster",
          "aws_dynamodb_table",
        ],
        path,
        false,
        "Its protection against deletion is off.",
      )(context),
    ),
};

// --- internal ---

/** Where a key stands that data is encrypted with, in any type. */
const keyPaths = [
  "encryption_config.provider.key_arn",
  "encryption_configuration.kms_key",
  "kms_key_arn",
  "kms_key_id",
  "kms_master_key_id",
  "rule.apply_server_side_encryption_by_default.kms_master_key_id",
  "server_side_encryption.kms_key_arn",
];

const keeping: Readonly<Record<string, string>> = {
  aws_backup_plan: "The backup plan",
  aws_backup_selection: "The selection of a backup plan",
  aws_ecr_lifecycle_policy: "The lifecycle policy",
  aws_s3_bucket_lifecycle_configuration: "The lifecycle of its objects",
  aws_s3_bucket_object_lock_configuration: "The lock of its objects",
  aws_s3_bucket_replication_configuration: "The replication of its objects",
  aws_s3_bucket_server_side_encryption_configuration: "The encryption of its objects",
  aws_s3_bucket_versioning: "Versioning",
};

function goesWithBucket({ plan }: RuleContext, change: PlanChange): boolean {
  const references = plan?.references.get(change.address) ?? [];
  return (plan?.changes ?? []).some(
    (other) =>
      (other.type === "aws_s3_bucket" || other.type === "aws_ecr_repository") &&
      isDestroyed(other) &&
      (references.some((reference) => reference.startsWith(`${configurationAddress(other.address)}.`)) ||
        (textAt(change.before, "bucket") ?? textAt(change.before, "repository")) ===
          textAt(other.before, "id")),
  );
}

/** Finds a setting that is turned to `to`, on what existed before. */
function turned(
  types: readonly string[],
  path: string,
  to: boolean,
  happens: string,
): (context: RuleContext) => readonly RuleFinding[] {
  return (context) =>
    changesOf(context, ...types).flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      const [before, after] = [change.before, change.after].map((side) => attribute(side, path));
      if (after instanceof Unknown || canonical(before) === canonical(after)) return [];
      const isTo = to ? after === true && before !== true : before === true && after !== true;
      return isTo ? [{ subject: change.address, happens, about: [path, to] }] : [];
    });
}
