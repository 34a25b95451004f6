import { expect, test } from "@jest/globals";
import { type Change, problemsOf } from "./changed";

/** Options of a middleware named `m`, what is wrong with them, and the line that says so. */
const middlewares: readonly (readonly [object, string, string])[] = [
  [
    {},
    "middlewares.m  names no kind, so Traefik disables every route with it; give one, such as rateLimit or headers",
    "m: {}",
  ],
  [
    { compress: {}, retry: {} },
    "middlewares.m.compress  is a second kind beside retry; Traefik refuses that, so make a middleware for each and name them in order",
    "compress: {}",
  ],
  [
    { rateLimiter: {} },
    'middlewares.m.rateLimiter  unknown key "rateLimiter"; did you mean "rateLimit"?',
    "rateLimiter: {}",
  ],
  [
    { ipWhiteList: { sourceRange: ["10.0.0.1"] } },
    'middlewares.m.ipWhiteList  unknown key "ipWhiteList"; it is ipAllowList today',
    "ipWhiteList:",
  ],
  [
    { rateLimit: { average: 100 } },
    "middlewares.m.rateLimit.burst  is required: Requests that one client may make at once, such as twice the average",
    "rateLimit:",
  ],
  [
    { rateLimit: { average: 0, burst: 1 } },
    "middlewares.m.rateLimit.average  must be at least 1; to Traefik 0 is no limit at all, so leave the middleware out",
    "average: 0",
  ],
  [
    { rateLimit: { average: 1, burst: 1, period: "10" } },
    "middlewares.m.rateLimit.period  has no unit; Traefik would read seconds, so write 10s",
    'period: "10"',
  ],
  [
    { rateLimit: { average: 1, burst: 1, period: 10 } },
    "middlewares.m.rateLimit.period  has no unit; Traefik would read seconds, so write 10s",
    "period: 10",
  ],
  [
    { rateLimit: { average: 1, burst: 1, period: "1d" } },
    'middlewares.m.rateLimit.period  must be a duration of Go, which knows no days: write 24h for 1d; not "1d"',
    "period: 1d",
  ],
  [
    { rateLimit: { average: 1, burst: 1, period: "-1s" } },
    'middlewares.m.rateLimit.period  must not be negative; not "-1s"',
    "period: -1s",
  ],
  [
    { rateLimit: { average: 1, burst: 1, period: "0s" } },
    "middlewares.m.rateLimit.period  must be longer than 0",
    "period: 0s",
  ],
  [
    { rateLimit: { average: 1, burst: 1, period: "1.5s" } },
    'middlewares.m.rateLimit.period  must be a duration in whole numbers with units, such as 500ms, 10s or 1h30m; not "1.5s"',
    "period: 1.5s",
  ],
  [
    { rateLimit: { average: 1, burst: 1, sourceCriterion: { requestHost: true, requestHeaderName: "X-A" } } },
    "middlewares.m.rateLimit.sourceCriterion.requestHost  is one way too many beside requestHeaderName; Traefik refuses more than one",
    "requestHost: true",
  ],
  [
    { rateLimit: { average: 1, burst: 1, sourceCriterion: {} } },
    "middlewares.m.rateLimit.sourceCriterion  says no way to count; give ipStrategy, requestHeaderName or requestHost",
    "sourceCriterion: {}",
  ],
  [
    { rateLimit: { average: 1, burst: 1, sourceCriterion: { ipStrategy: { depth: 1 } } } },
    "middlewares.m.rateLimit.sourceCriterion.ipStrategy.depth  reads X-Forwarded-For, which no trusted proxy writes here, so Traefik would count all clients as one; leave it out, or name the proxies as ingress.forwardedHeadersFrom",
    "depth: 1",
  ],
  [
    { inFlightReq: { amount: 0 } },
    "middlewares.m.inFlightReq.amount  must be at least 1; to Traefik 0 refuses every request",
    "amount: 0",
  ],
  [
    { inFlightReq: { amount: 1, sourceCriterion: { ipStrategy: { excludedIPs: ["10.0.0.1"] } } } },
    "middlewares.m.inFlightReq.sourceCriterion.ipStrategy.excludedIPs  reads X-Forwarded-For, which no trusted proxy writes here, so Traefik would count all clients as one; leave it out, or name the proxies as ingress.forwardedHeadersFrom",
    "- 10.0.0.1",
  ],
  [
    { rateLimit: { average: 1, burst: 1, redis: { endpoints: ["redis://:secret@redis:6379"] } } },
    'middlewares.m.rateLimit.redis.endpoints[0]  must be host and port such as redis.apps.svc.cluster.local:6379, without a scheme or password; not "redis://:secret@redis:6379"',
    "- redis://:secret@redis:6379",
  ],
  [
    { rateLimit: { average: 1, burst: 1, redis: { endpoints: ["a:1", "b:1"], db: 2 } } },
    "middlewares.m.rateLimit.redis.db  is not used with several endpoints: they make a Redis cluster, which has database 0 alone",
    "db: 2",
  ],
  [
    { ipAllowList: { sourceRange: [] } },
    "middlewares.m.ipAllowList.sourceRange  must have at least 1 item, not 0",
    "sourceRange: []",
  ],
  [
    { ipAllowList: { sourceRange: ["10.0.0.0/33"] } },
    'middlewares.m.ipAllowList.sourceRange[0]  must be an address or a block such as 203.0.113.7 or 203.0.113.0/24; not "10.0.0.0/33"',
    "- 10.0.0.0/33",
  ],
  [
    { ipAllowList: { sourceRange: ["010.0.0.1"] } },
    'middlewares.m.ipAllowList.sourceRange[0]  must be an address or a block such as 203.0.113.7 or 203.0.113.0/24; not "010.0.0.1"',
    "- 010.0.0.1",
  ],
  [
    { ipAllowList: { sourceRange: ["10.0.0.1,10.0.0.2"] } },
    "middlewares.m.ipAllowList.sourceRange[0]  holds several at once, which Traefik refuses; make each a list item of its own",
    "- 10.0.0.1,10.0.0.2",
  ],
  [
    { ipAllowList: { sourceRange: ["10.0.0.1"], ipStrategy: { depth: 2 } } },
    "middlewares.m.ipAllowList.ipStrategy.depth  reads X-Forwarded-For, which no trusted proxy writes here, so Traefik would refuse everybody; leave it out, or name the proxies as ingress.forwardedHeadersFrom",
    "depth: 2",
  ],
  [
    { ipAllowList: { sourceRange: ["10.0.0.1"], ipStrategy: { depth: 1, excludedIPs: ["10.0.0.2"] } } },
    "middlewares.m.ipAllowList.ipStrategy.excludedIPs  is ignored by Traefik beside depth; give one of them",
    "- 10.0.0.2",
  ],
  [
    { errors: { status: ["500,502"], service: { name: "whoami" } } },
    'middlewares.m.errors.status[0]  holds several at once, which Traefik cannot read; make each a list item of its own: "500", "502"',
    "- 500,502",
  ],
  [
    { errors: { status: ["500-"], service: { name: "whoami" } } },
    'middlewares.m.errors.status[0]  must be one status or a range, such as "404" or "500-599"; not "500-"',
    "- 500-",
  ],
  [
    { errors: { status: ["599-500"], service: { name: "whoami" } } },
    'middlewares.m.errors.status[0]  goes from 599 down to 500 and matches nothing; write "500-599"',
    "- 599-500",
  ],
  [
    { errors: { status: [404], service: { name: "whoami" } } },
    'middlewares.m.errors.status[0]  must be a string, not a number (quote it: "404")',
    "- 404",
  ],
  [
    { errors: { status: ["404"], service: { name: "woami" } } },
    'middlewares.m.errors.service.name  no service of namespace apps is named woami, so Traefik would drop every route with this middleware; did you mean "whoami"?',
    "name: woami",
  ],
  [
    { errors: { status: ["404"], service: { name: "whoami", serversTransport: "slow" } } },
    "middlewares.m.errors.service.serversTransport  no servers transport of namespace apps is named slow; there is none",
    "serversTransport: slow",
  ],
  [
    { errors: { status: ["404"], service: { name: "a", kind: "TraefikService", port: 80 } } },
    "middlewares.m.errors.service.port  is ignored by Traefik beside kind: TraefikService, which has its own",
    "port: 80",
  ],
  [
    { errors: { status: ["404"], service: { name: "api@internal" } } },
    "middlewares.m.errors.service.name  must be a name without @: a reference to another provider is refused in this namespace",
    "name: api@internal",
  ],
  [
    { basicAuth: { secret: "users", users: ["a:b"] } },
    'middlewares.m.basicAuth.users  unknown key "users"; allowed: secret, realm, removeHeader, headerField',
    "users:",
  ],
  [
    { errors: { status: ["404"], service: { name: "whoami", middlewares: ["m"] } } },
    "middlewares.m.errors.service.middlewares[0]  names m itself; Traefik refuses the circle",
    "- m",
  ],
  [
    { basicAuth: { secret: "Users" } },
    "middlewares.m.basicAuth.secret  must be the name of a Secret: lower-case letters, digits, dashes and dots",
    "secret: Users",
  ],
  [
    { forwardAuth: { address: "auth/verify" } },
    'middlewares.m.forwardAuth.address  must be a URL such as http://auth.apps.svc.cluster.local/verify; not "auth/verify"',
    "address: auth/verify",
  ],
  [
    { forwardAuth: { address: "http://user:pass@auth/" } },
    "middlewares.m.forwardAuth.address  must not hold a user name or password: what stands here is committed and published",
    "address: http://user:pass@auth/",
  ],
  [
    { forwardAuth: { address: "http://auth/", authResponseHeadersRegex: "^X-(?!Y)" } },
    "middlewares.m.forwardAuth.authResponseHeadersRegex  is no regular expression that Go can read: Go's regular expressions have no (?!…): no looking ahead or behind",
    "authResponseHeadersRegex: ^X-(?!Y)",
  ],
  [
    { forwardAuth: { address: "http://auth/", forwardBody: true } },
    "middlewares.m.forwardAuth.forwardBody  needs maxBodySize beside it: Traefik would keep bodies of any length in memory",
    "forwardBody: true",
  ],
  [
    { forwardAuth: { address: "http://auth/", tls: { caSecret: "ca" } } },
    "middlewares.m.forwardAuth.tls  is not used, as the address begins with http://",
    "caSecret: ca",
  ],
  [
    { circuitBreaker: { expression: "NetworkErrorRatio() > 1" } },
    "middlewares.m.circuitBreaker.expression  compares NetworkErrorRatio() with 1, but it takes a number with a decimal point such as 0.3; write for example NetworkErrorRatio() > 0.1",
    "expression: NetworkErrorRatio() > 1",
  ],
  [
    { circuitBreaker: { expression: "LatencyAtQuantileMS(50) > 100" } },
    "middlewares.m.circuitBreaker.expression  calls LatencyAtQuantileMS(50), but it takes a number with a decimal point such as 0.3; write for example LatencyAtQuantileMS(50.0) > 100",
    "expression: LatencyAtQuantileMS(50) > 100",
  ],
  [
    { circuitBreaker: { expression: "!(NetworkErrorRatio() > 0.1)" } },
    "middlewares.m.circuitBreaker.expression  has ! at character 1, which is not known here; turn the comparison round",
    'expression: "!(NetworkErrorRatio() > 0.1)"',
  ],
  [
    { circuitBreaker: { expression: "" } },
    "middlewares.m.circuitBreaker.expression  must not be empty; write for example ResponseCodeRatio(500, 600, 0, 600) > 0.3 || NetworkErrorRatio() > 0.1",
    'expression: ""',
  ],
  [
    { circuitBreaker: { expression: "NetworkErrorRatio() > 0.1", responseCode: 99 } },
    "middlewares.m.circuitBreaker.responseCode  must be at least 100, not 99",
    "responseCode: 99",
  ],
  [
    { retry: { attempts: 0 } },
    "middlewares.m.retry.attempts  must be at least 2: the first try counts, so 1 repeats nothing, and Traefik refuses 0",
    "attempts: 0",
  ],
  [
    { retry: { disableRetryOnNetworkError: true } },
    "middlewares.m.retry.disableRetryOnNetworkError  leaves nothing to try again, so Traefik refuses it; name the statuses to try again on as status",
    "disableRetryOnNetworkError: true",
  ],
  [
    { buffering: { retryExpression: "Attempts() < 2.0" } },
    "middlewares.m.buffering.retryExpression  compares Attempts() with 2.0, but it takes a whole number such as 100; write for example Attempts() <= 2",
    "retryExpression: Attempts() < 2.0",
  ],
  [
    { buffering: { maxRequestBodyBytes: 10, memRequestBodyBytes: 20 } },
    "middlewares.m.buffering.memRequestBodyBytes  is 20, more than maxRequestBodyBytes, which is 10",
    "memRequestBodyBytes: 20",
  ],
  [
    { compress: { includedContentTypes: ["text/html"], excludedContentTypes: ["image/png"] } },
    "middlewares.m.compress.excludedContentTypes  cannot stand beside includedContentTypes: Traefik refuses both together",
    "- image/png",
  ],
  [
    { compress: { encodings: ["deflate"] } },
    'middlewares.m.compress.encodings[0]  must be one of gzip, br, zstd; not "deflate"',
    "- deflate",
  ],
  [
    { compress: { encodings: ["br"], defaultEncoding: "gzip" } },
    "middlewares.m.compress.defaultEncoding  is gzip, which is not among encodings",
    "defaultEncoding: gzip",
  ],
  [
    { compress: { includedContentTypes: ["html"] } },
    'middlewares.m.compress.includedContentTypes[0]  must be a media type such as text/html; not "html"',
    "- html",
  ],
  [{ headers: {} }, "middlewares.m.headers  sets nothing; Traefik refuses it", "headers: {}"],
  [
    { headers: { frameDeny: false } },
    "middlewares.m.headers  sets nothing; Traefik refuses it",
    "frameDeny: false",
  ],
  [
    { headers: { stsPreload: true } },
    "middlewares.m.headers.stsPreload  has no effect without stsSeconds: Traefik sends no Strict-Transport-Security",
    "stsPreload: true",
  ],
  [
    { headers: { frameDeny: true, customFrameOptionsValue: "SAMEORIGIN" } },
    "middlewares.m.headers.frameDeny  is ignored by Traefik beside customFrameOptionsValue; give one of them",
    "frameDeny: true",
  ],
  [
    { headers: { accessControlAllowMethods: ["GET"] } },
    "middlewares.m.headers.accessControlAllowMethods  allows no origin anything by itself; name the origins as accessControlAllowOriginList",
    "- GET",
  ],
  [
    { headers: { accessControlAllowOriginList: ["*"], accessControlAllowCredentials: true } },
    'middlewares.m.headers.accessControlAllowCredentials  is refused by browsers beside the origin "*"; name the origins',
    "accessControlAllowCredentials: true",
  ],
  [
    { headers: { accessControlAllowOriginListRegex: ["[a-"] } },
    "middlewares.m.headers.accessControlAllowOriginListRegex[0]  is no regular expression that Go can read: missing closing ]: `[a-`",
    '- "[a-"',
  ],
  [
    { headers: { customRequestHeaders: { Authorization: "Basic YTpi" } } },
    "middlewares.m.headers.customRequestHeaders.Authorization  would publish a credential: what stands here is committed; let the service read it from a Secret",
    "Authorization: Basic YTpi",
  ],
  [
    { headers: { customResponseHeaders: { "X-A": "1", "x-a": "2" } } },
    "middlewares.m.headers.customResponseHeaders.x-a  is the same header as X-A",
    'x-a: "2"',
  ],
  [
    { headers: { customRequestHeaders: { "x.a": "1", "X.A": "2" } } },
    'middlewares.m.headers.customRequestHeaders["X.A"]  is the same header as x.a',
    'X.A: "2"',
  ],
  [
    { errors: { status: ["404"], service: { name: "whoami" }, statusRewrites: { "5xx": 500 } } },
    'middlewares.m.errors.statusRewrites.5xx  the key "5xx" must be one status or a range, such as "404" or "500-599"; not "5xx"',
    "5xx: 500",
  ],
  [
    { headers: { sslRedirect: true } },
    'middlewares.m.headers.sslRedirect  unknown key "sslRedirect"; everything is redirected to HTTPS without it',
    "sslRedirect: true",
  ],
  [
    { redirectScheme: { scheme: "" } },
    'middlewares.m.redirectScheme.scheme  must be one of http, https; not ""',
    'scheme: ""',
  ],
  [
    { redirectScheme: { scheme: "https", port: 443 } },
    'middlewares.m.redirectScheme.port  must be a string, not a number (quote it: "443")',
    "port: 443",
  ],
  [
    { redirectRegex: { regex: "^a(b)\\1", replacement: "/" } },
    "middlewares.m.redirectRegex.regex  is no regular expression that Go can read: invalid escape sequence: `\\1`, which refers back; Go's regular expressions cannot",
    "regex: ^a(b)\\1",
  ],
  [
    { redirectRegex: { regex: "^/(.*)", replacement: "/$1x" } },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the form that Go reads
    "middlewares.m.redirectRegex.replacement  $1x is a group named 1x to Go; write ${1}x",
    "replacement: /$1x",
  ],
  [
    { replacePathRegex: { regex: "^/(.*)", replacement: "/$2" } },
    "middlewares.m.replacePathRegex.replacement  $2 refers to a group that the regular expression does not have, so Traefik would put nothing there",
    "replacement: /$2",
  ],
  [
    { stripPrefixRegex: { regex: ["a++"] } },
    "middlewares.m.stripPrefixRegex.regex[0]  is no regular expression that Go can read: invalid nested repetition operator: `++`",
    "- a++",
  ],
  [
    { stripPrefix: { prefixes: ["api"] } },
    'middlewares.m.stripPrefix.prefixes[0]  must begin with / and have no spaces; not "api"',
    "- api",
  ],
  [
    { stripPrefix: { prefixes: ["/a"], forceSlash: true } },
    'middlewares.m.stripPrefix.forceSlash  unknown key "forceSlash"; Traefik has given it up; leave it out',
    "forceSlash: true",
  ],
  [
    { addPrefix: { prefix: "v1" } },
    'middlewares.m.addPrefix.prefix  must begin with / and have no spaces; not "v1"',
    "prefix: v1",
  ],
  [
    { contentType: { autoDetect: true } },
    'middlewares.m.contentType.autoDetect  unknown key "autoDetect"; the kind by itself switches it on; leave it out',
    "autoDetect: true",
  ],
  [
    { passTLSClientCert: { pem: false } },
    "middlewares.m.passTLSClientCert  passes nothing; set pem or a part of info to true",
    "pem: false",
  ],
  [
    { chain: { middlewares: ["other"] } },
    "middlewares.m.chain.middlewares[0]  no middleware of namespace apps is named other, so every route with this one would answer 404; there is none",
    "- other",
  ],
  [
    { chain: { middlewares: ["m"] } },
    "middlewares.m.chain.middlewares[0]  names m itself; Traefik refuses the circle",
    "- m",
  ],
  [{ plugin: {} }, "middlewares.m.plugin  names no plugin; Traefik refuses it", "plugin: {}"],
  [
    { plugin: { geoblock: {} } },
    "middlewares.m.plugin.geoblock  no plugin named geoblock is in Traefik's configuration, so every route with this middleware would answer 404; name it as ingress.plugins.geoblock",
    "geoblock: {}",
  ],
  [
    { plugin: { a: {}, b: {} } },
    "middlewares.m.plugin.b  is a second plugin beside a; Traefik refuses it, so make a middleware for each",
    "b: {}",
  ],
];

