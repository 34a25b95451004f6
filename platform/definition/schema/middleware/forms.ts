import * as z from "zod";
import { addressFault } from "../../../../traefik/address";
import { durationFault, durationSeconds } from "../../../../traefik/durations";
import { regexpFault } from "../../../../traefik/regexp";
import { statusFault } from "../../../../traefik/statuses";

type FaultOf = (text: string) => string | undefined;

/** Text in which `faultOf` finds nothing wrong. */
export const text = (faultOf: FaultOf) => sound(z.string(), faultOf);

const sound = (schema: z.ZodString, faultOf: FaultOf) =>
  schema.superRefine((value, context) => {
    const fault = faultOf(value);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });

/** A duration in which `faultOf` finds nothing wrong. */
export const durationText = (faultOf: FaultOf) =>
  sound(
    z.string({
      error: ({ input }) => (typeof input === "number" ? durationFault(String(input)) : undefined),
    }),
    faultOf,
  );

/** A regular expression of Go's RE2 syntax. */
export const regexp = () => text(regexpFault);

/** An address or a block, IPv4 or IPv6. */
export const address = () => text(addressFault);

/** A status or a range of them. */
export const status = () => text(statusFault);

/** A duration with its unit, zero or more. A bare number, which Traefik reads as seconds, has to say so. */
export const duration = () => durationText(durationFault);

/** A duration longer than nothing. */
export const positiveDuration = () =>
  durationText(
    (value) => durationFault(value) ?? (durationSeconds(value) === 0 ? "must be longer than 0" : undefined),
  );

/** Name of a Secret in the namespace of whatever names it. What it holds never stands in a definition. */
export const secretName = () =>
  z
    .string()
    .max(253, { error: "must have at most 253 characters" })
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, {
      error: "must be the name of a Secret: lower-case letters, digits, dashes and dots",
    });

/** Name of an HTTP header. */
export const headerName = () =>
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of an HTTP header" });

/** Value of an HTTP header. */
export const headerValue = () => z.string().regex(/^[^\r\n\0]*$/, { error: "must be one line" });

/** A path that begins with a slash. */
export const path = () =>
  z
    .string()
    .regex(/^\/\S*$/, { error: ({ input }) => `must begin with / and have no spaces; not "${input}"` });

/** A URL without a user name or password in it. */
export const httpUrl = (example: string) =>
  text((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "")
      return `must be a URL such as ${example}; not "${value}"`;
    if (url.username !== "" || url.password !== "")
      return "must not hold a user name or password: what stands here is committed and published";
    return undefined;
  });

/** Number of bytes. */
export const bytes = () => z.int().min(0);

/** At least one item, and none twice. */
export const several = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .min(1)
    .superRefine((items, context) => {
      for (const [index, value] of items.entries()) {
        if (typeof value === "string" && items.indexOf(value) < index)
          context.addIssue({ code: "custom", path: [index], message: `names ${value} a second time` });
      }
    });

/** Refuses a mapping in which some options do not go together, at the option that is to be changed. */
export type Refuse = (at: string | readonly string[], message: string) => void;

/** The mapping itself, where no option of it is at fault. */
export const whole: readonly string[] = [];

/** `together` says what is wrong between the options of one mapping. */
export const refusing = <T extends z.ZodType>(
  schema: T,
  together: (value: z.output<T>, refuse: Refuse) => void,
): T =>
  schema.superRefine((value, context) => {
    // of options that are each wrong nothing can be said together
    if (context.issues.length > 0) return;
    together(value, (at, message) =>
      context.addIssue({ code: "custom", path: typeof at === "string" ? [at] : [...at], message }),
    );
  });

/** By what requests are counted together; exactly one way. */
export const sourceCriterion = () =>
  refusing(
    z.strictObject({
      ipStrategy: ipStrategy()
        .optional()
        .describe("Count by the client's address, taken from X-Forwarded-For."),
      requestHeaderName: headerName().optional().describe("Count by the value of this request header."),
      requestHost: z.boolean().optional().describe("Count by the host that requests name."),
    }),
    (criterion, refuse) => {
      const given = Object.entries(criterion).filter(([, value]) => value !== undefined);
      const [, second] = given;
      if (second !== undefined)
        refuse(second[0], `is one way too many beside ${given[0]?.[0]}; Traefik refuses more than one`);
      if (given.length === 0)
        refuse(whole, "says no way to count; give ipStrategy, requestHeaderName or requestHost");
      if (criterion.requestHost === false) refuse("requestHost", "must be true, or left out");
    },
  );

/** How the client's address is found in X-Forwarded-For; without it the address is the connection's. */
export const ipStrategy = () =>
  refusing(
    z.strictObject({
      depth: z
        .int()
        .min(1)
        .optional()
        .describe(
          "Position in X-Forwarded-For, counted from the right: 1 is what the nearest trusted proxy saw.",
        ),
      excludedIPs: several(address())
        .optional()
        .describe("Addresses to pass over in X-Forwarded-For from the right, such as those of proxies."),
      ipv6Subnet: z
        .int()
        .min(1)
        .max(128)
        .optional()
        .describe("Prefix length to which IPv6 addresses are cut, as one client may have a whole block: 64."),
    }),
    (strategy, refuse) => {
      if (strategy.depth !== undefined && strategy.excludedIPs !== undefined)
        refuse("excludedIPs", "is ignored by Traefik beside depth; give one of them");
      if (Object.values(strategy).every((value) => value === undefined))
        refuse(
          whole,
          "must say depth, excludedIPs or ipv6Subnet; leave it out to take the connection's address",
        );
    },
  );
