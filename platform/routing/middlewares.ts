import type { HttpExposure, Service, Target, Traffic } from "../services/model";
import { headerSets, middlewareOf } from "./header-sets";

/** A Middleware of a service: its name and its spec, in Traefik's own words, with exactly one kind. */
export interface NamedMiddleware {
  readonly name: string;
  readonly spec: Readonly<Record<string, object>>;
}

/** Every Middleware of a service, in the order in which requests pass them. */
export function middlewaresOf(service: Service): readonly NamedMiddleware[] {
  const callers = callerMiddlewares(service);
  if (!service.exposures.some(({ kind }) => kind === "http")) return callers;
  const { before, after } = policies(service);
  const outside = [...before, ...headersOf(service), ...stripPath(service), ...after];
  return [...outside, ...callers.filter(({ name }) => !outside.some((other) => other.name === name))];
}

/**
 * What calls among services pass where Traefik carries them: what is about the service. What is about clients, such as
 * who they are and what their browsers may do, is for requests from outside.
 */
export function callerMiddlewares(service: Service): readonly NamedMiddleware[] {
  if (service.callersPort === undefined) return [];
  const { before, after } = policies(service);
  const names = aboutService.map((suffix) => nameOf(service, suffix));
  return [...named(service, forCallers), ...[...before, ...after].filter(({ name }) => names.includes(name))];
}

/** Names of the Middlewares that requests of an exposure pass, in that order. */
export function middlewaresFor(service: Service, exposure: HttpExposure): readonly string[] {
  const { before, after } = policies(service);
  const headers = middlewareOf(exposure, headerSets(service));
  return [
    ...before.map(({ name }) => name),
    ...(headers === undefined ? [] : [headers]),
    ...exposure.middlewares,
    ...(exposure.stripPath ? [nameOf(service, "strip-path")] : []),
    ...after.map(({ name }) => name),
  ];
}

/** MiddlewareTCPs of a service, in the order in which connections pass them. */
export function tcpMiddlewaresOf({ name, exposures, traffic }: Service): readonly NamedMiddleware[] {
  if (!exposures.some(({ kind }) => kind === "tcp")) return [];
  const { allowFrom, limits } = traffic;
  return [
    ...(allowFrom.length > 0
      ? [{ name: `${name}-allow-from`, spec: { ipAllowList: { sourceRange: allowFrom } } }]
      : []),
    ...(limits.connectionsPerClient === undefined
      ? []
      : [
          {
            name: `${name}-connections-per-client`,
            spec: { inFlightConn: { amount: limits.connectionsPerClient } },
          },
        ]),
  ];
}

// --- internal ---

type Policy = (service: Service) => object | undefined;

/**
 * Who may not pass is turned away first, then what is too much; what is said to browsers comes before any refusal
 * that they should be able to read. The breaker looks at what retries could not mend.
 */
const policies = (service: Service) => ({
  before: named(service, beforeHeaders),
  after: named(service, afterHeaders),
});

const named = (service: Service, all: Readonly<Record<string, Policy>>): NamedMiddleware[] =>
  Object.entries(all).flatMap(([suffix, policy]) => {
    const spec = policy(service);
    return spec === undefined
      ? []
      : [{ name: nameOf(service, suffix), spec: spec as NamedMiddleware["spec"] }];
  });

const nameOf = ({ name }: Service, suffix: string): string => `${name}-${suffix}`;

const beforeHeaders: Readonly<Record<string, Policy>> = {
  // by the address that the load balancer's PROXY protocol header gives, so without an ipStrategy
  "allow-from": ({ traffic }) =>
    traffic.allowFrom.length === 0 ? undefined : { ipAllowList: { sourceRange: traffic.allowFrom } },
  "security-headers": ({ traffic }) => traffic.securityHeaders && securityHeaders(traffic.securityHeaders),
  cors: ({ traffic }) => traffic.cors && cors(traffic.cors),
  "rate-limit": ({ traffic }) => traffic.rateLimit && rateLimit(traffic.rateLimit),
  "requests-per-client": ({ traffic }) =>
    traffic.limits.requestsPerClient === undefined
      ? undefined
      : { inFlightReq: { amount: traffic.limits.requestsPerClient, sourceCriterion: { ipStrategy: {} } } },
  requests: ({ traffic }) =>
    traffic.limits.requests === undefined
      ? undefined
      : { inFlightReq: { amount: traffic.limits.requests, sourceCriterion: { requestHost: true } } },
  auth: (service) => service.traffic.auth && auth(service.traffic.auth, service),
};

