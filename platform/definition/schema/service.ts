import * as z from "zod";
import { label } from "./forms";
import { Unsupported } from "./mesh";
import { Middleware } from "./middleware";
import { args, Configuration, env, image, Ports, protocol, Resources, Secrets } from "./service/container";
import { Exposure } from "./service/exposure";
import { containerPort, filePath } from "./service/forms";
import { Probes } from "./service/probes";
import { replicas, targetPercent, Version } from "./service/scale";
import { Egress, Permission, Traffic } from "./service/traffic";

export const Service = z.strictObject({
  namespace: label(63).default("apps").describe("Namespace of the service."),
  image: image.describe("Container image by tag or digest."),
  protocol: protocol
    .default("http")
    .describe(
      "What the port speaks. grpc is h2c with health checks of its own; websocket is long-lived http.",
    ),
  port: containerPort.default(8080).describe("Port that the container listens on."),
  ports: Ports.default({}).describe("More ports, by name."),
  command: args.default([]).describe("What runs instead of the image's entry point."),
  args: args.default([]).describe("Arguments for the image's entry point."),
  env: env
    .default({})
    .describe("Environment variables. Never a secret: what stands here is committed and published."),
  configuration: Configuration,
  secrets: Secrets.default({}).describe(
    "Environment variables from secrets, which are named and never given.",
  ),
  versions: z
    .record(label(20), Version)
    .default({})
    .describe("Versions that run side by side, by name. Default: a single one, without a name."),
  replicas,
  targetCpuPercent: targetPercent
    .default(70)
    .describe("Average use of the requested CPU that the autoscaler aims at, in per cent."),
  targetMemoryPercent: targetPercent
    .optional()
    .describe(
      "Average use of the requested memory that it aims at too. Default: it does not look at memory.",
    ),
  resources: Resources,
  healthPath: z
    .string()
    .regex(/^\/\S*$/, { error: "must begin with / and have no spaces" })
    .default("/")
    .describe("Path that answers with a status below 400 when the service is well."),
  probes: Probes,
  writablePaths: z
    .array(filePath)
    .default([])
    .describe("Directories that it may write to, empty at first; everything else is read-only."),
  user: z
    .int()
    .min(1)
    .max(4_294_967_295)
    .default(65532)
    .describe("User and group that it runs as. Never root."),
  serviceAccountToken: z
    .boolean()
    .default(false)
    .describe("Whether its pods get a token for the Kubernetes API."),
  shutdown: z
    .strictObject({
      drainSeconds: z
        .int()
        .min(1)
        .max(300)
        .default(10)
        .describe("Seconds that a stopping pod still takes requests, while Traefik learns that it leaves."),
      finishSeconds: z
        .int()
        .min(1)
        .max(3600)
        .default(30)
        .describe("Seconds that requests then have to finish."),
    })
    .prefault({})
    .describe("How a pod stops."),
  expose: z
    .array(Exposure)
    .default([])
    .describe("Hosts and paths under which the outside reaches the service."),
  traffic: Traffic,
  middlewares: z
    .record(label(63), Middleware)
    .default({})
    .describe("Middlewares of the service's own, by name, for its exposures to name."),
  callers: z.array(label(63)).default([]).describe("Services that may call this one."),
  permissions: z
    .record(label(63), Permission)
    .default({})
    .describe(
      "What single callers may ask for, by the name of the caller, one of `callers`. Only with a mesh. Default: everything.",
    ),
  unsupported: Unsupported,
  metrics: z
    .strictObject({
      port: label(15).optional().describe("Name of the port. Default: the service's own."),
      path: z
        .string()
        .regex(/^\/\S*$/, { error: "must begin with / and have no spaces" })
        .default("/metrics")
        .describe("Path of the metrics."),
      from: label(63).default("monitoring").describe("Namespace of the Prometheus that reads them."),
    })
    .optional()
    .describe("Where Prometheus reads metrics."),
  egress: z
    .array(Egress)
    .default([])
    .describe("What the service may reach besides DNS and the services that name it as a caller."),
});

export const Services = z.record(label(50), Service).default({}).describe("Services, by name.");