test.each(middlewares.map(([options, problem, line]) => [problem, line, options] as const))(
  "%s",
  (problem, line, options) => {
    const problems = problemsOf((d) => {
      d.middlewares = { m: options };
    });
    expect(problems).toEqual([{ problem, line }]);
  },
);

/** Changes of a definition, what is wrong then, and the line that says so. */
const cases: readonly (readonly [Change, string, string])[] = [
  [
    (d) => {
      d.middlewares = { m: { namespace: "shop", compress: {} } };
    },
    "middlewares.m.namespace  no service lives in namespace shop, so none can name this middleware; there is apps",
    "namespace: shop",
  ],
  [
    (d) => {
      d.ingress = { forwardedHeadersFrom: ["0.0.0.0/0"] };
    },
    "ingress.forwardedHeadersFrom[0]  believes everybody, so that each client could claim any address; name the proxies' blocks",
    "- 0.0.0.0/0",
  ],
  [
    (d) => {
      d.tls = { options: { default: {} } };
    },
    'tls.options.default  the key "default" is Traefik\'s own option, which no route can name; write it as tls.default, which holds for every route that names none',
    "default: {}",
  ],
  [
    (d) => {
      d.tls = { default: { minVersion: "VersionTLS14" } };
    },
    'tls.default.minVersion  must be one of VersionTLS10, VersionTLS11, VersionTLS12, VersionTLS13; not "VersionTLS14"',
    "minVersion: VersionTLS14",
  ],
  [
    (d) => {
      d.tls = { default: { minVersion: "VersionTLS13", maxVersion: "VersionTLS12" } };
    },
    "tls.default.maxVersion  is VersionTLS12, older than minVersion, which is VersionTLS13; no client could connect",
    "maxVersion: VersionTLS12",
  ],
  [
    (d) => {
      d.tls = {
        default: { minVersion: "VersionTLS13", cipherSuites: ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"] },
      };
    },
    "tls.default.cipherSuites  has no effect with minVersion VersionTLS13, whose cipher suites cannot be chosen; leave it out",
    "- TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  ],
  [
    (d) => {
      d.tls = { default: { minVersion: "VersionTLS11" } };
    },
    "tls.default.minVersion  needs a cipher suite for VersionTLS11 in cipherSuites, such as TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; without one nobody older than VersionTLS12 could connect",
    "minVersion: VersionTLS11",
  ],
  [
    (d) => {
      d.tls = { default: { cipherSuites: ["TLS_AES_128_GCM_SHA256"] } };
    },
    "tls.default.cipherSuites[0]  TLS_AES_128_GCM_SHA256 is of TLS 1.3, whose cipher suites cannot be chosen; leave it out",
    "- TLS_AES_128_GCM_SHA256",
  ],
  [
    (d) => {
      d.tls = { default: { cipherSuites: ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA265"] } };
    },
    "tls.default.cipherSuites[0]  Traefik knows no cipher suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA265 and could not use the whole option",
    "- TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA265",
  ],
  [
    (d) => {
      d.tls = { default: { cipherSuites: ["TLS_ECDHE_RSA_WITH_RC4_128_SHA"] } };
    },
    "tls.default.cipherSuites[0]  TLS_ECDHE_RSA_WITH_RC4_128_SHA is broken; name one such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "- TLS_ECDHE_RSA_WITH_RC4_128_SHA",
  ],
  [
    (d) => {
      d.tls = { default: { cipherSuites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"] } };
    },
    "tls.default.cipherSuites  has none for an ECDSA certificate, which the wildcard one is; add one such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "- TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  ],
  [
    (d) => {
      d.tls = { default: { curvePreferences: ["secp256r1"] } };
    },
    'tls.default.curvePreferences[0]  must be one of CurveP256, CurveP384, CurveP521, X25519, X25519MLKEM768, SecP256r1MLKEM768, SecP384r1MLKEM1024; not "secp256r1"',
    "- secp256r1",
  ],
  [
    (d) => {
      d.tls = { default: { clientAuth: { clientAuthType: "RequireAndVerifyClientCert" } } };
    },
    "tls.default.clientAuth  needs secretNames: without an authority RequireAndVerifyClientCert makes Traefik close every connection",
    "clientAuthType: RequireAndVerifyClientCert",
  ],
  [
    (d) => {
      d.tls = { default: { clientAuth: { clientAuthType: "RequireAnyClientCert", secretNames: ["ca"] } } };
    },
    "tls.default.clientAuth.secretNames  is not used by RequireAnyClientCert, which verifies nothing",
    "- ca",
  ],
  [
    (d) => {
      d.tls = { options: { mutual: { namespace: "shop", clientAuth: { secretNames: ["ca"] } } } };
    },
    "tls.options.mutual.namespace  no service lives in namespace shop, so none can name this option; there is apps",
    "namespace: shop",
  ],
  [
    (d) => {
      d.services.whoami.expose[0].tls = { options: "strcit" };
      d.tls = { options: { strict: {} } };
    },
    'services.whoami.expose[0].tls.options  no TLS option of namespace apps is named strcit, so Traefik would close every connection; did you mean "strict"?',
    "options: strcit",
  ],
  [
    (d) => {
      d.serversTransports = { slow: { rootCAs: [{}] } };
    },
    "serversTransports.slow.rootCAs[0]  must name a secret or a configMap; of neither Traefik's provider breaks and reads no configuration at all",
    "- {}",
  ],
  [
    (d) => {
      d.serversTransports = { slow: { rootCAs: [{ secret: "a", configMap: "b" }] } };
    },
    "serversTransports.slow.rootCAs[0].configMap  cannot stand beside secret; make each an item of its own",
    "configMap: b",
  ],
  [
    (d) => {
      d.serversTransports = { slow: { rootCAs: [{ secret: "a" }], insecureSkipVerify: true } };
    },
    "serversTransports.slow.insecureSkipVerify  makes rootCAs useless: no certificate is verified; give one of them",
    "insecureSkipVerify: true",
  ],
  [
    (d) => {
      d.serversTransports = { slow: { forwardingTimeouts: { pingTimeout: "1s" } } };
    },
    "serversTransports.slow.forwardingTimeouts.pingTimeout  is not used without readIdleTimeout: no ping is ever sent",
    "pingTimeout: 1s",
  ],
  [
    (d) => {
      d.serversTransports = { slow: { maxIdleConnsPerHost: 0 } };
    },
    "serversTransports.slow.maxIdleConnsPerHost  must not be 0, which Traefik takes for 2; write -1 to keep none",
    "maxIdleConnsPerHost: 0",
  ],
  [
    (d) => {
      d.serversTransports = {
        slow: { minVersion: "VersionTLS13", cipherSuites: ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"] },
      };
    },
    "serversTransports.slow.cipherSuites  has no effect with minVersion VersionTLS13, whose cipher suites cannot be chosen; leave it out",
    "- TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  ],
  [
    (d) => {
      d.serversTransports = { slow: { disableHTTP2: true, forwardingTimeouts: { readIdleTimeout: "1s" } } };
    },
    "serversTransports.slow.forwardingTimeouts.readIdleTimeout  is for HTTP/2, which disableHTTP2 switches off",
    "readIdleTimeout: 1s",
  ],
  [
    (d) => {
      d.serversTransportsTcp = { database: { proxyProtocol: { version: 3 } } };
    },
    "serversTransportsTcp.database.proxyProtocol.version  must be one of 1, 2; not 3",
    "version: 3",
  ],
  [
    (d) => {
      d.serversTransportsTcp = { database: {} };
    },
    "serversTransportsTcp.database  says nothing; leave it out",
    "database: {}",
  ],
  [
    (d) => {
      d.certificates.issuer = "letsencrypt";
    },
    "certificates.issuer  no issuer is named letsencrypt; there are letsencrypt-production, letsencrypt-staging",
    "issuer: letsencrypt",
  ],
  [
    (d) => {
      d.certificates = { ...d.certificates, issuer: "http", issuers: { http: { acme: { http01: {} } } } };
    },
    "certificates.issuer  http answers challenges by http01, which no authority takes for a wildcard such as *.example.com; choose an issuer with dns01",
    "issuer: http",
  ],
  [
    (d) => {
      d.certificates.issuers = { both: { acme: { dns01: {}, http01: {} } } };
    },
    "certificates.issuers.both.acme.http01  is a second way beside dns01; make an issuer for each",
    "http01: {}",
  ],
  [
    (d) => {
      d.certificates.issuers = { none: { acme: {} } };
    },
    "certificates.issuers.none.acme  says no way to show control of a domain; give dns01 or http01",
    "acme: {}",
  ],
  [
    (d) => {
      d.certificates.issuers = { two: { ca: { secretName: "ca" }, selfSigned: {} } };
    },
    "certificates.issuers.two.selfSigned  is a second kind beside ca; cert-manager refuses that",
    "selfSigned: {}",
  ],
  [
    (d) => {
      d.certificates.issuers = { "letsencrypt-staging": { selfSigned: {} } };
    },
    "certificates.issuers.letsencrypt-staging  is one of Let's Encrypt's two, which are always there; choose another name",
    "letsencrypt-staging:",
  ],
  [
    (d) => {
      d.certificates.issuers = {
        own: { acme: { dns01: { role: "arn:aws:iam::111122223333:role/prod-cert-manager" } } },
      };
    },
    "certificates.issuers.own.acme.dns01.role  is cert-manager's own role, which it would try to assume from itself and be denied; leave it out",
    "role: arn:aws:iam::111122223333:role/prod-cert-manager",
  ],
  [
    (d) => {
      d.certificates.issuers = { http: { acme: { http01: {} } } };
      d.ingress = { allowFrom: ["203.0.113.0/24"] };
    },
    "certificates.issuers.http.acme.http01  needs Let's Encrypt to reach Traefik from anywhere, but ingress.allowFrom is 203.0.113.0/24; use dns01",
    "http01: {}",
  ],
  [
    (d) => {
      d.certificates.issuers = { http: { acme: { http01: {} } } };
      d.ingress = { scheme: "internal" };
    },
    "certificates.issuers.http.acme.http01  needs Let's Encrypt to reach Traefik, but ingress.scheme is internal; use dns01",
    "http01: {}",
  ],
  [
    (d) => {
      d.certificates.issuers = { http: { acme: { http01: {} } } };
      d.certificates.additional = { shop: { hosts: ["*.shop.example.com"], issuer: "http" } };
    },
    "certificates.additional.shop.hosts[0]  http answers challenges by http01, which no authority takes for a wildcard such as *.shop.example.com; choose an issuer with dns01",
    '- "*.shop.example.com"',
  ],
  [
    (d) => {
      d.certificates.additional = { shop: { hosts: ["shop.example.org"], issuer: "letsencrypt-production" } };
    },
    "certificates.additional.shop.hosts[0]  letsencrypt-production writes into the zone of example.com, to which shop.example.org does not belong; give it an issuer for its own zone, or with http01",
    "- shop.example.org",
  ],
  [
    (d) => {
      d.certificates.additional = { shop: { hosts: ["shop.example.com"], issuer: "nobody" } };
    },
    "certificates.additional.shop.issuer  no issuer is named nobody; there are letsencrypt-production, letsencrypt-staging",
    "issuer: nobody",
  ],
  [
    (d) => {
      d.certificates.additional = { shop: { issuer: "letsencrypt-production" } };
    },
    "certificates.additional.shop  is for nobody; give hosts, or a commonName for an authority",
    "issuer: letsencrypt-production",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: {
          hosts: ["shop.example.com"],
          commonName: "other.example.com",
          issuer: "letsencrypt-production",
        },
      };
    },
    "certificates.additional.shop.commonName  other.example.com must be among the hosts too: letsencrypt-production is an ACME authority, which refuses the order otherwise",
    "commonName: other.example.com",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: {
          hosts: ["shop.example.com"],
          commonName: `${"a".repeat(60)}.example.com`,
          issuer: "letsencrypt-production",
        },
      };
    },
    "certificates.additional.shop.commonName  must have at most 64 bytes; name a longer host in hosts alone",
    "commonName: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: { hosts: ["shop.example.com"], duration: "720h", issuer: "letsencrypt-production" },
      };
    },
    "certificates.additional.shop.duration  is ignored by letsencrypt-production: an ACME authority decides itself; leave it out",
    "duration: 720h",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: {
          hosts: ["shop.example.com"],
          key: { algorithm: "Ed25519" },
          issuer: "letsencrypt-production",
        },
      };
    },
    "certificates.additional.shop.key.algorithm  is refused by Let's Encrypt; choose ECDSA or RSA",
    "algorithm: Ed25519",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: { hosts: ["shop.example.com"], key: { size: 2048 }, issuer: "letsencrypt-production" },
      };
    },
    "certificates.additional.shop.key.size  must be one of 256, 384, 521 for ECDSA; not 2048",
    "size: 2048",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: { hosts: ["shop.example.com"], renewBefore: "1m", issuer: "letsencrypt-production" },
      };
    },
    "certificates.additional.shop.renewBefore  must be at least 5m; not 1m",
    "renewBefore: 1m",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: { hosts: ["shop.example.com"], renewBefore: "2160h", issuer: "letsencrypt-production" },
      };
    },
    "certificates.additional.shop.renewBefore  is 2160h, not less than the duration, which is 2160h by default; it would be renewed without end",
    "renewBefore: 2160h",
  ],
  [
    (d) => {
      d.certificates.issuers = { own: { ca: { secretName: "ca" } } };
      d.certificates.additional = { shop: { hosts: ["shop.example.com"], duration: "30m", issuer: "own" } };
    },
    "certificates.additional.shop.duration  must be at least 1h; not 30m",
    "duration: 30m",
  ],
  [
    (d) => {
      d.certificates.issuers = { own: { ca: { secretName: "ca" } } };
      d.certificates.additional = { shop: { hosts: ["shop.example.com"], duration: "30d", issuer: "own" } };
    },
    'certificates.additional.shop.duration  must be a duration of Go, which knows no days: write 24h for 1d; not "30d"',
    "duration: 30d",
  ],
  [
    (d) => {
      d.certificates.additional = {
        one: { hosts: ["one.example.com"], issuer: "letsencrypt-staging", secretName: "both" },
        two: { hosts: ["two.example.com"], issuer: "letsencrypt-staging", secretName: "both" },
      };
    },
    "certificates.additional.two.secretName  is written to the Secret traefik/both, and so is certificates.additional.one; they would take turns for ever",
    "secretName: both",
  ],
  [
    (d) => {
      d.certificates.additional = {
        shop: { namespace: "shop", hosts: ["shop.example.com"], issuer: "letsencrypt-staging" },
      };
    },
    "certificates.additional.shop.namespace  no service lives in namespace shop, so nobody there can use this certificate; there are apps, traefik",
    "namespace: shop",
  ],
  [
    (d) => {
      d.certificates.issuers = { root: { selfSigned: {} } };
      d.certificates.additional = { ca: { commonName: "CA", isCA: true, issuer: "root" } };
    },
    "certificates.additional.ca  is an authority's, so its namespace must be cert-manager, where issuers look for it",
    "commonName: CA",
  ],
  [
    (d) => {
      d.certificates.additional = {
        "wildcard-example-com": { hosts: ["a.example.com"], issuer: "letsencrypt-staging" },
      };
    },
    "certificates.additional.wildcard-example-com  is the name of the wildcard certificate; choose another",
    "wildcard-example-com:",
  ],
  [
    (d) => {
      d.ingress = { dashboard: { host: "traefik.example.com" } };
    },
    "ingress.dashboard  would show every route to everybody; give basicAuth or forwardAuth, their Secrets in Traefik's namespace",
    "host: traefik.example.com",
  ],
  [
    (d) => {
      d.ingress = { dashboard: { host: "whoami.example.com", basicAuth: { secret: "operators" } } };
    },
    "ingress.dashboard.host  whoami.example.com is a host of services.whoami too; the dashboard needs one of its own",
    "host: whoami.example.com",
  ],
  [
    (d) => {
      d.ingress = { dashboard: { host: "traefik.example.org", basicAuth: { secret: "operators" } } };
    },
    "ingress.dashboard.host  traefik.example.org is not covered by the certificate, which holds example.com and *.example.com (one label)",
    "host: traefik.example.org",
  ],
  [
    (d) => {
      d.ingress = {
        dashboard: {
          host: "traefik.example.com",
          basicAuth: { secret: "a" },
          forwardAuth: { address: "https://auth.example.com" },
        },
      };
    },
    "ingress.dashboard.forwardAuth  is a second way to authenticate beside basicAuth; give one of them",
    "address: https://auth.example.com",
  ],
  [
    (d) => {
      d.gitops = {};
    },
    "gitops  names no controller; give argocd or flux, or leave it out",
    "gitops: {}",
  ],
  [
    (d) => {
      d.gitops = {
        argocd: { repository: "https://github.com/a/b" },
        flux: { repository: "https://github.com/a/b" },
      };
    },
    "gitops.flux  is a second controller beside argocd; both would apply the same objects",
    "repository: https://github.com/a/b",
  ],
  [
    (d) => {
      d.gitops = { argocd: { repository: "https://token@github.com/a/b" } };
    },
    "gitops.argocd.repository  must not hold a user name or password: what stands here is committed; the controller has them in a Secret",
    "repository: https://token@github.com/a/b",
  ],
  [
    (d) => {
      d.gitops = { argocd: { repository: "git@github.com:a/b" } };
    },
    'gitops.argocd.repository  must be a URL such as https://github.com/acme/gitops.git, by https, ssh; not "git@github.com:a/b"',
    "repository: git@github.com:a/b",
  ],
  [
    (d) => {
      d.gitops = { argocd: { repository: "https://github.com/a/b", path: "../prod" } };
    },
    "gitops.argocd.path  must not have . or .. in it",
    "path: ../prod",
  ],
  [
    (d) => {
      d.gitops = { flux: { repository: "oci://example.com/a" } };
    },
    "gitops.flux  needs a revision: an artifact has no branch to follow; give a tag, semver or digest",
    "repository: oci://example.com/a",
  ],
  [
    (d) => {
      d.gitops = { flux: { repository: "oci://example.com/a", revision: { branch: "main" } } };
    },
    "gitops.flux.revision.branch  is for Git repositories; give tag, semver or digest",
    "branch: main",
  ],
  [
    (d) => {
      d.gitops = { flux: { repository: "https://github.com/a/b", revision: { branch: "main", tag: "v1" } } };
    },
    "gitops.flux.revision.tag  is a second one beside branch, of which Flux would take one without a word",
    "tag: v1",
  ],
  [
    (d) => {
      d.gitops = { flux: { repository: "https://github.com/a/b", provider: "aws" } };
    },
    "gitops.flux.provider  is for artifacts, with oci://",
    "provider: aws",
  ],
  [
    (d) => {
      d.gitops = { flux: { repository: "https://github.com/a/b", interval: "1d" } };
    },
    'gitops.flux.interval  must be a duration of Go, which knows no days: write 24h for 1d; not "1d"',
    "interval: 1d",
  ],
];

