import { z } from "zod";
import { cidr, range } from "./forms";

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
