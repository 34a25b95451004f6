import type { DefinitionInput } from "./outputs";

type Services = NonNullable<DefinitionInput["services"]>;

/** Services in which every optional part is there, so that a change is of one option. */
export const fullServices: Services = {
  pages: { image: "example/pages:1" },
  elsewhere: { image: "example/elsewhere:1", namespace: "elsewhere" },
  frontend: { image: "example/frontend:1" },
  whoami: {
    image: "example/whoami:1",
    ports: { admin: { port: 9000 } },
    configuration: { files: { "app.yaml": "a: 1" } },
    secrets: { TOKEN: { store: "vault", key: "token" }, KEY: { secret: "key", key: "key" } },
    versions: { v1: { weight: 90, when: { headers: { "X-Version": "1" } } }, v2: { weight: 10 } },
    expose: [
      { host: "whoami.example.com", path: "/api", middlewares: ["own", "other"] },
      { host: "second.example.com", version: "v2" },
    ],
    middlewares: { own: { addPrefix: { prefix: "/own" } }, other: { addPrefix: { prefix: "/other" } } },
    traffic: {
      retries: { count: 2, on: ["503"] },
      breaker: { errorRatio: 0.3 },
      outlierDetection: {},
      rateLimit: { average: 100, redis: { endpoints: ["redis.apps:6379"] } },
      mirror: { version: "v2", percent: 10 },
      failover: { version: "v2" },
      sticky: {},
      compression: {},
      buffering: { maxRequestBody: "1Mi" },
      errorPages: { status: ["500-599"], service: "pages" },
      cors: { origins: ["https://app.example.com"] },
      securityHeaders: {},
      auth: { forward: { service: "pages" } },
    },
    metrics: {},
    egress: [{ cidr: "192.0.2.0/24", port: 5432 }],
  },
  // what speaks in other ways than by requests over HTTP
  database: { image: "example/database:1", protocol: "tcp", expose: [{ host: "database.example.com" }] },
};

