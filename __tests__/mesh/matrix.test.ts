import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { kubernetesFiles } from "../../k8s/app";
import { checkDefinition } from "../../platform/definition/checks";
import { Definition } from "../../platform/definition/schema";
import { type MeshTarget, meshTargetNames } from "../../platform/mesh/targets";
import { resolvePlatform } from "../../platform/resolve";
import { checkObjects } from "../../verify/structural/objects";
import { schemaFolders, schemasIn } from "../../verify/structural/schemas";
import { resourceOf, small, terraformJson } from "../outputs";

// biome-ignore lint/suspicious/noExplicitAny: objects of every kind, and parts of definitions
type Any = any;

/** Where a target says it, and what: an object, the path in it, and what stands there; or how it refuses. */
type Cell =
  | readonly [object: string, path: string, value: unknown]
  | { readonly refused: string }
  /** What the values of a chart say, where no object of a service does. */
  | { readonly release: string; readonly path: string; readonly value: unknown }
  /** Kinds of which there is nothing. */
  | { readonly absent: readonly string[] };

interface Row {
  /** What a service asks for, whose one caller is `frontend`. */
  readonly service: Any;
  readonly observability?: Any;
  readonly cells: Readonly<Record<MeshTarget, Cell>>;
}

const host = "a.apps.svc.cluster.local";
const subset = (name: string) => ({ destination: { host, subset: name } });
const versions = { v1: { weight: 3 }, v2: { weight: 1 } };
const refused = (why: string): Cell => ({ refused: why });

