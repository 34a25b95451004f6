import * as z from "zod";

export const Releases = z
  .strictObject({
    chartDirectory: z
      .string()
      .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./-]+$/, {
        error: "must be a folder in the project, such as charts, with forward slashes",
      })
      .optional()
      .describe(
        "Folder of the project with an unpacked chart for each release, named after it, for networks from which no repository is reached. Default: charts come from their repositories.",
      ),
    imageRegistry: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, {
        error: "must be a registry, such as 111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror",
      })
      .optional()
      .describe(
        "Registry that mirrors the releases' images, each under the name of the registry that it comes from: <imageRegistry>/quay.io/jetstack/…. Default: images come from where they are published.",
      ),
    metricsServer: z
      .enum(["chart", "add-on"])
      .default("chart")
      .describe(
        "Where metrics-server comes from, without which no autoscaler of pods works: its chart or EKS's add-on.",
      ),
    upgradeDefinitions: z
      .boolean()
      .default(true)
      .describe(
        "Whether Terraform also upgrades the custom resource definitions that Helm installs once and then leaves alone. It needs helm, kubectl and the AWS CLI.",
      ),
  })
  .prefault({})
  .describe("Helm releases of the controllers.");

export const Dns = z
  .strictObject({
    externalDns: z
      .boolean()
      .default(false)
      .describe("Whether external-dns writes records of Services and routes into the domain's zone."),
    policy: z
      .enum(["upsert-only", "sync"])
      .default("upsert-only")
      .describe("Whether external-dns only adds and changes records, or also deletes its own."),
    sources: z
      .array(z.enum(["service", "ingress", "traefik-proxy"]))
      .min(1)
      .default(["service", "traefik-proxy"])
      .describe("Kinds of object whose hosts external-dns writes."),
  })
  .prefault({})
  .describe("Records in the domain's zone beyond the stack's own.");