/** A changed value of each option of a service, by its path below `services.*`. */
const values: Readonly<Record<string, unknown>> = {
  image: "example/whoami:2",
  port: 9090,
  "ports.*.port": 9001,
  "ports.*.protocol": "h2c",
  command: ["/bin/whoami"],
  args: ["--verbose"],
  env: { LEVEL: "debug" },
  "configuration.values": { MODE: "a" },
  "configuration.files": { "app.yaml": "a: 2" },
  "configuration.directory": "/etc/whoami",
  "secrets.*.store": "other",
  "secrets.*.key": "other",
  "secrets.*.property": "password",
  "versions.*.weight": 80,
  "versions.*.image": "example/whoami:2",
  "versions.*.args": ["--next"],
  "versions.*.env": { LEVEL: "debug" },
  "versions.*.replicas.min": 1,
  "versions.*.replicas.max": 9,
  "versions.*.when.methods": ["GET"],
  "versions.*.when.headers": { "X-Version": "one" },
  "versions.*.when.cookies": { version: "1" },
  "versions.*.when.query": { version: "1" },
  "versions.*.when.clients": ["203.0.113.0/24"],
  "replicas.min": 3,
  "replicas.max": 9,
  targetCpuPercent: 50,
  targetMemoryPercent: 80,
  "resources.cpu": "200m",
  "resources.memory": "256Mi",
  healthPath: "/health",
  "probes.kind": "tcp",
  "probes.port": "admin",
  "probes.startup.periodSeconds": 7,
  "probes.startup.failures": 7,
  "probes.startup.timeoutSeconds": 7,
  "probes.readiness.periodSeconds": 7,
  "probes.readiness.failures": 7,
  "probes.readiness.timeoutSeconds": 7,
  "probes.liveness.periodSeconds": 7,
  "probes.liveness.failures": 7,
  "probes.liveness.timeoutSeconds": 7,
  writablePaths: ["/tmp"],
  user: 1000,
  serviceAccountToken: true,
  "shutdown.drainSeconds": 20,
  "shutdown.finishSeconds": 60,
  "expose[].host": "other.example.com",
  "expose[].aliases": ["other.example.com"],
  "expose[].path": "/other",
  "expose[].exact": true,
  "expose[].match.methods": ["GET"],
  "expose[].match.headers": { "X-A": "1" },
  "expose[].match.cookies": { a: "1" },
  "expose[].match.query": { a: "1" },
  "expose[].match.clients": ["203.0.113.0/24"],
  "expose[].priority": 1000,
  "expose[].entryPoint": "extra",
  "expose[].tls.options": "strict",
  "expose[].port": "admin",
  "expose[].middlewares": ["other", "own"],
  "expose[].stripPath": true,
  "expose[].headers.request": { "X-A": "1" },
  "expose[].headers.response": { "X-A": "1" },
  "traffic.timeouts.connect": "1s",
  "traffic.timeouts.response": "5s",
  "traffic.timeouts.idle": "60s",
  "traffic.retries.count": 3,
  "traffic.retries.interval": "50ms",
  "traffic.retries.within": "3s",
  "traffic.retries.on": ["502"],
  "traffic.retries.nonIdempotent": true,
  "traffic.breaker.errorRatio": 0.5,
  "traffic.breaker.networkErrorRatio": 0.1,
  "traffic.breaker.latencyMilliseconds": 500,
  "traffic.breaker.checkEvery": "2s",
  "traffic.breaker.openFor": "20s",
  "traffic.breaker.recoverWithin": "20s",
  "traffic.breaker.status": 502,
  "traffic.outlierDetection.failures": 5,
  "traffic.outlierDetection.window": "20s",
  "traffic.limits.requests": 500,
  "traffic.limits.requestsPerClient": 5,
  "traffic.limits.idleConnections": 50,
  "traffic.rateLimit.average": 50,
  "traffic.rateLimit.period": "1m",
  "traffic.rateLimit.burst": 300,
  "traffic.rateLimit.by": "host",
  "traffic.rateLimit.redis.endpoints": ["other.apps:6379"],
  "traffic.rateLimit.redis.secret": "redis",
  "traffic.mirror.version": "v1",
  "traffic.mirror.percent": 20,
  "traffic.mirror.body": false,
  "traffic.mirror.maxBody": "2Mi",
  "traffic.failover.version": "v1",
  "traffic.failover.on": ["500"],
  "traffic.failover.maxBody": "2Mi",
  "traffic.sticky.cookie": "pod",
  "traffic.sticky.maxAgeSeconds": 60,
  "traffic.sticky.sameSite": "strict",
  "traffic.balancing": "least-time",
  "traffic.compression.minBody": "2Ki",
  "traffic.compression.encodings": ["gzip"],
  "traffic.compression.except": ["image/png"],
  "traffic.buffering.maxRequestBody": "2Mi",
  "traffic.buffering.maxResponseBody": "2Mi",
  "traffic.buffering.inMemory": "2Mi",
  "traffic.errorPages.status": ["404"],
  "traffic.errorPages.service": "frontend",
  "traffic.errorPages.path": "/error",
  "traffic.cors.origins": ["https://other.example.com"],
  "traffic.cors.methods": ["GET"],
  "traffic.cors.headers": ["X-A"],
  "traffic.cors.expose": ["X-A"],
  "traffic.cors.credentials": true,
  "traffic.cors.maxAgeSeconds": 60,
  "traffic.securityHeaders.hstsSeconds": 60,
  "traffic.securityHeaders.frames": "same-origin",
  "traffic.securityHeaders.contentSecurityPolicy": "default-src 'self'",
  "traffic.securityHeaders.permissionsPolicy": "camera=()",
  "traffic.securityHeaders.referrerPolicy": "no-referrer",
  "traffic.auth.forward.service": "frontend",
  "traffic.auth.forward.path": "/check",
  "traffic.auth.forward.requestHeaders": ["Authorization"],
  "traffic.auth.forward.responseHeaders": ["X-User"],
  "traffic.allowFrom": ["203.0.113.0/24"],
  "traffic.keepHost": false,
  "traffic.flushEvery": "10ms",
  callers: ["frontend"],
  "metrics.port": "admin",
  "metrics.path": "/prometheus",
  "metrics.from": "observability",
  "egress[].cidr": "198.51.100.0/24",
  "egress[].port": 6379,
  "egress[].protocol": "udp",
};