/** Every capability with every target: the same definition, and the exact field that it becomes. */
const matrix: Readonly<Record<string, Row>> = {
  "who may call": {
    service: {},
    cells: {
      none: [
        "NetworkPolicy apps/a",
        "ingress.0.from.0.podSelector.matchLabels",
        { "app.kubernetes.io/name": "traefik" },
      ],
      istio: [
        "AuthorizationPolicy apps/a",
        "rules.0.from.0.source.principals",
        ["cluster.local/ns/apps/sa/frontend"],
      ],
      "istio-ambient": [
        "AuthorizationPolicy apps/a",
        "rules.0.from.0.source.principals",
        ["cluster.local/ns/apps/sa/frontend"],
      ],
      consul: ["ServiceIntentions apps/a", "sources.0", { name: "frontend", action: "allow" }],
    },
  },
  "nobody else": {
    service: {},
    cells: {
      none: ["NetworkPolicy apps/default-deny", "policyTypes", ["Ingress", "Egress"]],
      istio: ["AuthorizationPolicy apps/default-deny", "", {}],
      "istio-ambient": [
        "AuthorizationPolicy apps/default-deny",
        "",
        { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" }] },
      ],
      consul: [
        "ServiceIntentions consul/deny-all",
        "",
        { destination: { name: "*" }, sources: [{ name: "*", action: "deny" }] },
      ],
    },
  },
  "mutual TLS": {
    service: {},
    cells: {
      // pods serve what they serve; nothing stands between them
      none: { absent: ["PeerAuthentication", "ProxyDefaults"] },
      istio: ["PeerAuthentication istio-system/default", "mtls.mode", "STRICT"],
      "istio-ambient": ["PeerAuthentication istio-system/default", "mtls.mode", "STRICT"],
      consul: ["ProxyDefaults consul/global", "mutualTLSMode", "strict"],
    },
  },
  "weights of versions": {
    service: { versions },
    cells: {
      none: ["TraefikService apps/a-weighted", "weighted.services.*.weight", [3, 1]],
      istio: ["VirtualService apps/a", "http.0.route.*.weight", [3, 1]],
      "istio-ambient": ["HTTPRoute apps/a", "rules.0.backendRefs.*.weight", [3, 1]],
      consul: ["ServiceSplitter apps/a", "splits.*.weight", [75, 25]],
    },
  },
  "one version for some requests": {
    service: { versions: { ...versions, v2: { weight: 1, when: { headers: { "X-Canary": "always" } } } } },
    cells: {
      none: ["IngressRoute apps/a-internal", "routes.1.services.0.name", "a-v2"],
      istio: ["VirtualService apps/a", "http.0.match.0.headers", { "x-canary": { exact: "always" } }],
      "istio-ambient": [
        "HTTPRoute apps/a",
        "rules.0.matches.0.headers",
        [{ name: "X-Canary", value: "always" }],
      ],
      consul: ["ServiceRouter apps/a", "routes.0.match.http.header", [{ name: "X-Canary", exact: "always" }]],
    },
  },
  "two retries": {
    service: { traffic: { retries: { count: 2 } } },
    cells: {
      none: ["Middleware apps/a-retries", "retry.attempts", 3],
      istio: ["VirtualService apps/a", "http.0.retries.attempts", 2],
      "istio-ambient": ["VirtualService apps/a", "http.0.retries.attempts", 2],
      consul: ["ServiceRouter apps/a", "routes.0.destination.numRetries", 2],
    },
  },
  "no retries": {
    service: {},
    cells: {
      none: ["IngressRoute apps/a-internal", "routes.0.middlewares", undefined],
      // else it is two
      istio: ["VirtualService apps/a", "http.0.retries.attempts", 0],
      // for all of them alike
      "istio-ambient": {
        release: "istiod",
        path: "meshConfig.defaultHttpRetryPolicy",
        value: { attempts: 0 },
      },
      consul: ["ServiceRouter apps/a", "routes.0.destination.numRetries", undefined],
    },
  },
  "time to connect": {
    service: { traffic: { timeouts: { connect: "2s" } } },
    cells: {
      none: ["ServersTransport apps/a", "forwardingTimeouts.dialTimeout", "2s"],
      istio: ["DestinationRule apps/a", "trafficPolicy.connectionPool.tcp.connectTimeout", "2s"],
      "istio-ambient": ["DestinationRule apps/a", "trafficPolicy.connectionPool.tcp.connectTimeout", "2s"],
      consul: ["ServiceResolver apps/a", "connectTimeout", "2s"],
    },
  },
  "time for a whole request": {
    service: { traffic: { timeouts: { request: "5s" } } },
    cells: {
      none: refused("Traefik waits for the first byte of an answer and has no limit for all of it"),
      istio: ["VirtualService apps/a", "http.0.timeout", "5s"],
      "istio-ambient": ["HTTPRoute apps/a", "rules.0.timeouts.request", "5s"],
      consul: ["ServiceRouter apps/a", "routes.0.destination.requestTimeout", "5s"],
    },
  },
  "time for all tries": {
    service: { traffic: { retries: { count: 1, within: "4s" } } },
    cells: {
      none: ["Middleware apps/a-retries", "retry.timeout", "4s"],
      istio: ["VirtualService apps/a", "http.0.timeout", "4s"],
      "istio-ambient": ["VirtualService apps/a", "http.0.timeout", "4s"],
      consul: ["ServiceRouter apps/a", "routes.0.destination.requestTimeout", "4s"],
    },
  },
  "a breaker": {
    service: { traffic: { breaker: { errorRatio: 0.3 } } },
    cells: {
      none: [
        "Middleware apps/a-breaker",
        "circuitBreaker.expression",
        "ResponseCodeRatio(500, 600, 0, 600) > 0.3",
      ],
      istio: refused("Envoy does not look at the share of errors"),
      "istio-ambient": refused("Envoy does not look at the share of errors"),
      consul: refused("Envoy does not look at the share of errors"),
    },
  },
  "leaving out pods": {
    service: { traffic: { outlierDetection: { failures: 5, window: "30s" } } },
    cells: {
      none: [
        "IngressRoute apps/a-internal",
        "routes.0.services.0.passiveHealthCheck",
        { failureWindow: "30s", maxFailedAttempts: 5 },
      ],
      istio: ["DestinationRule apps/a", "trafficPolicy.outlierDetection.consecutive5xxErrors", 5],
      "istio-ambient": ["DestinationRule apps/a", "trafficPolicy.outlierDetection.consecutive5xxErrors", 5],
      // what it knows of a callee stands with each caller
      consul: [
        "ServiceDefaults apps/frontend",
        "upstreamConfig.overrides.0.passiveHealthCheck.maxFailures",
        5,
      ],
    },
  },
  "requests at the same time": {
    service: { traffic: { limits: { requests: 200 } } },
    cells: {
      none: ["Middleware apps/a-requests", "inFlightReq.amount", 200],
      istio: ["DestinationRule apps/a", "trafficPolicy.connectionPool.http.http2MaxRequests", 200],
      "istio-ambient": ["DestinationRule apps/a", "trafficPolicy.connectionPool.http.http2MaxRequests", 200],
      consul: [
        "ServiceDefaults apps/frontend",
        "upstreamConfig.overrides.0.limits.maxConcurrentRequests",
        200,
      ],
    },
  },
  "connections at the same time": {
    service: { traffic: { limits: { connections: 100 } } },
    cells: {
      none: refused("Traefik limits requests and idle connections to a pod"),
      istio: ["DestinationRule apps/a", "trafficPolicy.connectionPool.tcp.maxConnections", 100],
      "istio-ambient": ["DestinationRule apps/a", "trafficPolicy.connectionPool.tcp.maxConnections", 100],
      consul: ["ServiceDefaults apps/frontend", "upstreamConfig.overrides.0.limits.maxConnections", 100],
    },
  },
  "requests over time": {
    service: {
      traffic: { rateLimit: { average: 100, forCallers: { average: 50, burst: 80 } } },
      expose: [{ host: "a.example.com" }],
    },
    cells: {
      none: [
        "Middleware apps/a-callers-rate-limit",
        "rateLimit",
        { average: 50, period: "1s", burst: 80, sourceCriterion: { requestHost: true } },
      ],
      istio: [
        "EnvoyFilter apps/a",
        "configPatches.0.patch.value.typed_config.value.token_bucket",
        { max_tokens: 80, tokens_per_fill: 50, fill_interval: "1s" },
      ],
      "istio-ambient": [
        "EnvoyFilter apps/a",
        "configPatches.0.patch.value.typed_config.value.token_bucket",
        { max_tokens: 80, tokens_per_fill: 50, fill_interval: "1s" },
      ],
      consul: refused("it is part of Consul Enterprise"),
    },
  },
  faults: {
    service: {
      traffic: { faults: { delay: { percent: 1, time: "2s" }, abort: { percent: 2, status: 500 } } },
    },
    cells: {
      none: refused("Traefik makes no faults"),
      istio: ["VirtualService apps/a", "http.0.fault.abort", { percentage: { value: 2 }, httpStatus: 500 }],
      "istio-ambient": [
        "VirtualService apps/a",
        "http.0.fault.delay",
        { percentage: { value: 1 }, fixedDelay: "2s" },
      ],
      consul: refused("none of Consul's extensions makes faults"),
    },
  },
  copies: {
    service: { versions, traffic: { mirror: { version: "v2", percent: 10 } } },
    cells: {
      none: ["TraefikService apps/a-mirroring", "mirroring.mirrors.0.percent", 10],
      istio: ["VirtualService apps/a", "http.0.mirrors", [{ ...subset("v2"), percentage: { value: 10 } }]],
      "istio-ambient": [
        "HTTPRoute apps/a",
        "rules.0.filters",
        [{ type: "RequestMirror", requestMirror: { backendRef: { name: "a-v2", port: 80 }, percent: 10 } }],
      ],
      consul: refused("Consul copies no requests"),
    },
  },
  "a second service for errors": {
    service: { traffic: { failover: { service: "frontend" } } },
    cells: {
      none: ["TraefikService apps/a-failover", "failover.fallback.name", "frontend"],
      istio: refused("Envoy sends no request elsewhere because of its answer"),
      "istio-ambient": refused("Envoy sends no request elsewhere because of its answer"),
      consul: refused("Consul fails over when no pod is well, and not on an answer"),
    },
  },
  "what a caller may ask for": {
    service: { permissions: { frontend: { methods: ["GET"], paths: ["/api"] } } },
    cells: {
      none: refused("Traefik does not know who calls"),
      istio: [
        "AuthorizationPolicy apps/a",
        "rules.0.to.0.operation",
        { methods: ["GET"], paths: ["/api", "/api/*"] },
      ],
      "istio-ambient": [
        "AuthorizationPolicy apps/a",
        "rules.0.to.0.operation",
        { methods: ["GET"], paths: ["/api", "/api/*"] },
      ],
      consul: [
        "ServiceIntentions apps/a",
        "sources.0.permissions.0",
        { action: "allow", http: { methods: ["GET"], pathExact: "/api" } },
      ],
    },
  },
  "a host outside": {
    service: { egress: [{ host: "api.example.org", port: 443, protocol: "tls" }] },
    cells: {
      none: refused("network policies know addresses and no names"),
      istio: ["ServiceEntry", "hosts", ["api.example.org"]],
      "istio-ambient": ["ServiceEntry", "hosts", ["api.example.org"]],
      consul: [
        "TerminatingGateway consul/terminating-gateway",
        "services.0.name",
        "egress-api-example-org-443",
      ],
    },
  },
  traces: {
    service: {},
    observability: { traces: { percent: 10 } },
    cells: {
      none: { release: "traefik", path: "tracing.sampleRate", value: 0.1 },
      istio: ["Telemetry istio-system/default", "tracing.0.randomSamplingPercentage", 10],
      "istio-ambient": ["Telemetry istio-system/default", "tracing.0.randomSamplingPercentage", 10],
      consul: [
        "ProxyDefaults consul/global",
        "config.envoy_listener_tracing_json",
        expect.stringContaining('"value": 10'),
      ],
    },
  },
  "access logs": {
    service: {},
    observability: { accessLogs: "all" },
    cells: {
      none: { release: "traefik", path: "accessLog.enabled", value: true },
      istio: ["Telemetry istio-system/default", "accessLogging.0.providers", [{ name: "envoy" }]],
      "istio-ambient": ["Telemetry istio-system/default", "accessLogging.0.providers", [{ name: "envoy" }]],
      consul: ["ProxyDefaults consul/global", "accessLogs", { enabled: true, type: "stdout" }],
    },
  },
  metrics: {
    service: { metrics: {} },
    observability: { metrics: {} },
    cells: {
      none: ["PodMonitor apps/a", "podMetricsEndpoints.0", { port: "http", path: "/metrics" }],
      istio: ["PodMonitor istio-system/istio-proxies", "podMetricsEndpoints.0.path", "/stats/prometheus"],
      "istio-ambient": ["PodMonitor istio-system/ztunnel", "podMetricsEndpoints.0.path", "/stats/prometheus"],
      consul: ["PodMonitor consul/consul-proxies", "podMetricsEndpoints.0.path", "/metrics"],
    },
  },
};

const findSchema = schemasIn(...schemaFolders.map((folder) => join(__dirname, "../..", folder)));

function definitionOf(mesh: MeshTarget, { service, observability = {} }: Row): Definition {
  return Definition.parse({
    ...small,
    mesh,
    observability,
    ingress: { forCallers: mesh === "none" },
    addOns: { ebsCsiDriver: true },
    nodeGroups: { system: { size: { min: 3, max: 6 } } },
    services: {
      a: { image: "example/a:1", callers: ["frontend"], ...service },
      frontend: { image: "example/frontend:1", expose: [{ host: "frontend.example.com" }] },
    },
  });
}

/** What stands at a dotted path; `*` is every item of a list. */
function at(value: Any, path: string): unknown {
  if (path === "") return value;
  const [step = "", ...rest] = path.split(".");
  if (step === "*") return value?.map((item: Any) => at(item, rest.join(".")));
  return at(value?.[step], rest.join("."));
}

const shown = ({ kind, metadata: { namespace, name } }: Any): string => `${kind} ${namespace}/${name}`;

describe.each(Object.entries(matrix))("%s", (_, row) => {
  test.each(meshTargetNames)("with mesh: %s", (target) => {
    const cell = row.cells[target];
    const definition = definitionOf(target, row);
    const failures = checkDefinition(definition);
    if ("refused" in cell) {
      expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining(cell.refused)]);
      return;
    }
    expect(failures).toEqual([]);
    if ("release" in cell) {
      const { values } = resourceOf(terraformJson(resolvePlatform(definition)), "helm_release", cell.release);
      expect(at(parse(values[0]), cell.path)).toEqual(cell.value);
      return;
    }
    const files = kubernetesFiles(resolvePlatform(definition));
    expect(checkObjects(files, findSchema)).toEqual([]);
    const objects = files.flatMap((file) => file.objects as readonly Any[]);
    if ("absent" in cell) {
      expect(objects.filter(({ kind }) => cell.absent.includes(kind))).toEqual([]);
      return;
    }
    const [name, path, value] = cell;
    const found = objects.filter(
      (object) => object.metadata !== undefined && (shown(object) === name || object.kind === name),
    );
    expect(found.map((object) => at(object.spec ?? object, path))).toEqual([value]);
  });
});

test("Istio tries nothing again that no service asks it to", () => {
  for (const target of ["istio", "istio-ambient"] as const) {
    const platform = resolvePlatform(definitionOf(target, { service: {}, cells: {} as Row["cells"] }));
    const values = resourceOf(terraformJson(platform), "helm_release", "istiod").values[0];
    expect(parse(values).meshConfig.defaultHttpRetryPolicy).toEqual({ attempts: 0 });
  }
});
