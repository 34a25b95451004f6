import * as z from "zod";
import { label } from "../forms";
import {
  bytes,
  duration,
  headerName,
  path,
  positiveDuration,
  refusing,
  several,
  status,
  whole,
} from "./forms";

const encodings = ["gzip", "br", "zstd"] as const;

const contentType = () =>
  z.string().regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;\s*[\w!#$&^.+-]+=("[^"\r\n]*"|[\w!#$&^.+-]+))*$/, {
    error: ({ input }) => `must be a media type such as text/html; not "${input}"`,
  });

/** Name of an object of Traefik or Kubernetes in the same namespace. */
const objectName = () =>
  z
    .string()
    .max(253, { error: "must have at most 253 characters" })
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, {
      error: ({ input }) =>
        input?.toString().includes("@") === true
          ? "must be a name without @: a reference to another provider is refused in this namespace"
          : "must be the name of an object in the same namespace: lower-case letters, digits, dashes and dots",
    });

/** The service that makes the pages. Traefik takes a health check for ExternalName Services only, so there is none. */
const errorService = () =>
  refusing(
    z.strictObject({
      name: objectName().describe("Name of the service, in the same namespace."),
      kind: z
        .enum(["Service", "TraefikService"])
        .default("Service")
        .describe("Whether the name is a Kubernetes Service's or a TraefikService's."),
      port: z
        .union([z.int().min(1).max(65535), label(15)])
        .optional()
        .describe(
          "Port of the Service by name or number. Default: http, as services of the definition call theirs.",
        ),
      scheme: z
        .enum(["http", "https", "h2c"])
        .optional()
        .describe("How to speak to it. Traefik's default: by the port."),
      passHostHeader: z
        .boolean()
        .optional()
        .describe("Whether it sees the client's Host. Traefik's default: true."),
      nativeLB: z
        .boolean()
        .optional()
        .describe("Whether Kubernetes chooses the pod instead of Traefik. Traefik's default: false."),
      nodePortLB: z
        .boolean()
        .optional()
        .describe("Whether to go by the nodes' ports. Traefik's default: false."),
      serversTransport: objectName().optional().describe("ServersTransport in the same namespace."),
      strategy: z
        .enum(["wrr", "p2c", "hrw", "leasttime"])
        .optional()
        .describe("How a pod is chosen. Traefik's default: wrr, each in turn."),
      middlewares: several(objectName())
        .optional()
        .describe("Middlewares of the same namespace before the service."),
      responseForwarding: z
        .strictObject({
          flushInterval: duration().describe(
            "Time between two writes to the client. Traefik's default: 100ms.",
          ),
        })
        .optional()
        .describe("How responses are passed on."),
      passiveHealthCheck: z
        .strictObject({
          failureWindow: positiveDuration()
            .optional()
            .describe("Time in which failures count. Traefik's default: 10s."),
          maxFailedAttempts: z
            .int()
            .min(1)
            .optional()
            .describe("Failures after which a pod is left out. Traefik's default: 1."),
        })
        .optional()
        .describe("Leaves out pods that fail."),
      sticky: z
        .strictObject({
          cookie: z
            .strictObject({
              name: z
                .string()
                .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of a cookie" })
                .optional()
                .describe("Name of the cookie. Traefik's default: made from the service's."),
              secure: z
                .boolean()
                .optional()
                .describe("Whether it goes over HTTPS only. Traefik's default: false."),
              httpOnly: z
                .boolean()
                .optional()
                .describe("Whether scripts cannot read it. Traefik's default: false."),
              sameSite: z
                .enum(["none", "lax", "strict"])
                .optional()
                .describe("Whether other sites' requests carry it. Traefik's default: none is said."),
              maxAge: z
                .int()
                .optional()
                .describe("Seconds that it lives. Traefik's default: 0, with the browser."),
              path: path().optional().describe("Path that it holds for. Traefik's default: /."),
              domain: z
                .string()
                .min(1)
                .optional()
                .describe("Domain that it holds for. Traefik's default: the host."),
            })
            .describe("The cookie that names the pod."),
        })
        .optional()
        .describe("Keeps a client with the pod that it had first."),
    }),
    (service, refuse) => {
      if (service.kind === "Service") return;
      for (const [key, value] of Object.entries(service)) {
        if (value !== undefined && !["name", "kind", "middlewares"].includes(key))
          refuse(key, "is ignored by Traefik beside kind: TraefikService, which has its own");
      }
    },
  );