/** Names that stand for `*`. */
const names: Readonly<Record<string, string>> = { ports: "admin", secrets: "TOKEN", versions: "v1" };

// biome-ignore lint/suspicious/noExplicitAny: a change reaches into parts that the input type leaves optional
type Change = (definition: any) => void;

/** A change that gives one option of the service `whoami` another value. */
function setting(path: string, value: unknown): Change {
  return (definition) => {
    const steps = path.replaceAll("[]", ".0").split(".");
    let part = definition.services.whoami;
    steps.forEach((step, index) => {
      const name = step === "*" ? (names[steps[index - 1] ?? ""] ?? "") : step;
      if (index === steps.length - 1) part[name] = value;
      else {
        part[name] ??= {};
        part = part[name];
      }
    });
  };
}

/** Changes that take more than one value, because of what must go with it. */
const composed: Readonly<Record<string, Change>> = {
  protocol: ({ services }) => {
    services.whoami.protocol = "h2c";
    delete services.whoami.metrics;
  },
  namespace: ({ services }) => {
    services.database.namespace = "other";
  },
  "secrets.*.secret": ({ services }) => {
    services.whoami.secrets.KEY.secret = "other";
  },
  "probes.command": ({ services }) => {
    services.pages.probes = { kind: "exec", command: ["/bin/true"] };
  },
  "probes.grpcService": ({ services }) => {
    services.pages.probes = { kind: "grpc", grpcService: "health" };
    services.pages.ports = { health: { port: 9000, protocol: "grpc" } };
    services.pages.probes.port = "health";
  },
  "expose[].rule": ({ services }) => {
    services.frontend.expose = [{ rule: "Host(`frontend.example.com`) && !Path(`/private`)" }];
  },
  "expose[].version": ({ services }) => {
    services.whoami.expose[1].version = "v1";
  },
  "expose[].tls.passthrough": ({ services }) => {
    services.database.expose[0].tls = { passthrough: true };
  },
  "traffic.limits.connectionsPerClient": ({ services }) => {
    services.database.traffic = { limits: { connectionsPerClient: 5 } };
  },
  "traffic.rateLimit.header": ({ services }) => {
    Object.assign(services.whoami.traffic.rateLimit, { by: "header", header: "X-Key" });
  },
  "traffic.mirror.service": ({ services }) => {
    services.whoami.traffic.mirror = { service: "frontend", percent: 10 };
  },
  "traffic.failover.service": ({ services }) => {
    services.whoami.traffic.failover = { service: "frontend" };
  },
  "traffic.auth.basic.secret": ({ services }) => {
    services.whoami.traffic.auth = { basic: { secret: "users" } };
  },
  "traffic.auth.basic.realm": ({ services }) => {
    services.whoami.traffic.auth = { basic: { secret: "users", realm: "whoami" } };
  },
  "traffic.auth.digest.secret": ({ services }) => {
    services.whoami.traffic.auth = { digest: { secret: "users" } };
  },
  "traffic.auth.digest.realm": ({ services }) => {
    services.whoami.traffic.auth = { digest: { secret: "users", realm: "whoami" } };
  },
  middlewares: ({ services }) => {
    services.whoami.middlewares.own = { addPrefix: { prefix: "/changed" } };
  },
};

/** One change for every option of a service, by its path in the definition. */
export const serviceChanges: Readonly<Record<string, Change>> = Object.fromEntries(
  Object.entries({
    ...Object.fromEntries(Object.entries(values).map(([path, value]) => [path, setting(path, value)])),
    ...composed,
  }).map(([path, change]) => [`services.*.${path}`, change]),
);
