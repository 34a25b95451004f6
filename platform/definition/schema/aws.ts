import { z } from "zod";
import { zonePrefix } from "../../network/zones";

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
        kmsKey: z
          .string()
          .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/, { error: "must be the ARN of a KMS key" })
          .optional()
          .describe("ARN of the KMS key that encrypts the state. Default: the bucket's own encryption."),
      })
      .optional()
      .describe("Where Terraform's state lives. Default: a file beside cdktf.json, for trials only."),
    tags: z
      .record(tagKey, tagValue)
      .default({})
      .describe("Tags for every AWS resource, added to Environment and ManagedBy."),
  })
  .describe("Account, region and state.");

export const Domain = z
  .strictObject({
    name: z
      .string()
      .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
        error: "must be a domain in lower case, such as example.com",
      })
      .max(180, { error: "must have at most 180 characters" })
      .describe(
        "Domain under which services are exposed; one certificate covers it and its direct subdomains.",
      ),
    zoneId: z
      .string()
      .regex(/^Z[A-Z0-9]{4,31}$/, {
        error: "must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
      })
      .describe(
        "Route 53 hosted zone of the domain, where the alias records and the certificates' challenges go.",
      ),
  })
  .describe("The domain and its hosted zone.");
