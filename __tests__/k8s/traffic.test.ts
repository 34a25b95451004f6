import { expect, test } from "@jest/globals";
import { Middleware } from "../../platform/definition/schema/middleware";
import { find, type Manifest, namesOf, objectsOf } from "./manifests";

const image = "example/a:1";
const host = "a.example.com";

type Services = Parameters<typeof objectsOf>[0];
type Traffic = NonNullable<NonNullable<Services>[string]["traffic"]>;

const exposed = (traffic: Traffic, more: object = {}): Services => ({
  a: { image, expose: [{ host }], traffic, ...more },
});

const routes = (objects: readonly Manifest[], service = "a") =>
  find(objects, "IngressRoute", service).spec.routes;

/** The Middlewares that requests of the only route pass, in order, as their specs by name. */
function passed(objects: readonly Manifest[]): readonly (readonly [string, object])[] {
  const [{ middlewares = [] }] = routes(objects);
  return middlewares.map(({ name }: { name: string }) => [name, find(objects, "Middleware", name).spec]);
}

const policies: readonly (readonly [Traffic, string, object])[] = [
  [
    { retries: { count: 2, on: ["502-504"], within: "5s" } },
    "a-retries",
    { retry: { attempts: 3, initialInterval: "100ms", timeout: "5s", status: ["502-504"] } },
  ],
  [
    { breaker: { errorRatio: 0.3, networkErrorRatio: 0.1, latencyMilliseconds: 1000 } },
    "a-breaker",
    {
      circuitBreaker: {
        expression:
          "ResponseCodeRatio(500, 600, 0, 600) > 0.3 || NetworkErrorRatio() > 0.1 || LatencyAtQuantileMS(95.0) > 1000",
        checkPeriod: "1s",
        fallbackDuration: "10s",
        recoveryDuration: "10s",
        responseCode: 503,
      },
    },
  ],
  [
    { breaker: { errorRatio: 0, openFor: "30s", recoverWithin: "20s", checkEvery: "5s", status: 502 } },
    "a-breaker",
    {
      circuitBreaker: {
        expression: "ResponseCodeRatio(500, 600, 0, 600) > 0.0",
        checkPeriod: "5s",
        fallbackDuration: "30s",
        recoveryDuration: "20s",
        responseCode: 502,
      },
    },
  ],
  [
    { rateLimit: { average: 100 } },
    "a-rate-limit",
    { rateLimit: { average: 100, period: "1s", burst: 200 } },
  ],
  [
    {
      rateLimit: {
        average: 5,
        period: "1m",
        burst: 9,
        by: "host",
        redis: { endpoints: ["r:6379"], secret: "r" },
      },
    },
    "a-rate-limit",
    {
      rateLimit: {
        average: 5,
        period: "1m",
        burst: 9,
        sourceCriterion: { requestHost: true },
        redis: { endpoints: ["r:6379"], secret: "r" },
      },
    },
  ],
  [
    { rateLimit: { average: 5, by: "header", header: "X-Key" } },
    "a-rate-limit",
    {
      rateLimit: { average: 5, period: "1s", burst: 10, sourceCriterion: { requestHeaderName: "X-Key" } },
    },
  ],
  [
    { limits: { requests: 50 } },
    "a-requests",
    { inFlightReq: { amount: 50, sourceCriterion: { requestHost: true } } },
  ],
  [
    { limits: { requestsPerClient: 5 } },
    "a-requests-per-client",
    { inFlightReq: { amount: 5, sourceCriterion: { ipStrategy: {} } } },
  ],
  [{ compression: {} }, "a-compression", { compress: {} }],
  [
    { compression: { minBody: "2Ki", encodings: ["zstd", "gzip"], except: ["image/png"] } },
    "a-compression",
    {
      compress: {
        minResponseBodyBytes: 2048,
        encodings: ["zstd", "gzip"],
        excludedContentTypes: ["image/png"],
      },
    },
  ],
  [
    { buffering: { maxRequestBody: "10Mi" } },
    "a-buffering",
    {
      buffering: {
        maxRequestBodyBytes: 10_485_760,
        memRequestBodyBytes: 1_048_576,
        memResponseBodyBytes: 1_048_576,
      },
    },
  ],
  [
    { cors: { origins: ["https://app.example.com"], headers: ["X-A"], credentials: true } },
    "a-cors",
    {
      headers: {
        accessControlAllowOriginList: ["https://app.example.com"],
        accessControlAllowMethods: ["GET", "HEAD", "POST"],
        accessControlAllowHeaders: ["X-A"],
        accessControlAllowCredentials: true,
        accessControlMaxAge: 600,
        addVaryHeader: true,
      },
    },
  ],
  [
    { securityHeaders: { contentSecurityPolicy: "default-src 'self'" } },
    "a-security-headers",
    {
      headers: {
        stsSeconds: 31_536_000,
        stsIncludeSubdomains: true,
        contentTypeNosniff: true,
        frameDeny: true,
        referrerPolicy: "strict-origin-when-cross-origin",
        contentSecurityPolicy: "default-src 'self'",
      },
    },
  ],
  [
    { auth: { basic: { secret: "users" } } },
    "a-auth",
    { basicAuth: { secret: "users", realm: "traefik", removeHeader: true } },
  ],
  [
    { auth: { digest: { secret: "users", realm: "a" } } },
    "a-auth",
    { digestAuth: { secret: "users", realm: "a", removeHeader: true } },
  ],
  [{ allowFrom: ["203.0.113.0/24"] }, "a-allow-from", { ipAllowList: { sourceRange: ["203.0.113.0/24"] } }],
];

