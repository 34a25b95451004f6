import { z } from "zod";
import { parseCidr } from "../../network/cidr";

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

/** Smallest and largest number of something that scales. */
export const range = (thing: string, min: number, max: number) =>
  z.strictObject({
    min: z.int().min(1).max(1000).default(min).describe(`Smallest number of ${thing}.`),
    max: z.int().min(1).max(1000).default(max).describe(`Largest number of ${thing}.`),
  });
