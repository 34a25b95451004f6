import * as z from "zod";
import { once } from "../../once";
import { cidr, label, range } from "./forms";
import { middlewareKinds } from "./middleware";
import { address, refusing, several, whole } from "./middleware/forms";
import { host } from "./service/exposure";

/** Entry points that Traefik's chart or Slipway has already. */
const ownEntryPoints: readonly string[] = ["internal", "metrics", "traefik", "web", "websecure"];

const dashboard = () =>
  refusing(
    z.strictObject({
      host: host.describe(
        "Host that it is reached by, at /dashboard/, in full or by its label in the domain; no service may have it.",
      ),
      // each is built when somebody asks for a dashboard
      basicAuth: z.lazy(() => middlewareKinds().basicAuth).optional(),
      forwardAuth: z.lazy(() => middlewareKinds().forwardAuth).optional(),
      allowFrom: several(address())
        .optional()
        .describe("Addresses and blocks that may reach it. Default: whoever reaches the load balancer."),
    }),
    ({ basicAuth, forwardAuth }, refuse) => {
      if (basicAuth === undefined && forwardAuth === undefined)
        refuse(
          whole,
          "would show every route to everybody; give basicAuth or forwardAuth, their Secrets in Traefik's namespace",
        );
      if (basicAuth !== undefined && forwardAuth !== undefined)
        refuse("forwardAuth", "is a second way to authenticate beside basicAuth; give one of them");
    },
  );

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
    forCallers: z
      .boolean()
      .default(false)
      .describe(
        "Whether services call each other through Traefik, at an entry point inside the cluster, so that what their `traffic` says holds for callers too: at `<service>-internal` in the service's namespace. Only where there is no mesh.",
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
    plugins: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]*$/, {
          error: "must be lower-case letters, digits and dashes, beginning with a letter",
        }),
        z.strictObject({
          moduleName: z
            .string()
            .regex(/^[\w.-]+(\/[\w.-]+)+$/, {
              error: "must be a Go module, such as github.com/acme/geoblock",
            })
            .describe("Go module of the plugin."),
          version: z
            .string()
            .regex(/^v\d+\.\d+\.\d+(-[\w.-]+)?$/, { error: "must be a version, such as v1.2.3" })
            .describe("Version of the module."),
        }),
      )
      .default({})
      .describe(
        "Plugins that each Traefik pod downloads when it starts, by the name that middlewares know them by.",
      ),
    dashboard: z
      .lazy(once(dashboard))
      .optional()
      .describe("Publishes Traefik's dashboard. Default: it is reached by kubectl port-forward alone."),
  })
  .prefault({})
  .describe("Traefik and its network load balancer.");