const afterHeaders: Readonly<Record<string, Policy>> = {
  compression: ({ traffic }) => traffic.compression && compression(traffic.compression),
  "error-pages": ({ traffic, errorPages }) =>
    traffic.errorPages &&
    errorPages && {
      errors: {
        status: traffic.errorPages.status,
        service: serviceAt(errorPages),
        query: traffic.errorPages.path,
        // by default it would get every header of the request, cookies and tokens too
        errorRequestHeaders: [],
      },
    },
  buffering: ({ traffic }) => traffic.buffering && buffering(traffic.buffering),
  breaker: ({ traffic }) => traffic.breaker && breaker(traffic.breaker),
  retries: ({ traffic }) => traffic.retries && retries(traffic.retries),
};

/** Policies of a service that hold for its callers too. */
const aboutService: readonly string[] = ["requests", "buffering", "breaker", "retries"];

const forCallers: Readonly<Record<string, Policy>> = {
  // counted by the name that is called, of which there are few, since nothing else is alike in all requests
  "callers-rate-limit": ({ mesh }) =>
    mesh?.rateLimit && { rateLimit: { ...mesh.rateLimit, sourceCriterion: { requestHost: true } } },
};

const headersOf = (service: Service): NamedMiddleware[] =>
  headerSets(service).map(({ name, requestHeaders, responseHeaders }) => ({
    name,
    spec: {
      headers: {
        ...(isFilled(requestHeaders) && { customRequestHeaders: requestHeaders }),
        ...(isFilled(responseHeaders) && { customResponseHeaders: responseHeaders }),
      },
    },
  }));

/** One for all exposures: it takes the first of its prefixes that a path begins with. */
function stripPath(service: Service): NamedMiddleware[] {
  const paths = service.exposures.flatMap((exposure) =>
    exposure.kind === "http" && exposure.stripPath && exposure.address.kind === "host"
      ? [exposure.address.path]
      : [],
  );
  if (paths.length === 0) return [];
  const prefixes = [...new Set(paths)].sort((a, b) => b.length - a.length);
  return [{ name: nameOf(service, "strip-path"), spec: { stripPrefix: { prefixes } } }];
}

const isFilled = (record: Readonly<Record<string, string>>): boolean => Object.keys(record).length > 0;

const serviceAt = ({ service, port, servers }: Target) => ({ name: service, port: port.name, ...servers });

const securityHeaders = ({
  hstsSeconds,
  frames,
  contentSecurityPolicy,
  permissionsPolicy,
  referrerPolicy,
}: NonNullable<Traffic["securityHeaders"]>) => ({
  headers: {
    ...(hstsSeconds > 0 && { stsSeconds: hstsSeconds, stsIncludeSubdomains: true }),
    contentTypeNosniff: true,
    ...(frames === "deny" ? { frameDeny: true } : { customFrameOptionsValue: "SAMEORIGIN" }),
    referrerPolicy,
    ...(contentSecurityPolicy !== undefined && { contentSecurityPolicy }),
    ...(permissionsPolicy !== undefined && { permissionsPolicy }),
  },
});

const cors = ({
  origins,
  methods,
  headers,
  expose,
  credentials,
  maxAgeSeconds,
}: NonNullable<Traffic["cors"]>) => ({
  headers: {
    accessControlAllowOriginList: origins,
    accessControlAllowMethods: methods,
    ...(headers.length > 0 && { accessControlAllowHeaders: headers }),
    ...(expose.length > 0 && { accessControlExposeHeaders: expose }),
    ...(credentials && { accessControlAllowCredentials: true }),
    accessControlMaxAge: maxAgeSeconds,
    // else a cache gives one origin the answer for another
    addVaryHeader: true,
  },
});