/** Kinds that make or change what is answered, and those that combine others. */
export const contentKinds = () => ({
  errors: z
    .strictObject({
      status: several(status()).describe(
        'Statuses that get a page of their own, each one status or one range: "404", "500-599".',
      ),
      service: errorService().describe("What makes the pages."),
      query: path()
        .default("/{status}.html")
        .describe("What the service is asked for; {status}, {originalStatus} and {url} are filled in."),
      statusRewrites: z
        .record(status(), z.int().min(100).max(599))
        .optional()
        .describe("Statuses or ranges of them, each with the status that the client gets instead."),
      errorRequestHeaders: z
        .array(headerName())
        .default([])
        .describe(
          "Headers of the request that the service gets, such as Accept-Language. Traefik itself passes all, cookies too.",
        ),
    })
    .meta({ id: "errors", description: "Replaces the body of failures by a page of a service's." }),
  compress: refusing(
    z.strictObject({
      encodings: several(z.enum(encodings))
        .optional()
        .describe("Encodings, the preferred one first. Traefik's default: gzip, br, zstd."),
      defaultEncoding: z
        .enum(encodings)
        .optional()
        .describe("Encoding for clients that name none. Traefik's default: no compression."),
      minResponseBodyBytes: bytes()
        .min(1)
        .optional()
        .describe("Fewest bytes that are worth it. Traefik's default: 1024."),
      includedContentTypes: several(contentType())
        .optional()
        .describe("Media types to compress, and no others."),
      excludedContentTypes: several(contentType()).optional().describe("Media types to leave alone."),
    }),
    (
      { includedContentTypes: included, excludedContentTypes: excluded, encodings: allowed, defaultEncoding },
      refuse,
    ) => {
      if (included !== undefined && excluded !== undefined)
        refuse(
          "excludedContentTypes",
          "cannot stand beside includedContentTypes: Traefik refuses both together",
        );
      if (defaultEncoding !== undefined && allowed?.includes(defaultEncoding) === false)
        refuse("defaultEncoding", `is ${defaultEncoding}, which is not among encodings`);
    },
  ).meta({ id: "compress", description: "Compresses responses; `compress: {}` is a good choice." }),
  grpcWeb: z
    .strictObject({
      allowOrigins: several(z.string().min(1)).describe('Origins that may call, or "*" for any.'),
    })
    .meta({ id: "grpcWeb", description: "Lets browsers call gRPC services." }),
  chain: z
    .strictObject({
      middlewares: several(objectName()).describe(
        "Middlewares of the same namespace in order, such as security headers, rate limit, authentication, compression.",
      ),
    })
    .meta({ id: "chain", description: "Passes through other middlewares in order." }),
  plugin: refusing(
    z.record(
      z.string().regex(/^[\w-]+$/, { error: "must be the plugin's name in Traefik's configuration" }),
      z.record(z.string(), z.unknown()),
    ),
    (plugins, refuse) => {
      const [first, second] = Object.keys(plugins);
      if (first === undefined) refuse(whole, "names no plugin; Traefik refuses it");
      if (second !== undefined)
        refuse(
          second,
          `is a second plugin beside ${first}; Traefik refuses it, so make a middleware for each`,
        );
    },
  ).meta({
    id: "plugin",
    description: "The plugin's name with its options. A secret is given as urn:k8s:secret:<name>:<key>.",
  }),
});
