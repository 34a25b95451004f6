import * as z from "zod";
import { circuitBreakerGrammar, retryGrammar } from "../../../../traefik/predicate/grammar";
import { predicateFault } from "../../../../traefik/predicate/predicate";
import {
  bytes,
  duration,
  positiveDuration,
  refusing,
  secretName,
  several,
  sourceCriterion,
  status,
  text,
} from "./forms";

const endpoint = () =>
  z.string().regex(/^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):[1-9]\d{0,4}$/, {
    error: ({ input }) =>
      `must be host and port such as redis.apps.svc.cluster.local:6379, without a scheme or password; not "${input}"`,
  });

const connections = () => z.int().min(1).optional();

const redis = () =>
  refusing(
    z.strictObject({
      endpoints: several(endpoint()).describe(
        "Host and port of the server, or of each node of a Redis cluster.",
      ),
      secret: secretName().optional().describe("Secret in the same namespace with username and password."),
      db: z.int().min(0).optional().describe("Number of the database. Traefik's default: 0."),
      poolSize: connections().describe(
        "Base number of connections. Traefik's default: 10 for each processor.",
      ),
      minIdleConns: connections().describe("Idle connections to keep. Traefik's default: none."),
      maxActiveConns: connections().describe("Most connections at a time. Traefik's default: no limit."),
      dialTimeout: positiveDuration().optional().describe("Time to connect. Traefik's default: 5s."),
      readTimeout: positiveDuration().optional().describe("Time to read. Traefik's default: 3s."),
      writeTimeout: positiveDuration().optional().describe("Time to write. Traefik's default: 3s."),
      tls: z
        .strictObject({
          caSecret: secretName()
            .optional()
            .describe("Secret in the same namespace with the authority's certificate."),
          certSecret: secretName()
            .optional()
            .describe("Secret in the same namespace with a client certificate."),
          insecureSkipVerify: z
            .boolean()
            .optional()
            .describe("Whether any certificate will do. Traefik's default: false."),
        })
        .optional()
        .describe("TLS towards the server. Default: none."),
    }),
    ({ endpoints, db }, refuse) => {
      if (db !== undefined && db !== 0 && endpoints.length > 1)
        refuse(
          "db",
          "is not used with several endpoints: they make a Redis cluster, which has database 0 alone",
        );
    },
  );

/** Kinds that limit what reaches a service, or try again. */
export const limitKinds = () => ({
  rateLimit: z
    .strictObject({
      average: z
        .int()
        .min(1, { error: "must be at least 1; to Traefik 0 is no limit at all, so leave the middleware out" })
        .describe("Requests in each period that one client may make for long."),
      burst: z
        .int()
        .min(1)
        .describe(
          "Requests that one client may make at once, such as twice the average. Traefik's own default is 1.",
        ),
      period: positiveDuration().default("1s").describe("Time in which the average may be made."),
      sourceCriterion: sourceCriterion()
        .optional()
        .describe("By what requests are counted together. Traefik's default: the connection's address."),
      redis: redis()
        .optional()
        .describe(
          "Where Traefik's pods count together. Without it each counts by itself, and N pods allow N times as much.",
        ),
    })
    .meta({ id: "rateLimit", description: "Limits how often a client may come; beyond it gets 429." }),
  inFlightReq: z
    .strictObject({
      amount: z
        .int()
        .min(1, { error: "must be at least 1; to Traefik 0 refuses every request" })
        .describe("Requests at a time, in each of Traefik's pods."),
      sourceCriterion: sourceCriterion()
        .optional()
        .describe("By what requests are counted together. Traefik's default: the host that they name."),
    })
    .meta({ id: "inFlightReq", description: "Limits how many requests are under way; beyond it gets 429." }),
  circuitBreaker: z
    .strictObject({
      expression: text((value) => predicateFault(value, circuitBreakerGrammar)).describe(
        `When to stop asking the service, such as ${circuitBreakerGrammar.example}.`,
      ),
      checkPeriod: positiveDuration()
        .optional()
        .describe("Time between two looks. Traefik's default: 100ms."),
      fallbackDuration: positiveDuration()
        .optional()
        .describe("Time without asking. Traefik's default: 10s."),
      recoveryDuration: positiveDuration()
        .optional()
        .describe("Time in which more and more requests pass again. Traefik's default: 10s."),
      responseCode: z
        .int()
        .min(100)
        .max(599)
        .optional()
        .describe("Status while the service is not asked. Traefik's default: 503."),
    })
    .meta({ id: "circuitBreaker", description: "Stops asking a service that fails." }),
  retry: refusing(
    z.strictObject({
      attempts: z
        .int()
        .min(2, {
          error: "must be at least 2: the first try counts, so 1 repeats nothing, and Traefik refuses 0",
        })
        .default(3)
        .describe("Tries in all, the first included."),
      initialInterval: duration()
        .optional()
        .describe("Time before the second try; it grows from try to try. Traefik's default: 100ms."),
      timeout: positiveDuration().optional().describe("Time for all tries. Traefik's default: none."),
      status: several(status())
        .optional()
        .describe(
          "Statuses of the service that are tried again. Traefik's default: none, only a failed connection.",
        ),
      disableRetryOnNetworkError: z
        .boolean()
        .optional()
        .describe("Whether a failed connection is not tried again. Traefik's default: false."),
      retryNonIdempotentMethod: z
        .boolean()
        .optional()
        .describe("Whether POST, PATCH and LOCK are tried again on a status. Traefik's default: false."),
      maxRequestBodyBytes: z
        .int()
        .min(-1)
        .optional()
        .describe(
          "Most bytes of a body that are kept to send them again; -1 for any. Traefik's default: 2097152.",
        ),
    }),
    ({ disableRetryOnNetworkError, status: statuses }, refuse) => {
      if (disableRetryOnNetworkError === true && statuses === undefined)
        refuse(
          "disableRetryOnNetworkError",
          "leaves nothing to try again, so Traefik refuses it; name the statuses to try again on as status",
        );
    },
  ).meta({ id: "retry", description: "Tries again when a service does not answer." }),
  buffering: refusing(
    z.strictObject({
      maxRequestBodyBytes: bytes()
        .default(10485760)
        .describe(
          "Most bytes of a request's body, 0 for any; a longer one gets 413. Traefik itself has no limit.",
        ),
      memRequestBodyBytes: bytes()
        .optional()
        .describe(
          "Bytes of a request's body that are kept in memory, the rest on disk. Traefik's default: 1048576.",
        ),
      maxResponseBodyBytes: bytes()
        .optional()
        .describe("Most bytes of a response's body; a longer one becomes 500. Traefik's default: 0, any."),
      memResponseBodyBytes: bytes()
        .optional()
        .describe("Bytes of a response's body that are kept in memory. Traefik's default: 1048576."),
      retryExpression: text((value) => predicateFault(value, retryGrammar))
        .optional()
        .describe(`When to try again, such as ${retryGrammar.example}. Traefik's default: never.`),
    }),
    (sizes, refuse) => {
      for (const [most, memory] of [
        ["maxRequestBodyBytes", "memRequestBodyBytes"],
        ["maxResponseBodyBytes", "memResponseBodyBytes"],
      ] as const) {
        const limit = sizes[most] ?? 0;
        if (limit > 0 && (sizes[memory] ?? 0) > limit)
          refuse(memory, `is ${sizes[memory]}, more than ${most}, which is ${limit}`);
      }
    },
  ).meta({ id: "buffering", description: "Reads whole bodies before they go on, which ends streaming." }),
});
