import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import type { Bootstrap } from "../../platform/bootstrap";
import { policyDocument } from "../identity/policy-document";

export interface StateBucketProps {
  /** Name, and the KMS key that encrypts it. */
  readonly bucket: NonNullable<Bootstrap["bucket"]>;
  readonly partition: string;
}

/** Days after which an earlier version of a state is of no use to anybody. */
const keepVersionsDays = 365;

/** The bucket of the states: versioned, encrypted, closed, and not to be destroyed by Terraform. */
export class StateBucket extends Construct {
  constructor(scope: Construct, id: string, { bucket: { name, kmsKey }, partition }: StateBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", { bucket: name, lifecycle: { preventDestroy: true } });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault:
            kmsKey === undefined
              ? { sseAlgorithm: "AES256" }
              : { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKey },
          ...(kmsKey !== undefined && { bucketKeyEnabled: true }),
        },
      ],
    });
    const closed = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const arn = `arn:${partition}:s3:::${name}`;
    new S3BucketPolicy(this, "policy", {
      bucket: bucket.id,
      policy: policyDocument({
        Sid: "EncryptedTransportOnly",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": ["false"] } },
      }),
      // S3 refuses one of the two while the other is being made
      dependsOn: [closed],
    });
    new S3BucketLifecycleConfiguration(this, "old-versions", {
      bucket: bucket.id,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: keepVersionsDays }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
