import * as z from "zod";
import { replacementFault } from "../../../../traefik/regexp";
import { path, type Refuse, refusing, regexp, several } from "./forms";

const replacement = () => z.string();

/** A replacement that refers to groups of the regular expression beside it. */
const checkReplacement = (options: { regex: string; replacement: string }, refuse: Refuse): void => {
  const fault = replacementFault(options.replacement, options.regex);
  if (fault !== undefined) refuse("replacement", fault);
};

/** Kinds that change the path, or send the client elsewhere. */
export const pathKinds = () => ({
  addPrefix: z
    .strictObject({ prefix: path().describe("What is put before the path.") })
    .meta({ id: "addPrefix", description: "Puts something before the path." }),
  stripPrefix: z
    .strictObject({
      prefixes: several(path()).describe(
        "Prefixes, the first that fits is removed; by string: /foo also fits /foobar.",
      ),
    })
    .meta({
      id: "stripPrefix",
      description: "Removes a prefix from the path; the service finds it in X-Forwarded-Prefix.",
    }),
  stripPrefixRegex: z
    .strictObject({
      regex: several(regexp()).describe("Regular expressions of prefixes, in Go's RE2 syntax."),
    })
    .meta({
      id: "stripPrefixRegex",
      description: "Removes a prefix that a regular expression fits from the path.",
    }),
  replacePath: z.strictObject({ path: path().describe("The new path.") }).meta({
    id: "replacePath",
    description: "Replaces the path; the service finds the old one in X-Replaced-Path.",
  }),
  replacePathRegex: refusing(
    z.strictObject({
      regex: regexp().describe("Regular expression of Go's RE2 syntax for the path."),
      replacement: replacement().describe(
        "The new path; $1 is the first group; before letters, digits or _ its number stands in braces.",
      ),
    }),
    checkReplacement,
  ).meta({ id: "replacePathRegex", description: "Replaces what a regular expression finds in the path." }),
  redirectRegex: refusing(
    z.strictObject({
      regex: regexp().describe(
        "Regular expression of Go's RE2 syntax for the whole URL, scheme and host included.",
      ),
      replacement: replacement().describe(
        "The URL to go to; $1 is the first group; before letters, digits or _ its number stands in braces.",
      ),
      permanent: z
        .boolean()
        .optional()
        .describe("Whether clients may remember it. Traefik's default: false."),
    }),
    checkReplacement,
  ).meta({ id: "redirectRegex", description: "Redirects by a regular expression of the URL." }),
  redirectScheme: z
    .strictObject({
      scheme: z.enum(["http", "https"]).describe("Scheme to go to."),
      port: z
        .string()
        .regex(/^[1-9]\d{0,4}$/, { error: 'must be a port in quotes, such as "8443"' })
        .optional()
        .describe("Port to go to, in quotes. Default: the scheme's own."),
      permanent: z
        .boolean()
        .optional()
        .describe("Whether clients may remember it. Traefik's default: false."),
    })
    .meta({
      id: "redirectScheme",
      description: "Redirects to another scheme. From http to https everything is redirected without this.",
    }),
});
