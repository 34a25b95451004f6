import { z } from "zod";
import { cidr, host, label, range } from "./forms";

const portNumber = z.int().min(1).max(65535);

const cpu = z.string().regex(/^([1-9]\d*m|(?=.*[1-9])\d+(\.\d{1,3})?)$/, {
  error: "must be an amount of CPU such as 100m or 0.5",
});

const memory = z.string().regex(/^[1-9]\d*(Mi|Gi|M|G)$/, {
  error: "must be an amount of memory with its unit, such as 64Mi or 1Gi",
});

const headers = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of an HTTP header" }),
    z.string().regex(/^[^\r\n\0]*$/, { error: "must be one line" }),
  )
  .default({});

export const Exposure = z.strictObject({
  host: host.describe("Host that requests name."),
  path: z
    .string()
    .regex(/^\/[^\s`]*$/, { error: "must begin with / and have neither spaces nor backticks" })
    .default("/")
    .describe("Path prefix, by string: /foo also matches /foobar."),
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

export const Service = z.strictObject({
  namespace: label(63).default("apps").describe("Namespace of the service."),
  image: z
    .string()
    .regex(/^[a-z0-9]+([._:/-]+[a-z0-9]+)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/, {
      error: "must be an image with a tag or digest, such as traefik/whoami:v1.11.0",
    })
    .refine((image) => /(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(image) && !/:latest$/.test(image), {
      error:
        "must say which image by a tag other than latest, or by digest, so that two deployments run the same one",
    })
    .describe("Container image by tag or digest."),
  port: portNumber
    .min(1024, { error: "must be 1024 or higher: a container that is not root cannot listen below" })
    .default(8080)
    .describe("Port that the container listens on for HTTP."),
  args: z.array(z.string()).default([]).describe("Arguments for the image's entry point."),
  env: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be the name of an environment variable" }),
      z.string(),
    )
    .default({})
    .describe("Environment variables. Never a secret: what stands here is committed and published."),
  replicas: range("pods", 2, 4)
    .prefault({})
    .describe("Number of pods. With min below max an autoscaler decides."),
  targetCpuPercent: z
    .int()
    .min(10)
    .max(100)
    .default(70)
    .describe("Average use of the requested CPU that the autoscaler aims at, in per cent."),
  resources: z
    .strictObject({
      cpu: cpu.default("100m").describe("CPU requested. There is no limit: it would throttle."),
      memory: memory.default("128Mi").describe("Memory requested, and the limit."),
    })
    .prefault({})
    .describe("What each pod gets."),
  healthPath: z
    .string()
    .regex(/^\/\S*$/, { error: "must begin with / and have no spaces" })
    .default("/")
    .describe("Path that answers with a status below 400 when the service is well."),
  expose: z
    .array(Exposure)
    .default([])
    .describe("Hosts and paths under which the outside reaches the service."),
  callers: z.array(label(63)).default([]).describe("Services that may call this one."),
  egress: z
    .array(
      z.strictObject({
        cidr: cidr.describe("Block that the service may connect to."),
        port: portNumber.describe("TCP port there."),
      }),
    )
    .default([])
    .describe("What the service may reach besides DNS and the services that name it as a caller."),
});

export const Services = z.record(label(50), Service).default({}).describe("Services, by name.");
