import * as z from "zod";
import { parseCidr } from "../../network/cidr";
import { highestZone } from "../../network/zones";

/** An IPv4 block in CIDR notation, without host bits. */
export const cidr = z.string().refine((text) => parseCidr(text) !== undefined, {
  error: ({ input }) =>
    `must be an IPv4 block such as 10.0.0.0/16, with no address bits beyond the prefix; not "${input}"`,
});

/**
 * A DNS label that also serves as the name of a Kubernetes Service (RFC 1035: it begins with a letter).
 * `longest` leaves room for what is appended to it.
 */
export const label = (longest: number) =>
  z
    .string()
    .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, {
      error:
        "must be lower-case letters, digits and dashes, beginning with a letter and not ending in a dash",
    })
    .max(longest, { error: `must have at most ${longest} characters` });

const hostPattern = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A fully qualified host name, lower case, without a trailing dot. */
export const host = z
  .string()
  .regex(hostPattern, { error: "must be a full host name in lower case, such as whoami.example.com" })
  .max(253, { error: "must have at most 253 characters" });

/** ARN of an IAM role. An assumed-role session has no ARN that an access entry accepts. */
export const roleArn = z.string().regex(/^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]+$/, {
  error: "must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/platform-admin",
});

/** Identifier that AWS gave to something that is there already: `vpc-0123456789abcdef0`. */
export const awsId = (prefix: string, thing: string) =>
  z.string().regex(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), {
    error: `must be the id of ${thing}, such as ${prefix}-0123456789abcdef0`,
  });

/** Days that CloudWatch Logs can keep a log group's events. */
export const retentionDays = z.literal([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** Key and value of a Kubernetes label. A key with a prefix of Kubernetes' own is refused by EKS. */
export const nodeLabels = z.record(
  z
    .string()
    .regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, {
      error: "must be a Kubernetes label key",
    })
    .refine((key) => !/^([^/]*\.)?(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key), {
      error: "must not have a prefix of kubernetes.io, k8s.io or eks.amazonaws.com, which EKS refuses",
    }),
  z
    .string()
    .regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, { error: "must be a Kubernetes label value" }),
);

/** A taint that keeps pods without the matching toleration away. */
export const taint = z.strictObject({
  key: z
    .string()
    .regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, {
      error: "must be a taint key, such as dedicated",
    })
    .max(63, { error: "must have at most 63 characters" })
    .describe("Key of the taint."),
  value: z
    .string()
    .regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, { error: "must be a taint value" })
    .default("")
    .describe("Value of the taint."),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .default("NoSchedule")
    .describe("What happens to pods that do not tolerate it."),
});

/** ARN of a KMS key. */
export const keyArn = z
  .string()
  .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/, { error: "must be the ARN of a KMS key" });

/** Id of an availability zone; a name such as eu-central-1a means another zone in each account. */
export const zoneId = z.string().regex(new RegExp(`^[a-z]{3,5}\\d-az[1-${highestZone}]$`), {
  error:
    "must be the id of an availability zone, such as euc1-az1 (a name such as eu-central-1a means another zone in each account)",
});

/** Smallest and largest number of something that scales. */
export const range = (thing: string, min: number, max: number) =>
  z.strictObject({
    min: z.int().min(1).max(1000).default(min).describe(`Smallest number of ${thing}.`),
    max: z.int().min(1).max(1000).default(max).describe(`Largest number of ${thing}.`),
  });
