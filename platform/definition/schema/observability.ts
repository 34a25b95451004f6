import * as z from "zod";

export const Observability = z
  .strictObject({
    metrics: z
      .strictObject({
        retentionDays: z.int().min(1).max(365).default(15).describe("Days that Prometheus keeps."),
        storageGiB: z.int().min(10).max(16_384).default(50).describe("Size of its volume in GiB."),
      })
      .optional()
      .describe(
        "Prometheus, Alertmanager and Grafana, with monitors, alerts and dashboards. Default: none of them.",
      ),
    traces: z
      .strictObject({
        percent: z
          .number()
          .min(0)
          .max(100)
          .default(10)
          .describe(
            "Part of the requests that is traced, in per cent. Traefik decides it for what comes in.",
          ),
        retentionHours: z.int().min(1).max(720).default(48).describe("Hours that Jaeger keeps."),
        storageGiB: z.int().min(1).max(16_384).default(10).describe("Size of its volume in GiB."),
      })
      .optional()
      .describe(
        "An OpenTelemetry collector and Jaeger, to which Traefik and the mesh send. Default: none of them.",
      ),
    accessLogs: z
      .enum(["none", "errors", "all"])
      .default("all")
      .describe("Requests that Traefik and the mesh write into their logs."),
  })
  .prefault({})
  .describe("What watches the platform and its services.");