test.each(policies)("%j makes %s", (traffic, name, spec) => {
  expect(passed(objectsOf(exposed(traffic)))).toEqual([[name, spec]]);
});

test.each(policies.filter(([{ limits }]) => limits?.requestsPerClient === undefined))(
  "what %j makes is a middleware that a definition could have",
  (traffic, name) => {
    const spec = passed(objectsOf(exposed(traffic))).find(([each]) => each === name)?.[1];
    expect(Middleware.safeParse(spec).error?.issues ?? []).toEqual([]);
  },
);

test("turns away, limits, asks who it is, and comes to the retries last", () => {
  const objects = objectsOf({
    ...exposed(
      {
        allowFrom: ["203.0.113.0/24"],
        securityHeaders: {},
        cors: { origins: ["*"] },
        rateLimit: { average: 1 },
        limits: { requests: 9, requestsPerClient: 1 },
        auth: { basic: { secret: "users" } },
        compression: {},
        errorPages: { status: ["500-599"], service: "pages" },
        buffering: {},
        breaker: { errorRatio: 0.5 },
        retries: { count: 1 },
      },
      {
        middlewares: { own: { addPrefix: { prefix: "/own" } } },
        expose: [
          {
            host,
            path: "/api",
            headers: { request: { "X-A": "1" } },
            middlewares: ["own"],
            stripPath: true,
          },
        ],
      },
    ),
    pages: { image },
  });
  expect(passed(objects).map(([name]) => name)).toEqual([
    "a-allow-from",
    "a-security-headers",
    "a-cors",
    "a-rate-limit",
    "a-requests-per-client",
    "a-requests",
    "a-auth",
    "a-headers",
    "a-own",
    "a-strip-path",
    "a-compression",
    "a-error-pages",
    "a-buffering",
    "a-breaker",
    "a-retries",
  ]);
});

test("takes a service's path off, the longer one first", () => {
  const expose = ["/a", "/a/b", "/c"].map((path) => ({ host, path, stripPath: path !== "/c" }));
  const objects = objectsOf({ a: { image, expose } });
  expect(find(objects, "Middleware", "a-strip-path").spec).toEqual({
    stripPrefix: { prefixes: ["/a/b", "/a"] },
  });
  expect(routes(objects).map(({ middlewares }: { middlewares?: unknown }) => middlewares)).toEqual([
    [{ name: "a-strip-path" }],
    [{ name: "a-strip-path" }],
    undefined,
  ]);
});

