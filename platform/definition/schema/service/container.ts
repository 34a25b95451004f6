import * as z from "zod";
import { label } from "../forms";
import { containerPort, cpu, filePath, line, memory, objectName, variableName } from "./forms";

export const image = z
  .string()
  .regex(/^[a-z0-9]+([._:/-]+[a-z0-9]+)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/, {
    error: "must be an image with a tag or digest, such as traefik/whoami:v1.11.0",
  })
  .refine((text) => /(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(text) && !/:latest$/.test(text), {
    error:
      "must say which image by a tag other than latest, or by digest, so that two deployments run the same one",
  });

/** What a port speaks. */
export const protocols = ["http", "websocket", "h2c", "grpc", "tcp", "udp"] as const;
export const protocol = z.enum(protocols);

export const args = z.array(z.string());

export const env = z.record(variableName, z.string());

export const Port = z.strictObject({
  port: containerPort.describe("Port that the container listens on."),
  protocol: protocol.default("http").describe("What it speaks."),
});

/** Names of ports are names of IANA services: at most 15 characters. */
export const Ports = z.record(label(15), Port);

export const Resources = z
  .strictObject({
    cpu: cpu.default("100m").describe("CPU requested. There is no limit: it would throttle."),
    memory: memory.default("128Mi").describe("Memory requested, and the limit."),
  })
  .prefault({})
  .describe("What each pod gets.");

export const Configuration = z
  .strictObject({
    values: z
      .record(variableName, z.string())
      .default({})
      .describe("Environment variables from a ConfigMap. A change replaces the pods."),
    files: z
      .record(
        z
          .string()
          .regex(/^[\w-][\w.-]*$/, { error: "must be the name of a file: letters, digits, dots, dashes" })
          .max(253, { error: "must have at most 253 characters" }),
        z.string(),
      )
      .default({})
      .describe("Files from a ConfigMap, by name. A change replaces the pods."),
    directory: filePath.default("/etc/service").describe("Where the files are, read-only."),
  })
  .prefault({})
  .describe("What the service reads at its start, never a secret.");

/** One secret: a key of an existing Secret, or of a store that External Secrets copies from. */
export const SecretSource = z.strictObject({
  secret: objectName.optional().describe("An existing Secret of the namespace."),
  store: objectName.optional().describe("ClusterSecretStore of External Secrets that holds it instead."),
  key: line
    .min(1, { error: "must not be empty" })
    .describe("Key in the Secret, or the name under which the store holds it."),
  property: line.optional().describe("Property of what the store holds. Default: the whole."),
});

export const Secrets = z.record(variableName, SecretSource);
