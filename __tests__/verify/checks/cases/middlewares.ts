import { type Cases, middleware, service, traefik } from "./case";

/** A fault in one field of a middleware and the same without it. */
const broken = (spec: string, place: string, happens: string, right: string, severity = "error") => ({
  finds: { yaml: middleware(`  ${spec}\n`), finding: `${place} ${severity} Middleware apps/one: ${happens}` },
  passes: { yaml: middleware(`  ${right}\n`) },
});

const breaker = (expression: string): string => `circuitBreaker: { expression: '${expression}' }`;

const twoReplicas = "deployment: { replicas: 2 }";

const canary = (weights: readonly number[]): string =>
  traefik(
    "IngressRoute",
    "web",
    `  routes:\n  - { kind: Rule, match: Host(\`a\`), services: [${weights.map((weight) => `{ name: web, port: 80, weight: ${weight} }`).join(", ")}] }\n`,
  ) + service("web");

const mirror = (percent: string): string =>
  traefik(
    "TraefikService",
    "copy",
    `  mirroring: { name: web, port: 80, mirrors: [{ name: other, port: 80${percent} }] }\n`,
  );

const failover = (errors: string): string =>
  traefik(
    "TraefikService",
    "safe",
    `  failover:\n    service: { name: web, port: 80 }\n    fallback: { name: other, port: 80 }\n    errors: ${errors}\n`,
  );

