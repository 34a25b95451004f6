import * as z from "zod";
import { zonePrefix } from "../../network/zones";
import { keyArn, roleArn } from "./forms";

/** Tag keys that AWS keeps for itself, or that Slipway sets. */
const tagKey = z.string().regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/, {
  error:
    "must be a tag key of at most 128 letters, digits, spaces and . : / = + @ - _, not beginning with aws:",
});

const region = z.string().refine((text) => zonePrefix(text) !== undefined, {
  error: ({ input }) => `must be an AWS region such as eu-central-1; not "${input}"`,
});

const tagValue = z.string().regex(/^[\w .:/=+@-]{0,256}$/, {
  error: "must have at most 256 letters, digits, spaces and . : / = + @ - _",
});

export const Aws = z
  .strictObject({
    region: region.describe("Region of everything in this environment."),
    account: z
      .string()
      .regex(/^\d{12}$/, { error: "must be an account number of 12 digits, in quotes" })
      .describe("Account number. Terraform refuses to run with credentials of another account."),
    state: z
      .strictObject({
        bucket: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "must be the name of an S3 bucket" })
          .describe("S3 bucket that holds Terraform's state."),
        key: z
          .string()
          .regex(/^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/, {
            error: "must be an object key, such as prod/terraform.tfstate",
          })
          .optional()
          .describe("Object key of the state. Default: `<name>/terraform.tfstate`."),
        region: region.optional().describe("Region of the bucket. Default: the environment's region."),
        kmsKey: keyArn
          .optional()
          .describe("ARN of the KMS key that encrypts the state. Default: the bucket's own encryption."),
        create: z
          .boolean()
          .default(false)
          .describe("Whether this environment's bootstrap stack, `<name>-bootstrap`, makes the bucket."),
      })
      .optional()
      .describe("Where Terraform's state lives. Default: a file beside cdktf.json, for trials only."),
    bootstrapState: z
      .enum(["local", "bucket"])
      .default("local")
      .describe(
        "Where the state of the bootstrap stack lives: a file beside cdktf.json until the bucket is there, then the bucket.",
      ),
    assumeRole: roleArn
      .optional()
      .describe(
        "ARN of the role that Terraform assumes, for AWS and for Helm. Default: the caller's own identity.",
      ),
    tags: z
      .record(tagKey, tagValue)
      .default({})
      .describe("Tags for every AWS resource, added to Environment and ManagedBy."),
  })
  .describe("Account, region and state.");