const rateLimit = ({ average, period, burst, by, header, redis }: NonNullable<Traffic["rateLimit"]>) => ({
  rateLimit: {
    average,
    period,
    // Traefik's own default of 1 refuses the second of two requests that come together
    burst: burst ?? 2 * average,
    ...(by === "host" && { sourceCriterion: { requestHost: true } }),
    ...(by === "header" && { sourceCriterion: { requestHeaderName: header } }),
    ...(redis !== undefined && {
      redis: { endpoints: redis.endpoints, ...(redis.secret !== undefined && { secret: redis.secret }) },
    }),
  },
});

/** Bytes of an answer of the authorizing service that Traefik reads; without a limit it warns. */
const mostAnswerBytes = 65_536;

function auth({ basic, digest, forward }: NonNullable<Traffic["auth"]>, service: Service): object {
  // the service never sees the password
  if (basic !== undefined) return { basicAuth: { ...basic, removeHeader: true } };
  if (digest !== undefined) return { digestAuth: { ...digest, removeHeader: true } };
  const target = service.forwardAuth;
  if (forward === undefined || target === undefined) throw new Error(`${service.name} has no kind of auth`);
  return {
    forwardAuth: {
      address: `http://${target.service}.${service.namespace}.svc.cluster.local:${target.port.port}${forward.path}`,
      // X-Forwarded-For is Traefik's own, made from the address that the load balancer gave
      trustForwardHeader: false,
      maxResponseBodySize: mostAnswerBytes,
      ...(forward.requestHeaders.length > 0 && { authRequestHeaders: forward.requestHeaders }),
      ...(forward.responseHeaders.length > 0 && { authResponseHeaders: forward.responseHeaders }),
    },
  };
}

const compression = ({ minBody, encodings, except }: NonNullable<Traffic["compression"]>) => ({
  compress: {
    ...(minBody !== undefined && { minResponseBodyBytes: bytes(minBody) }),
    ...(encodings !== undefined && { encodings }),
    ...(except.length > 0 && { excludedContentTypes: except }),
  },
});

const buffering = ({ maxRequestBody, maxResponseBody, inMemory }: NonNullable<Traffic["buffering"]>) => ({
  buffering: {
    ...(maxRequestBody !== undefined && { maxRequestBodyBytes: bytes(maxRequestBody) }),
    memRequestBodyBytes: bytes(inMemory),
    ...(maxResponseBody !== undefined && { maxResponseBodyBytes: bytes(maxResponseBody) }),
    memResponseBodyBytes: bytes(inMemory),
  },
});

function breaker({
  errorRatio,
  networkErrorRatio,
  latencyMilliseconds,
  checkEvery,
  openFor,
  recoverWithin,
  status,
}: NonNullable<Traffic["breaker"]>) {
  const conditions = [
    ...(errorRatio === undefined ? [] : [`ResponseCodeRatio(500, 600, 0, 600) > ${float(errorRatio)}`]),
    ...(networkErrorRatio === undefined ? [] : [`NetworkErrorRatio() > ${float(networkErrorRatio)}`]),
    ...(latencyMilliseconds === undefined ? [] : [`LatencyAtQuantileMS(95.0) > ${latencyMilliseconds}`]),
  ];
  return {
    circuitBreaker: {
      expression: conditions.join(" || "),
      checkPeriod: checkEvery,
      fallbackDuration: openFor,
      recoveryDuration: recoverWithin,
      responseCode: status,
    },
  };
}

/** A number as Traefik's predicates want a ratio: `1` is refused, `1.0` is not (vulcand/predicate). */
const float = (ratio: number): string => (Number.isInteger(ratio) ? ratio.toFixed(1) : String(ratio));

const retries = ({ count, interval, within, on, nonIdempotent }: NonNullable<Traffic["retries"]>) => ({
  retry: {
    // Traefik counts the first try too
    attempts: count + 1,
    initialInterval: interval ?? "100ms",
    ...(within !== undefined && { timeout: within }),
    ...(on.length > 0 && { status: on }),
    ...(nonIdempotent && { retryNonIdempotentMethod: true }),
  },
});

const units = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 } as const;

/** `64Ki` gives 65536. */
export const bytes = (size: string): number =>
  Number.parseInt(size, 10) * units[size.slice(-2) as keyof typeof units];
