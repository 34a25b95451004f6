import * as z from "zod";
import { cidr, host, label } from "../forms";
import { auth, cors, securityHeaders } from "./access";
import { duration, headerName, objectName, portNumber, size, status, urlPath } from "./forms";

const ratio = z.number().min(0).max(1);

const timeouts = z
  .strictObject({
    connect: duration.optional().describe("Time to connect to a pod. Default: 30s."),
    response: duration
      .optional()
      .describe("Time from the end of the request to the first byte of the answer. Default: no limit."),
    idle: duration.optional().describe("Time that an unused connection to a pod is kept. Default: 90s."),
    request: duration
      .optional()
      .describe("Time for a whole request, all its tries together. Only with a mesh. Default: no limit."),
  })
  .prefault({})
  .describe("How long a pod is waited for.");

const retries = z
  .strictObject({
    count: z.int().min(1).max(10).describe("Tries after the first."),
    interval: duration
      .optional()
      .describe("Pause before the first of them; it doubles each time. Default: 100ms, or a mesh's own."),
    within: duration.optional().describe("Time for all tries together. Default: no limit."),
    on: z
      .array(status)
      .default([])
      .describe("Statuses that are tried again, besides connections that fail. Writing methods are not."),
    nonIdempotent: z
      .boolean()
      .default(false)
      .describe("Whether POST and PATCH are tried again on a status too. Only for what may happen twice."),
  })
  .optional()
  .describe("What is tried again.");

const breaker = z
  .strictObject({
    errorRatio: ratio.optional().describe("Share of answers of 500 and above at which it opens."),
    networkErrorRatio: ratio.optional().describe("Share of failed connections at which it opens."),
    latencyMilliseconds: z
      .int()
      .min(1)
      .optional()
      .describe("Milliseconds that the slowest five per cent take at which it opens."),
    checkEvery: duration.default("1s").describe("Time between two looks at the condition."),
    openFor: duration.default("10s").describe("Time that it stays open before it lets requests try."),
    recoverWithin: duration.default("10s").describe("Time over which it then lets more and more pass."),
    status: z.int().min(400).max(599).default(503).describe("What it answers while it is open."),
  })
  .optional()
  .describe("Answers at once while the service is failing as a whole. Each Traefik pod has its own.");

const outlierDetection = z
  .strictObject({
    failures: z.int().min(1).max(1000).default(3).describe("Failures after which a pod is left out."),
    window: duration.default("10s").describe("Time within which they count, and that it is left out for."),
  })
  .optional()
  .describe("Leaves single failing pods out.");

const limits = z
  .strictObject({
    requests: z
      .int()
      .min(1)
      .optional()
      .describe(
        "Requests in flight for each host, in each Traefik pod; more get 429. With a mesh those of callers too, from each proxy; more get 503.",
      ),
    connections: z
      .int()
      .min(1)
      .optional()
      .describe("Connections to the service, from each proxy of a mesh; more requests wait."),
    pendingRequests: z
      .int()
      .min(1)
      .optional()
      .describe("Requests that wait for a connection, in each proxy of a mesh; more get 503."),
    requestsPerClient: z
      .int()
      .min(1)
      .optional()
      .describe("Requests in flight of one client, in each Traefik pod; more get 429."),
    connectionsPerClient: z
      .int()
      .min(1)
      .optional()
      .describe("For tcp: connections of one client, in each Traefik pod; more are closed."),
    idleConnections: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe("Unused connections to each pod that a Traefik pod keeps. Default: 200."),
  })
  .prefault({})
  .describe("How much at the same time.");

const rateLimit = z
  .strictObject({
    average: z.int().min(1).describe("Requests for each period, in each Traefik pod unless there is Redis."),
    period: duration.default("1s").describe("The period."),
    burst: z.int().min(1).optional().describe("Requests at once. Default: twice the average."),
    by: z
      .enum(["client", "host", "header"])
      .default("client")
      .describe("What requests are counted by: the client's address, the host, or a header's value."),
    header: headerName.optional().describe("The header, where requests are counted by one."),
    redis: z
      .strictObject({
        endpoints: z
          .array(
            z
              .string()
              .regex(/^[a-z0-9.-]+:\d{1,5}$/, { error: "must be host:port, such as redis.apps:6379" }),
          )
          .min(1, { error: "needs at least one endpoint" })
          .describe("Where Redis answers."),
        secret: objectName
          .optional()
          .describe("Secret of the namespace with the keys username and password. Default: no login."),
      })
      .optional()
      .describe("Counts in Redis, for all Traefik pods together."),
    forCallers: z
      .strictObject({
        average: z.int().min(1).describe("Requests for each period."),
        period: duration.default("1s").describe("The period."),
        burst: z.int().min(1).optional().describe("Requests at once. Default: twice the average."),
      })
      .optional()
      .describe(
        "Counts what all services send here, in each proxy before the pods: those of a mesh, or Traefik's with `ingress.forCallers`. Default: no limit.",
      ),
  })
  .optional()
  .describe("How many requests over time; more get 429.");

const mirror = z
  .strictObject({
    version: label(20).optional().describe("Version that gets the copies."),
    service: label(50).optional().describe("Another service of the namespace that gets them instead."),
    percent: z.int().min(1).max(100).describe("Share of requests that are copied, in per cent."),
    body: z.boolean().default(true).describe("Whether bodies are copied too; Traefik holds them in memory."),
    maxBody: size
      .default("1Mi")
      .describe("Traefik copies no requests with a larger body; a mesh, which holds none, does."),
  })
  .optional()
  .describe("Copies requests; what answers them is thrown away, what they do is not.");

