import * as z from "zod";
import { label } from "../forms";

/** Patience of one probe. */
const patience = (periodSeconds: number, failures: number, timeoutSeconds: number, meaning: string) =>
  z
    .strictObject({
      periodSeconds: z
        .int()
        .min(1)
        .max(3600)
        .default(periodSeconds)
        .describe("Seconds from one probe to the next."),
      failures: z.int().min(1).max(1000).default(failures).describe("Failures in a row that count."),
      timeoutSeconds: z
        .int()
        .min(1)
        .max(300)
        .default(timeoutSeconds)
        .describe("Seconds that an answer may take."),
    })
    .prefault({})
    .describe(meaning);

export const Probes = z
  .strictObject({
    kind: z
      .enum(["http", "grpc", "tcp", "exec", "none"])
      .optional()
      .describe(
        "How the service is asked whether it is well. Default: http for http and websocket, grpc for grpc, tcp for tcp and h2c, none for udp.",
      ),
    port: label(15).optional().describe("Name of the port that is asked. Default: the service's own port."),
    command: z.array(z.string()).default([]).describe("For exec: what to run; status 0 is well."),
    grpcService: z
      .string()
      .regex(/^[\w.]+$/, { error: "must be the name of a gRPC service, such as grpc.health.v1.Health" })
      .optional()
      .describe("For grpc: the service whose health is asked for. Default: the server's as a whole."),
    startup: patience(2, 60, 1, "While it starts; the other probes wait for it."),
    readiness: patience(5, 3, 1, "Without success the pod gets no requests."),
    liveness: patience(
      10,
      6,
      5,
      "Without success the container is restarted, which under load only moves the load: be patient.",
    ),
  })
  .prefault({})
  .describe("How Kubernetes asks whether a pod is well.");
