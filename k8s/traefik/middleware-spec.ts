import type { MiddlewareSpec as Spec, MiddlewareTcpSpec as TcpSpec } from "../../imports/traefik.io";
import type { MiddlewareOptions, MiddlewareSpec, MiddlewareTcpSpec } from "../../platform/middleware";
import { serviceFields } from "./service-reference";
import { intOrString, thaw } from "./thaw";

/** A middleware's kind and options as the bindings take them: some of their fields have other capitals or classes. */
export function middlewareSpec(spec: MiddlewareSpec): Spec {
  switch (spec.kind) {
    case "addPrefix":
      return { addPrefix: spec.options };
    case "stripPrefix":
      return { stripPrefix: thaw(spec.options) };
    case "stripPrefixRegex":
      return { stripPrefixRegex: thaw(spec.options) };
    case "replacePath":
      return { replacePath: spec.options };
    case "replacePathRegex":
      return { replacePathRegex: spec.options };
    case "redirectRegex":
      return { redirectRegex: spec.options };
    case "redirectScheme":
      return { redirectScheme: spec.options };
    case "chain":
      return { chain: { middlewares: spec.options.middlewares.map((name) => ({ name })) } };
    case "ipAllowList":
      return { ipAllowList: thaw(spec.options) };
    case "headers":
      return { headers: headers(spec.options) };
    case "encodedCharacters":
      return { encodedCharacters: spec.options };
    case "errors":
      return { errors: { ...thaw(spec.options), service: serviceFields(spec.options.service) } };
    case "rateLimit":
      return { rateLimit: rateLimit(spec.options) };
    case "inFlightReq":
      return { inFlightReq: thaw(spec.options) };
    case "basicAuth":
      return { basicAuth: spec.options };
    case "digestAuth":
      return { digestAuth: spec.options };
    case "forwardAuth":
      return { forwardAuth: forwardAuth(spec.options) };
    case "circuitBreaker":
      return { circuitBreaker: circuitBreaker(spec.options) };
    case "retry":
      return { retry: retry(spec.options) };
    case "buffering":
      return { buffering: spec.options };
    case "compress":
      return { compress: thaw(spec.options) };
    case "passTLSClientCert":
      return { passTlsClientCert: spec.options };
    case "contentType":
      return { contentType: spec.options };
    case "grpcWeb":
      return { grpcWeb: thaw(spec.options) };
    case "plugin":
      return { plugin: spec.options };
    default:
      return spec satisfies never;
  }
}

/** The same for TCP. */
export function middlewareTcpSpec(spec: MiddlewareTcpSpec): TcpSpec {
  switch (spec.kind) {
    case "inFlightConn":
      return { inFlightConn: spec.options };
    case "ipAllowList":
      return { ipAllowList: thaw(spec.options) };
    default:
      return spec satisfies never;
  }
}

// --- internal ---

function headers(options: MiddlewareOptions<"headers">): Spec["headers"] {
  const { customBrowserXSSValue, forceSTSHeader, ...others } = options;
  return { ...thaw(others), customBrowserXssValue: customBrowserXSSValue, forceStsHeader: forceSTSHeader };
}

function forwardAuth({ authSigninURL, ...options }: MiddlewareOptions<"forwardAuth">): Spec["forwardAuth"] {
  return { ...thaw(options), authSigninUrl: authSigninURL };
}

function rateLimit({ redis, ...options }: MiddlewareOptions<"rateLimit">): Spec["rateLimit"] {
  return {
    ...thaw(options),
    period: intOrString(options.period),
    redis: redis && {
      ...thaw(redis),
      dialTimeout: intOrString(redis.dialTimeout),
      readTimeout: intOrString(redis.readTimeout),
      writeTimeout: intOrString(redis.writeTimeout),
    },
  };
}

const circuitBreaker = (options: MiddlewareOptions<"circuitBreaker">): Spec["circuitBreaker"] => ({
  ...options,
  checkPeriod: intOrString(options.checkPeriod),
  fallbackDuration: intOrString(options.fallbackDuration),
  recoveryDuration: intOrString(options.recoveryDuration),
});

const retry = (options: MiddlewareOptions<"retry">): Spec["retry"] => ({
  ...thaw(options),
  initialInterval: intOrString(options.initialInterval),
  timeout: intOrString(options.timeout),
});
