import { type Cases, create, planned, remove, unknown, update } from "../context";

type Given = Readonly<Record<string, unknown>>;

const edit = (address: string, before: Given, after: Given) => planned([update(address, before, after)]);

export const data: Readonly<Record<string, Cases>> = {
  "EKS-DATA-001": {
    fires: [
      {
        name: "it is turned off",
        context: edit("aws_kms_key.a", { enable_key_rotation: true }, { enable_key_rotation: false }),
        finds: ["stop aws_kms_key.a: Its rotation is off."],
      },
    ],
    quiet: [
      {
        name: "it is turned on",
        context: edit("aws_kms_key.a", { enable_key_rotation: false }, { enable_key_rotation: true }),
      },
    ],
  },
  "EKS-DATA-002": {
    fires: [
      {
        name: "a week instead of a month",
        context: edit("aws_kms_key.a", { deletion_window_in_days: 30 }, { deletion_window_in_days: 7 }),
        finds: ["stop aws_kms_key.a: It can be deleted for good after 7 days instead of 30."],
      },
      {
        name: "a secret without a way back",
        context: edit(
          "aws_secretsmanager_secret.a",
          { recovery_window_in_days: 30 },
          { recovery_window_in_days: 0 },
        ),
        finds: ["stop aws_secretsmanager_secret.a: It can be deleted for good after 0 days instead of 30."],
      },
    ],
    quiet: [
      {
        name: "a month instead of a week",
        context: edit("aws_kms_key.a", { deletion_window_in_days: 7 }, { deletion_window_in_days: 30 }),
      },
    ],
  },
  "EKS-DATA-003": {
    fires: [
      {
        name: "a bucket and a repository",
        context: planned([
          update("aws_s3_bucket.a", { force_destroy: false }, { force_destroy: true }),
          update("aws_ecr_repository.a", { force_delete: null }, { force_delete: true }),
        ]),
        finds: [
          "stop aws_ecr_repository.a: force_delete is on.",
          "stop aws_s3_bucket.a: force_destroy is on.",
        ],
      },
    ],
    quiet: [
      { name: "a new bucket", context: planned([create("aws_s3_bucket.a", { force_destroy: true })]) },
      {
        name: "it is turned off",
        context: edit("aws_s3_bucket.a", { force_destroy: true }, { force_destroy: false }),
      },
    ],
  },
  "EKS-DATA-004": {
    fires: [
      {
        name: "a database",
        context: edit("aws_db_instance.a", { skip_final_snapshot: false }, { skip_final_snapshot: true }),
        finds: ["stop aws_db_instance.a: It goes without a last snapshot."],
      },
    ],
    quiet: [
      {
        name: "it is turned off",
        context: edit("aws_db_instance.a", { skip_final_snapshot: true }, { skip_final_snapshot: false }),
      },
    ],
  },
  "EKS-DATA-005": {
    fires: [
      {
        name: "another key, and none",
        context: planned([
          update("aws_cloudwatch_log_group.a", { kms_key_id: "arn:a" }, { kms_key_id: unknown }),
          update("aws_sqs_queue.a", { kms_master_key_id: "arn:a" }, { kms_master_key_id: null }),
        ]),
        finds: [
          "high aws_cloudwatch_log_group.a: kms_key_id becomes a key that is only known after apply.",
          "high aws_sqs_queue.a: kms_master_key_id is gone.",
        ],
      },
    ],
    quiet: [
      {
        name: "an own key for the first time",
        context: edit("aws_sqs_queue.a", { kms_master_key_id: null }, { kms_master_key_id: "arn:a" }),
      },
    ],
  },
  "EKS-DATA-006": {
    fires: [
      {
        name: "versioning is suspended, a lifecycle is removed",
        context: planned([
          update(
            "aws_s3_bucket_versioning.a",
            { versioning_configuration: [{ status: "Enabled" }] },
            { versioning_configuration: [{ status: "Suspended" }] },
          ),
          remove("aws_s3_bucket_lifecycle_configuration.a", { bucket: "a" }),
        ]),
        finds: [
          "high aws_s3_bucket_lifecycle_configuration.a: The lifecycle of its objects is removed.",
          "high aws_s3_bucket_versioning.a: Versioning is suspended.",
        ],
      },
    ],
    quiet: [
      {
        name: "the bucket goes too",
        context: planned([
          remove("aws_s3_bucket.a", { id: "a" }),
          remove("aws_s3_bucket_lifecycle_configuration.a", { bucket: "a" }),
        ]),
      },
    ],
  },
  "EKS-DATA-007": {
    fires: [
      {
        name: "messages",
        context: edit(
          "aws_sqs_queue.a",
          { message_retention_seconds: 300 },
          { message_retention_seconds: 600 },
        ),
        finds: ["note aws_sqs_queue.a: message_retention_seconds goes from 300 to 600."],
      },
    ],
    quiet: [
      {
        name: "a new queue",
        context: planned([create("aws_sqs_queue.a", { message_retention_seconds: 600 })]),
      },
    ],
  },
  "EKS-DATA-008": {
    fires: [
      {
        name: "a load balancer",
        context: edit(
          "aws_lb.a",
          { enable_deletion_protection: true },
          { enable_deletion_protection: false },
        ),
        finds: ["high aws_lb.a: Its protection against deletion is off."],
      },
    ],
    quiet: [
      {
        name: "it is turned on",
        context: edit(
          "aws_lb.a",
          { enable_deletion_protection: false },
          { enable_deletion_protection: true },
        ),
      },
    ],
  },
};
