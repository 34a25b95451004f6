import * as z from "zod";
import { label } from "../forms";
import { filledLine, headerName, objectName } from "./forms";

export const cors = z
  .strictObject({
    origins: z
      .array(
        z.string().regex(/^(\*|https?:\/\/[a-z0-9.-]+(:\d{1,5})?)$/, {
          error: "must be * or an origin without a path, such as https://app.example.com",
        }),
      )
      .min(1, { error: "needs at least one origin" })
      .describe("Origins that may read answers."),
    methods: z
      .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))
      .default(["GET", "HEAD", "POST"])
      .describe("Methods that they may use."),
    headers: z.array(headerName).default([]).describe("Headers that they may send."),
    expose: z.array(headerName).default([]).describe("Headers of answers that they may read."),
    credentials: z.boolean().default(false).describe("Whether cookies and logins are sent along."),
    maxAgeSeconds: z.int().min(0).default(600).describe("Seconds that browsers remember this."),
  })
  .optional()
  .describe("What pages of other origins may do.");

export const securityHeaders = z
  .strictObject({
    hstsSeconds: z
      .int()
      .min(0)
      .default(31_536_000)
      .describe("Seconds that browsers insist on HTTPS for the host and all below it."),
    frames: z.enum(["deny", "same-origin"]).default("deny").describe("Who may show pages in a frame."),
    contentSecurityPolicy: filledLine.optional().describe("Content-Security-Policy. Default: none."),
    permissionsPolicy: filledLine.optional().describe("Permissions-Policy. Default: none."),
    referrerPolicy: filledLine
      .default("strict-origin-when-cross-origin")
      .describe("How much of its address a page gives away."),
  })
  .optional()
  .describe("Headers that make browsers careful.");

export const auth = z
  .strictObject({
    basic: z
      .strictObject({
        secret: objectName.describe(
          "Secret of the namespace: one key of htpasswd lines, or username and password.",
        ),
        realm: filledLine.default("traefik").describe("What the browser shows."),
      })
      .optional()
      .describe("User name and password."),
    digest: z
      .strictObject({
        secret: objectName.describe("Secret of the namespace: one key of htdigest lines."),
        realm: filledLine.default("traefik").describe("What the browser shows; part of what is hashed."),
      })
      .optional()
      .describe("Password by digest."),
    forward: z
      .strictObject({
        service: label(50).describe("Service of the namespace that is asked; a 2xx lets the request pass."),
        path: z
          .string()
          .regex(/^\/\S*$/, { error: "must begin with / and have no spaces" })
          .default("/")
          .describe("Path that is asked."),
        requestHeaders: z
          .array(headerName)
          .default([])
          .describe("Headers of the request that it gets. Default: all."),
        responseHeaders: z
          .array(headerName)
          .default([])
          .describe("Headers of its answer that are set on the request."),
      })
      .optional()
      .describe("Another service decides."),
  })
  .optional()
  .describe("Who may pass: exactly one of these.");