const failover = z
  .strictObject({
    version: label(20).optional().describe("Version that takes over."),
    service: label(50).optional().describe("Another service of the namespace that takes over instead."),
    on: z
      .array(status)
      .min(1, { error: "needs at least one status: without one Traefik cannot tell when to fail over" })
      .default(["502-504"])
      .describe("Statuses at which the request goes there."),
    maxBody: size
      .default("1Mi")
      .describe("Requests with a larger body get 413: Traefik has to keep a body to send it a second time."),
  })
  .optional()
  .describe("Where a request goes when its answer is an error.");

const percent = z.number().min(0.01).max(100);

const faults = z
  .strictObject({
    delay: z
      .strictObject({
        percent: percent.describe("Part of the requests, in per cent."),
        time: duration.describe("Time that they wait."),
      })
      .optional()
      .describe("Requests that wait."),
    abort: z
      .strictObject({
        percent: percent.describe("Part of the requests, in per cent."),
        status: z.int().min(400).max(599).default(503).describe("What is answered."),
      })
      .optional()
      .describe("Requests that are answered with an error."),
  })
  .optional()
  .describe("Faults made on purpose, to see what callers make of them. Only with Istio.");

const sticky = z
  .strictObject({
    cookie: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of a cookie" })
      .default("backend")
      .describe("Name of the cookie that keeps a client at its pod and version."),
    maxAgeSeconds: z.int().min(1).optional().describe("Seconds that it lasts. Default: the session."),
    sameSite: z.enum(["lax", "strict", "none"]).default("lax").describe("When browsers send it along."),
  })
  .optional()
  .describe("Keeps a client at the pod and version that answered first.");

/** What the field calls the strategies, and what Traefik does. */
export const balancingStrategies = {
  "round-robin": "wrr",
  "two-random-choices": "p2c",
  "client-hash": "hrw",
  "least-time": "leasttime",
} as const;

const balancing = z
  .enum(Object.keys(balancingStrategies) as (keyof typeof balancingStrategies)[])
  .default("round-robin")
  .describe("Which pod gets a request.");

const compression = z
  .strictObject({
    minBody: size.optional().describe("Smaller bodies are sent as they are. Default: 1Ki."),
    encodings: z
      .array(z.enum(["zstd", "br", "gzip"]))
      .min(1, { error: "needs at least one encoding" })
      .optional()
      .describe("Encodings, preferred first. Default: gzip, br, zstd."),
    except: z
      .array(z.string().regex(/^[\w.+*-]+\/[\w.+*-]+$/, { error: "must be a media type, such as image/png" }))
      .default([])
      .describe("Media types that are sent as they are."),
  })
  .optional()
  .describe("Compresses answers.");

const buffering = z
  .strictObject({
    maxRequestBody: size.optional().describe("Larger requests get 413. Default: no limit."),
    maxResponseBody: size.optional().describe("Larger answers become 500. Default: no limit."),
    inMemory: size.default("1Mi").describe("More than this of a body is kept on disk."),
  })
  .optional()
  .describe("Reads whole bodies before passing them on.");

const errorPages = z
  .strictObject({
    status: z
      .array(status)
      .min(1, { error: "needs at least one status" })
      .describe("Statuses whose answers are replaced."),
    service: label(50).describe("Service of the namespace that has the pages."),
    path: z
      .string()
      .regex(/^\/\S*$/, { error: "must begin with / and have no spaces" })
      .default("/{status}.html")
      .describe("Path of a page; {status} stands for the status."),
  })
  .optional()
  .describe("Pages of another service in the place of error answers.");

/**
 * How requests are treated on their way. The notions are the field's, not a proxy's: a breaker looks at the service
 * as a whole, outlier detection at single pods, limits at how much at once; retries count the tries after the first.
 */
export const Traffic = z
  .strictObject({
    timeouts,
    retries,
    breaker,
    outlierDetection,
    limits,
    rateLimit,
    mirror,
    failover,
    faults,
    sticky,
    balancing,
    compression,
    buffering,
    errorPages,
    cors,
    securityHeaders,
    auth,
    allowFrom: z.array(cidr).default([]).describe("Blocks of clients that may pass. Default: all."),
    keepHost: z
      .boolean()
      .optional()
      .describe(
        "Whether the service sees the host that the client named. Default: true, but false with Istio's proxy in each pod.",
      ),
    flushEvery: duration
      .optional()
      .describe("Time after which what a streaming service has sent so far is passed on. Default: 100ms."),
  })
  .prefault({})
  .describe(
    "How requests from outside are treated, and those of callers where a mesh carries them, or `ingress.forCallers` does.",
  );

export const Egress = z.strictObject({
  cidr: cidr.optional().describe("Block that the service may connect to."),
  host: host
    .optional()
    .describe("Host that it may connect to instead. Only with a mesh, whose proxies know names."),
  port: portNumber.describe("Port there."),
  protocol: z
    .enum(["tcp", "udp", "tls", "http"])
    .default("tcp")
    .describe("Protocol: of a block tcp or udp; of a host tcp, http, or tls, which is passed on as it is."),
});

/** What a caller may ask for. */
export const Permission = z.strictObject({
  methods: z
    .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))
    .default([])
    .describe("Methods. Default: all of them."),
  paths: z.array(urlPath).default([]).describe("Paths, each with everything below it. Default: all of them."),
});