test.each(cases.map(([change, problem, line]) => [problem, line, change] as const))(
  "%s",
  (problem, line, change) => {
    expect(problemsOf(change)).toEqual([{ problem, line }]);
  },
);

test("shows a circle of chains from each of its members", () => {
  const problems = problemsOf((d) => {
    d.middlewares = { a: chain("b"), b: chain("c"), c: chain("a"), d: chain("a") };
  });
  expect(problems.map(({ problem }) => problem)).toEqual([
    "middlewares.a.chain.middlewares[0]  leads back to a (a → b → c → a); Traefik refuses the circle",
    "middlewares.b.chain.middlewares[0]  leads back to b (b → c → a → b); Traefik refuses the circle",
    "middlewares.c.chain.middlewares[0]  leads back to c (c → a → b → c); Traefik refuses the circle",
  ]);
});

test("says nothing of what is missing only because it is not well formed itself", () => {
  const problems = problemsOf((d) => {
    d.middlewares = { limits: { rateLimit: {} }, all: chain("limits") };
  });
  expect(problems.map(({ problem }) => problem.split("  ")[0])).toEqual([
    "middlewares.limits.rateLimit.average",
    "middlewares.limits.rateLimit.burst",
  ]);
});

test("lets addresses be taken from X-Forwarded-For where a proxy is trusted", () => {
  const problems = problemsOf((d) => {
    d.ingress = { forwardedHeadersFrom: ["198.51.100.0/24"] };
    d.middlewares = { m: { ipAllowList: { sourceRange: ["203.0.113.0/24"], ipStrategy: { depth: 1 } } } };
  });
  expect(problems).toEqual([]);
});

const chain = (...middlewares: string[]) => ({ chain: { middlewares } });
