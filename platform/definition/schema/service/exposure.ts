import * as z from "zod";
import { cidr, host as fullHost, label } from "../forms";
import { filledLine, headerName, headers, objectName, urlPath } from "./forms";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** What a request must have, all of it. */
export const Match = z.strictObject({
  methods: z.array(z.enum(methods)).default([]).describe("Methods, any of them."),
  headers: z.record(headerName, filledLine).default({}).describe("Headers with exactly these values."),
  cookies: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of a cookie" }),
      z.string().regex(/^[!#-+\--:<-[\]-~]+$/, { error: "must be the value of a cookie" }),
    )
    .default({})
    .describe("Cookies with exactly these values."),
  query: z
    .record(filledLine, filledLine)
    .default({})
    .describe("Parameters of the query with exactly these values."),
  clients: z
    .array(cidr)
    .default([])
    .describe("Blocks that the client is in, any of them. Traefik sees the client's own address."),
});

/** A host of the domain by its first label, or any host in full. */
export const host = z.string().superRefine((text, context) => {
  const { error } = (text.includes(".") ? fullHost : label(63)).safeParse(text);
  for (const { message } of error?.issues ?? []) context.addIssue({ code: "custom", message });
});

export const Exposure = z.strictObject({
  host: host
    .optional()
    .describe(
      "Host that requests name, in full or by its label in the domain: whoami for whoami.example.com. For tcp the server name that TLS clients ask for.",
    ),
  aliases: z.array(host).default([]).describe("More hosts that lead to the same."),
  path: urlPath
    .default("/")
    .describe("Path, with everything below it: /foo matches /foo/bar, and not /foobar."),
  exact: z.boolean().default(false).describe("Whether the path alone is matched, and nothing below it."),
  match: Match.prefault({}).describe("What else a request must have."),
  rule: filledLine.optional().describe("A rule in Traefik's own language, instead of host, path and match."),
  priority: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      "Which of several matching routes wins: the higher. Default: deeper paths, then those that ask more of a request.",
    ),
  entryPoint: label(15)
    .optional()
    .describe(
      "Entry point of Traefik. Default: websecure; tcp without a host and udp need one of their own.",
    ),
  tls: z
    .strictObject({
      options: objectName
        .optional()
        .describe("TLSOption of the namespace, by name. Default: the cluster's default one."),
      passthrough: z
        .boolean()
        .default(false)
        .describe("For tcp: whether the service itself ends TLS, with its own certificate."),
    })
    .optional()
    .describe("How TLS is spoken. HTTP and server names always use it."),
  port: label(15).optional().describe("Name of the service's port. Default: its own port."),
  version: label(20).optional().describe("Version that gets all requests. Default: all, by weight."),
  middlewares: z
    .array(label(63))
    .default([])
    .describe(
      "Middlewares that requests pass, in order: the service's own, or shared ones of its namespace.",
    ),
  stripPath: z
    .boolean()
    .default(false)
    .describe("Whether the service gets requests without the path, and with it as X-Forwarded-Prefix."),
  headers: z
    .strictObject({
      request: headers.describe(
        "Headers set on requests before the service sees them. An empty value removes one.",
      ),
      response: headers.describe("Headers set on responses. An empty value removes one."),
    })
    .prefault({})
    .describe("Headers that Traefik sets."),
});
