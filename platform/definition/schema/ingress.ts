import { z } from "zod";
import { cidr, label, range } from "./forms";

/** Entry points that Traefik's chart or Slipway has already. */
const ownEntryPoints: readonly string[] = ["metrics", "traefik", "web", "websecure"];

export const Ingress = z
  .strictObject({
    scheme: z
      .enum(["internet-facing", "internal"])
      .default("internet-facing")
      .describe("Whether the load balancer has public addresses."),
    loadBalancer: z
      .enum(["terraform", "controller"])
      .default("terraform")
      .describe(
        "Who owns the load balancer: the stack, so that destroying it leaves nothing behind, or the AWS Load Balancer Controller, which makes it for Traefik's Service.",
      ),
    proxyProtocol: z
      .boolean()
      .default(true)
      .describe(
        "Whether the load balancer tells Traefik the client's address, by the PROXY protocol. Without it Traefik sees the load balancer's.",
      ),
    entryPoints: z
      .record(
        label(15).refine((name) => !ownEntryPoints.includes(name), {
          error: `must not be one of ${ownEntryPoints.join(", ")}, which are there already`,
        }),
        z.strictObject({
          port: z.int().min(1).max(65535).describe("Port of the load balancer."),
          protocol: z.enum(["tcp", "udp"]).default("tcp").describe("Protocol of the entry point."),
        }),
      )
      .default({})
      .describe(
        "Entry points beside web (80) and websecure (443), by name, for services that speak TCP or UDP.",
      ),
    allowFrom: z
      .array(cidr)
      .min(1)
      .default(["0.0.0.0/0"])
      .describe("Blocks that may connect to the load balancer."),
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