test("asks another service who may pass, and lets Traefik reach it", () => {
  const auth = { forward: { service: "guard", path: "/check", responseHeaders: ["X-User"] } };
  const objects = objectsOf({ ...exposed({ auth }), guard: { image, port: 9000 } });
  expect(passed(objects)).toEqual([
    [
      "a-auth",
      {
        forwardAuth: {
          address: "http://guard.apps.svc.cluster.local:80/check",
          trustForwardHeader: false,
          maxResponseBodySize: 65_536,
          authResponseHeaders: ["X-User"],
        },
      },
    ],
  ]);
  expect(find(objects, "NetworkPolicy", "guard").spec.ingress[0].ports).toEqual([
    { protocol: "TCP", port: 9000 },
  ]);
});

test("gets error pages from another service without what the client sent along", () => {
  const objects = objectsOf({
    ...exposed({ errorPages: { status: ["500-599", "404"], service: "pages" } }),
    pages: { image },
  });
  expect(passed(objects)).toEqual([
    [
      "a-error-pages",
      {
        errors: {
          status: ["500-599", "404"],
          service: { name: "pages", port: "http" },
          query: "/{status}.html",
          errorRequestHeaders: [],
        },
      },
    ],
  ]);
});

test("waits for pods as long as the service says", () => {
  const objects = objectsOf(
    exposed({
      timeouts: { connect: "2s", response: "20s", idle: "60s" },
      limits: { idleConnections: 50 },
    }),
  );
  expect(find(objects, "ServersTransport", "a").spec).toEqual({
    forwardingTimeouts: { dialTimeout: "2s", responseHeaderTimeout: "20s", idleConnTimeout: "60s" },
    maxIdleConnsPerHost: 50,
  });
  expect(routes(objects)[0].services).toEqual([{ name: "a", port: "http", serversTransport: "a" }]);
});

test("says of the pods alone what is about single pods", () => {
  const objects = objectsOf(
    exposed({
      balancing: "two-random-choices",
      outlierDetection: { failures: 5, window: "20s" },
      sticky: { cookie: "pod", maxAgeSeconds: 60 },
      keepHost: false,
      flushEvery: "10ms",
    }),
  );
  expect(namesOf(objects, "Middleware")).toEqual([]);
  expect(routes(objects)[0].services).toEqual([
    {
      name: "a",
      port: "http",
      strategy: "p2c",
      passiveHealthCheck: { failureWindow: "20s", maxFailedAttempts: 5 },
      sticky: {
        cookie: { name: "pod", secure: true, httpOnly: true, sameSite: "lax", maxAge: 60 },
      },
      passHostHeader: false,
      responseForwarding: { flushInterval: "10ms" },
    },
  ]);
});

test("limits connections where there are no requests to be seen", () => {
  const objects = objectsOf({
    a: {
      image,
      protocol: "tcp",
      expose: [{ host }],
      traffic: {
        allowFrom: ["203.0.113.0/24"],
        limits: { connectionsPerClient: 5 },
        timeouts: { connect: "2s" },
      },
    },
  });
  expect(namesOf(objects, "MiddlewareTCP")).toEqual(["a-allow-from", "a-connections-per-client"]);
  expect(find(objects, "ServersTransportTCP", "a").spec).toEqual({ dialTimeout: "2s" });
  expect(find(objects, "IngressRouteTCP", "a").spec.routes).toEqual([
    {
      match: "HostSNI(`a.example.com`)",
      middlewares: [{ name: "a-allow-from" }, { name: "a-connections-per-client" }],
      services: [{ name: "a", port: "tcp", serversTransport: "a" }],
    },
  ]);
});

test("waits for requests and for connections of one service, each in its own kind", () => {
  const objects = objectsOf({
    a: {
      image,
      ports: { raw: { port: 9000, protocol: "tcp" } },
      expose: [{ host }, { host: "raw", port: "raw" }],
      traffic: { timeouts: { connect: "2s", response: "5s" } },
    },
  });
  expect(find(objects, "ServersTransport", "a").spec).toEqual({
    forwardingTimeouts: { dialTimeout: "2s", responseHeaderTimeout: "5s" },
  });
  expect(find(objects, "ServersTransportTCP", "a").spec).toEqual({ dialTimeout: "2s" });
  expect(find(objects, "IngressRouteTCP", "a").spec.routes[0].services).toEqual([
    { name: "a", port: "raw", serversTransport: "a" },
  ]);
});
