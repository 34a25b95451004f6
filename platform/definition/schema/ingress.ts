import { z } from "zod";
import { cidr, label, range } from "./forms";

export const Ingress = z
  .strictObject({
    scheme: z
      .enum(["internet-facing", "internal"])
      .default("internet-facing")
      .describe("Whether the load balancer has public addresses."),
    allowFrom: z
      .array(cidr)
      .min(1)
      .default(["0.0.0.0/0"])
      .describe("Blocks that may connect to the load balancer."),
    entryPoints: z
      .record(
        // names of ports have at most 15 characters
        label(15),
        z.strictObject({
          port: z.int().min(1).max(65535).describe("Port that the load balancer listens on."),
          protocol: z.enum(["tcp", "udp"]).default("tcp").describe("Transport protocol."),
        }),
      )
      .default({})
      .describe("Entry points beside web and websecure, by name."),
    forwardedHeadersFrom: z
      .array(cidr)
      .default([])
      .describe(
        "Blocks of the proxies in front of the load balancer, such as a content delivery network's, whose X-Forwarded-* headers Traefik believes. Default: nobody's.",
      ),
    replicas: range("Traefik pods", 2, 6).prefault({}).describe("Number of Traefik pods."),
    logLevel: z
      .enum(["DEBUG", "INFO", "WARN", "ERROR"])
      .default("INFO")
      .describe("Least severe messages that Traefik logs."),
  })
  .prefault({})
  .describe("Traefik and its network load balancer.");

export const Certificates = z
  .strictObject({
    email: z
      .email({ error: "must be an e-mail address" })
      .describe("Where Let's Encrypt writes when a certificate is about to expire unrenewed."),
    issuer: z
      .enum(["letsencrypt-staging", "letsencrypt-production"])
      .default("letsencrypt-production")
      .describe(
        "Issuer of the wildcard certificate. Staging has no rate limits to speak of, and no browser trusts it.",
      ),
  })
  .describe("Certificates from Let's Encrypt.");
