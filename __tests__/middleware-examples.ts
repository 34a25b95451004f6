import type { z } from "zod";
import type { Middleware } from "../platform/definition/schema/middleware";

type Examples = {
  readonly [Kind in keyof Input]-?: readonly [NonNullable<Input[Kind]>, ...NonNullable<Input[Kind]>[]];
};
type Input = z.input<typeof Middleware>;

/**
 * Middlewares of every kind. Together those of a kind have every option of the kind, each with another value than its
 * default. Others that they name are `members` below.
 */
export const middlewareExamples: Examples = {
  addPrefix: [{ prefix: "/v1" }],
  stripPrefix: [{ prefixes: ["/api", "/v1"] }],
  stripPrefixRegex: [{ regex: ["^/v[0-9]+"] }],
  replacePath: [{ path: "/index.html" }],
  replacePathRegex: [{ regex: "^/old/(.*)", replacement: "/new/$1" }],
  redirectRegex: [{ regex: "^https://www\\.(?P<rest>.*)", replacement: "https://$rest", permanent: true }],
  redirectScheme: [{ scheme: "https", port: "8443", permanent: true }],
  chain: [{ middlewares: ["first", "second"] }],
  ipAllowList: [
    { sourceRange: ["203.0.113.0/24", "2001:db8::/32"], rejectStatusCode: 404 },
    { sourceRange: ["203.0.113.7"], ipStrategy: { depth: 2, ipv6Subnet: 64 } },
    { sourceRange: ["203.0.113.7"], ipStrategy: { excludedIPs: ["198.51.100.1"] } },
  ],
  headers: [
    {
      customRequestHeaders: { "X-A": "1", "X-B": "" },
      customResponseHeaders: { Server: "" },
      accessControlAllowOriginList: ["https://app.example.com"],
      accessControlAllowOriginListRegex: ["^https://[a-z]+\\.example\\.com$"],
      accessControlAllowMethods: ["GET", "PUT"],
      accessControlAllowHeaders: ["X-A"],
      accessControlExposeHeaders: ["X-B"],
      accessControlAllowCredentials: true,
      accessControlMaxAge: 600,
      addVaryHeader: true,
      stsSeconds: 31536000,
      stsIncludeSubdomains: true,
      stsPreload: true,
      forceSTSHeader: true,
      customFrameOptionsValue: "SAMEORIGIN",
      contentTypeNosniff: true,
      customBrowserXSSValue: "0",
      contentSecurityPolicy: "default-src 'self'",
      contentSecurityPolicyReportOnly: "default-src 'none'",
      publicKey: 'pin-sha256="base64"; max-age=1',
      referrerPolicy: "no-referrer",
      permissionsPolicy: "camera=()",
      isDevelopment: true,
      allowedHosts: ["a.example.com"],
      hostsProxyHeaders: ["X-Forwarded-Host"],
      sslProxyHeaders: { "X-Forwarded-Proto": "https" },
    },
    { frameDeny: true, browserXssFilter: true },
  ],
  encodedCharacters: [
    {
      allowEncodedSlash: true,
      allowEncodedBackSlash: true,
      allowEncodedNullCharacter: true,
      allowEncodedSemicolon: true,
      allowEncodedPercent: true,
      allowEncodedQuestionMark: true,
      allowEncodedHash: true,
    },
  ],
  errors: [
    {
      status: ["404", "500-599"],
      query: "/pages/{status}",
      statusRewrites: { "404": 200, "500-504": 500 },
      errorRequestHeaders: ["Accept-Language"],
      service: {
        name: "pages",
        kind: "Service",
        port: 8080,
        scheme: "h2c",
        passHostHeader: false,
        nativeLB: true,
        nodePortLB: true,
        serversTransport: "slow",
        strategy: "p2c",
        middlewares: ["first"],
        responseForwarding: { flushInterval: "1s" },
        passiveHealthCheck: { failureWindow: "20s", maxFailedAttempts: 3 },
        sticky: {
          cookie: {
            name: "pod",
            secure: true,
            httpOnly: true,
            sameSite: "lax",
            maxAge: 60,
            path: "/a",
            domain: "example.com",
          },
        },
      },
    },
  ],
  rateLimit: [
    {
      average: 50,
      burst: 60,
      period: "1m",
      sourceCriterion: { ipStrategy: { depth: 1, ipv6Subnet: 64 } },
      redis: {
        endpoints: ["redis.apps.svc.cluster.local:6379"],
        secret: "redis",
        db: 3,
        poolSize: 20,
        minIdleConns: 2,
        maxActiveConns: 40,
        dialTimeout: "1s",
        readTimeout: "500ms",
        writeTimeout: "600ms",
        tls: { caSecret: "redis-ca", certSecret: "redis-client", insecureSkipVerify: true },
      },
    },
    {
      average: 1,
      burst: 1,
      period: "1s",
      sourceCriterion: { ipStrategy: { excludedIPs: ["198.51.100.0/24"] } },
    },
    { average: 1, burst: 1, period: "1s", sourceCriterion: { requestHeaderName: "X-Customer" } },
    { average: 1, burst: 1, period: "1s", sourceCriterion: { requestHost: true } },
  ],
  inFlightReq: [
    { amount: 10, sourceCriterion: { ipStrategy: { depth: 1, ipv6Subnet: 64 } } },
    { amount: 10, sourceCriterion: { ipStrategy: { excludedIPs: ["198.51.100.0/24"] } } },
    { amount: 10, sourceCriterion: { requestHeaderName: "X-Customer" } },
    { amount: 10, sourceCriterion: { requestHost: true } },
  ],
  basicAuth: [{ secret: "users", realm: "staff", removeHeader: false, headerField: "X-User" }],
  digestAuth: [{ secret: "users", realm: "staff", removeHeader: false, headerField: "X-User" }],
  forwardAuth: [
    {
      address: "https://auth.example.com/verify",
      trustForwardHeader: true,
      authResponseHeaders: ["X-User"],
      authResponseHeadersRegex: "^X-Auth-",
      authRequestHeaders: ["Accept"],
      addAuthCookiesToResponse: ["session"],
      headerField: "X-Name",
      forwardBody: true,
      maxBodySize: 1024,
      maxResponseBodySize: 2048,
      preserveLocationHeader: true,
      preserveRequestMethod: true,
      authSigninURL: "https://login.example.com/",
      tls: { caSecret: "auth-ca", certSecret: "auth-client", insecureSkipVerify: true },
    },
  ],
  circuitBreaker: [
    {
      expression: "LatencyAtQuantileMS(50.0) > 100 || NetworkErrorRatio() > 0.3",
      checkPeriod: "1s",
      fallbackDuration: "20s",
      recoveryDuration: "30s",
      responseCode: 429,
    },
  ],
  retry: [
    {
      attempts: 4,
      initialInterval: "50ms",
      timeout: "2s",
      status: ["502-504"],
      disableRetryOnNetworkError: true,
      retryNonIdempotentMethod: true,
      maxRequestBodyBytes: -1,
    },
  ],
  buffering: [
    {
      maxRequestBodyBytes: 4096,
      memRequestBodyBytes: 1024,
      maxResponseBodyBytes: 8192,
      memResponseBodyBytes: 2048,
      retryExpression: "IsNetworkError() && Attempts() < 2",
    },
  ],
  compress: [
    {
      encodings: ["br", "gzip"],
      defaultEncoding: "gzip",
      minResponseBodyBytes: 512,
      includedContentTypes: ["text/html"],
    },
    { excludedContentTypes: ["image/png", "text/plain; charset=utf-8"] },
  ],
  passTLSClientCert: [
    {
      pem: true,
      info: {
        notAfter: true,
        notBefore: true,
        sans: true,
        serialNumber: true,
        subject: {
          commonName: true,
          country: true,
          domainComponent: true,
          locality: true,
          organization: true,
          organizationalUnit: true,
          province: true,
          serialNumber: true,
        },
        issuer: {
          commonName: true,
          country: true,
          domainComponent: true,
          locality: true,
          organization: true,
          province: true,
          serialNumber: true,
        },
      },
    },
  ],
  contentType: [{}],
  grpcWeb: [{ allowOrigins: ["*"] }],
  plugin: [{ geoblock: { countries: ["DE", "FR"], strict: { mode: true }, key: "urn:k8s:secret:geo:key" } }],
};

/** Middlewares that the examples name, in the same namespace. */
export const members = { first: { compress: {} }, second: { contentType: {} } };