export const middlewareCases: Cases = {
  E33: [
    broken(
      "{ addPrefix: { prefix: /a }, stripPrefix: { prefixes: [/b] } }",
      "5:32",
      "The middleware has the types addPrefix and stripPrefix",
      "{ addPrefix: { prefix: /a } }",
    ),
    broken("{}", "4:1", "The middleware has no type", "compress: {}"),
    broken(
      "plugin: { one: { a: 1 }, two: { b: 2 } }",
      "4:1",
      "The middleware has the plugins one and two",
      "plugin: { one: { a: 1, b: 2 } }",
    ),
  ],
  E34: [
    broken(
      'errors: { status: ["500,502"], query: / }',
      "5:22",
      "500,502 is neither a status nor a range of two",
      'errors: { status: ["500", "502-599"], query: / }',
    ),
    broken(
      "ipAllowList: { sourceRange: [] }",
      "5:18",
      "The list of networks is empty",
      "ipAllowList: { sourceRange: [10.0.0.0/8, 192.0.2.1, '2001:db8::/32'] }",
    ),
    broken(
      'ipAllowList: { sourceRange: ["10.0.0.0/8, 192.0.2.1"] }',
      "5:32",
      "10.0.0.0/8, 192.0.2.1 is one item with a comma in it",
      "ipAllowList: { sourceRange: [10.0.0.0/8, 192.0.2.1] }",
    ),
    broken(
      "ipAllowList: { sourceRange: [10.0.0.0/33] }",
      "5:32",
      "10.0.0.0/33 is neither an address nor a network",
      "ipAllowList: { sourceRange: [10.0.0.0/32] }",
    ),
    broken("headers: {}", "5:3", "No header is set", "headers: { frameDeny: true }"),
    broken(
      "retry: { initialInterval: 1s }",
      "5:3",
      "Without attempts nothing is tried",
      "retry: { attempts: 3 }",
    ),
    broken(
      "retry: { attempts: 3, disableRetryOnNetworkError: true }",
      "5:25",
      "Neither network errors nor any status are tried again",
      "retry: { attempts: 3, disableRetryOnNetworkError: true, status: ['503'] }",
    ),
    broken(
      "inFlightReq: { amount: 0 }",
      "5:18",
      "An amount of 0 lets no request through",
      "inFlightReq: { amount: 10 }",
    ),
    broken(
      "inFlightReq: { amount: 1, sourceCriterion: { requestHost: true, requestHeaderName: X } }",
      "5:29",
      "Clients are told apart by requestHeaderName and requestHost",
      "inFlightReq: { amount: 1, sourceCriterion: { requestHost: true } }",
    ),
    broken(
      breaker("NetworkErrorRatio() > 1"),
      "5:21",
      "The expression compares NetworkErrorRatio() with 1, but it takes a number with a decimal point such as 0.3",
      breaker("NetworkErrorRatio() > 0.3 || ResponseCodeRatio(500, 600, 0, 600) > 0.25"),
    ),
    broken(
      breaker("LatencyAtQuantileMS(50) > 100"),
      "5:21",
      "The expression calls LatencyAtQuantileMS(50), but it takes a number with a decimal point such as 0.3",
      breaker("(LatencyAtQuantileMS(50.0) > 100) && NetworkErrorRatio() >= 0.1"),
    ),
    broken(
      breaker("!(NetworkErrorRatio() > 0.3)"),
      "5:21",
      "The expression has ! at character 1, which is not known here",
      breaker("NetworkErrorRatio() <= 0.3"),
    ),
    broken(
      "buffering: { retryExpression: 'Attempts() < two' }",
      "5:16",
      "The expression calls two, which is not known here",
      "buffering: { retryExpression: 'IsNetworkError() && Attempts() < 2' }",
    ),
    broken(
      "compress: { includedContentTypes: [text/html], excludedContentTypes: [image/png] }",
      "5:50",
      "Content types are both included and excluded",
      "compress: { excludedContentTypes: [image/png] }",
    ),
    broken(
      "compress: { encodings: [brotli] }",
      "5:27",
      "Traefik knows no encoding brotli",
      "compress: { encodings: [br] }",
    ),
    broken(
      "replacePathRegex: { regex: '^/(?!api)', replacement: / }",
      "5:23",
      "^/(?!api) is no regular expression of Go",
      "replacePathRegex: { regex: '^/api', replacement: / }",
    ),
    broken(
      "redirectScheme: { permanent: true }",
      "5:3",
      "The scheme is empty",
      "redirectScheme: { scheme: https }",
    ),
    broken("addPrefix: { prefix: '' }", "5:3", "The prefix is empty", "addPrefix: { prefix: /a }"),
    broken(
      "forwardAuth: { trustForwardHeader: true, maxResponseBodySize: 1 }",
      "5:3",
      "No address is given",
      "forwardAuth: { address: http://auth, trustForwardHeader: true, maxResponseBodySize: 1 }",
    ),
    broken(
      "rateLimit: { average: 10, burst: 20, period: 1 day }",
      "5:40",
      "The period 1 day is no duration",
      "rateLimit: { average: 10, burst: 20, period: 1m30s }",
    ),
    {
      finds: {
        yaml: traefik("MiddlewareTCP", "few", "  ipAllowList: { sourceRange: [all] }\n"),
        finding: "5:32 error MiddlewareTCP apps/few: all is neither an address nor a network",
      },
      passes: { yaml: traefik("MiddlewareTCP", "few", "  ipAllowList: { sourceRange: [0.0.0.0/0] }\n") },
    },
  ],
  W35: [
    broken(
      "rateLimit: { burst: 10 }",
      "5:3",
      "An average of 0 is no limit",
      "rateLimit: { average: 10, burst: 20 }",
      "warning",
    ),
    broken(
      "rateLimit: { average: 10 }",
      "5:3",
      "Without a burst",
      "rateLimit: { average: 10, burst: 20 }",
      "warning",
    ),
    {
      finds: {
        yaml: middleware("  rateLimit: { average: 10, burst: 20 }\n"),
        values: twoReplicas,
        finding: "5:3 warning Middleware apps/one: Each replica of Traefik counts by itself",
      },
      passes: {
        yaml: middleware("  rateLimit: { average: 10, burst: 20, redis: { endpoints: ['redis:6379'] } }\n"),
        values: twoReplicas,
      },
    },
  ],
  E36: [
    {
      finds: {
        yaml: middleware("  ipAllowList: { sourceRange: [10.0.0.0/8], ipStrategy: { depth: 1 } }\n"),
        values: "ports: { websecure: { port: 8443 } }",
        finding: "5:59 error Middleware apps/one: No entry point trusts a proxy",
      },
      passes: {
        yaml: middleware("  ipAllowList: { sourceRange: [10.0.0.0/8], ipStrategy: { depth: 1 } }\n"),
        values: "ports: { websecure: { forwardedHeaders: { trustedIPs: [10.0.0.0/8] } } }",
      },
    },
  ],
  W37: [
    broken(
      "forwardAuth: { address: http://auth, trustForwardHeader: false }",
      "5:3",
      "maxResponseBodySize is left to Traefik",
      "forwardAuth: { address: http://auth, trustForwardHeader: false, maxResponseBodySize: 65536 }",
      "warning",
    ),
  ],
  E38: [
    {
      finds: {
        yaml: failover("{ status: [] }"),
        finding: "5:3 error TraefikService apps/safe: Nothing tells when the main service fails",
      },
      passes: { yaml: failover('{ status: ["500-599"] }') },
    },
  ],
  W39: [
    {
      finds: { yaml: canary([0, 0]), finding: "6:37 warning IngressRoute apps/web: All weights are 0" },
      passes: { yaml: canary([0, 1]) },
    },
    {
      finds: {
        yaml: mirror(""),
        finding: "5:47 warning TraefikService apps/copy: A mirror without a percentage",
      },
      passes: { yaml: mirror(", percent: 10") },
    },
  ],
};
