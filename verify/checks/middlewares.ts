import type { LocatedObject } from "../input/located-object";
import { compilePattern } from "../rules/regexp";
import type { Path } from "../structural/path";
import { type Cluster, mapping, mappings, specOf, string, strings, traefikIo } from "./cluster";
import { type Draft, draft } from "./finding";
import { expressionProblem } from "./middlewares/expression";
import { isNetwork, isOrigin, isStatusList } from "./middlewares/values";
import { inTraefikService } from "./references/service-reference";

type Fields = Readonly<Record<string, unknown>>;

/** Checks of what middlewares and services say by themselves: what the schema accepts and Traefik does not. */
export function* middlewareChecks(cluster: Cluster): Generator<Draft> {
  for (const middleware of cluster.all(traefikIo("Middleware"))) {
    yield* typeOf(middleware);
    for (const [type, value] of Object.entries(specOf(middleware))) {
      const check = Object.hasOwn(checksOfType, type) ? checksOfType[type] : undefined;
      if (check !== undefined)
        yield* check({ cluster, middleware, path: ["spec", type], fields: mapping(value) });
    }
  }
  for (const middleware of cluster.all(traefikIo("MiddlewareTCP"))) {
    yield* typeOf(middleware);
    for (const type of ["ipAllowList", "ipWhiteList"]) {
      const list = mapping(specOf(middleware)[type]);
      if (specOf(middleware)[type] === undefined) continue;
      yield* networks(middleware, ["spec", type, "sourceRange"], list.sourceRange, true);
    }
  }
  for (const service of cluster.all(traefikIo("TraefikService"))) yield* weights(service, specOf(service));
  for (const route of cluster.all(traefikIo("IngressRoute"))) yield* routeWeights(route);
  for (const service of cluster.all(traefikIo("TraefikService"))) yield* failover(cluster, service);
}

// --- internal ---

interface Given {
  readonly cluster: Cluster;
  readonly middleware: LocatedObject;
  readonly path: Path;
  readonly fields: Fields;
}

const disabled = "Traefik disables the routers that use it, and their requests get 404";

const broken = (middleware: LocatedObject, path: Path, what: string, fix: string): Draft =>
  draft("E34", middleware, path, { happens: `${what}: ${disabled}.`, fix });

function* typeOf(middleware: LocatedObject): Generator<Draft> {
  const types = Object.entries(specOf(middleware)).flatMap(([type, value]) =>
    value === undefined || value === null ? [] : [type],
  );
  // several plugins under one key are one type to the schema and several to Traefik
  const plugins = Object.keys(mapping(specOf(middleware).plugin));
  if (types.length === 1 && plugins.length <= 1) return;
  const what =
    types.length === 0
      ? "The middleware has no type"
      : types.length > 1
        ? `The middleware has the types ${types.join(" and ")}`
        : `The middleware has the plugins ${plugins.join(" and ")}`;
  yield draft("E33", middleware, types.length > 1 ? ["spec", types[1] ?? ""] : ["spec"], {
    happens: `${what} where Traefik takes exactly one: ${disabled}.`,
    fix: types.length === 0 ? "Give it one." : "Make a Middleware of each, and list them in the route.",
  });
}

const checksOfType: Readonly<Record<string, (given: Given) => Iterable<Draft>>> = {
  *addPrefix({ middleware, path, fields }) {
    const prefix = fields.prefix;
    if (typeof prefix !== "string" || prefix === "") {
      yield broken(middleware, path, "The prefix is empty", "Name a prefix that begins with a slash.");
    }
  },
  *stripPrefixRegex({ middleware, path, fields }) {
    yield* expressions(middleware, [...path, "regex"], strings(fields.regex));
  },
  *replacePathRegex({ middleware, path, fields }) {
    yield* expression(middleware, [...path, "regex"], fields.regex);
  },
  *redirectRegex({ middleware, path, fields }) {
    yield* expression(middleware, [...path, "regex"], fields.regex);
  },
  *redirectScheme({ middleware, path, fields }) {
    if (string(fields.scheme) === undefined) {
      yield broken(middleware, path, "The scheme is empty", "Name a scheme, mostly https.");
    }
  },
  *ipAllowList({ cluster, middleware, path, fields }) {
    yield* allowList(cluster, middleware, path, fields);
  },
  *ipWhiteList({ cluster, middleware, path, fields }) {
    yield* allowList(cluster, middleware, path, fields);
  },
  *headers({ middleware, path, fields }) {
    if (Object.values(fields).every(isNothing)) {
      yield broken(middleware, path, "No header is set", "Set one, or remove the middleware.");
    }
    yield* expressions(
      middleware,
      [...path, "accessControlAllowOriginListRegex"],
      strings(fields.accessControlAllowOriginListRegex),
    );
    for (const [index, origin] of strings(fields.accessControlAllowOriginList).entries()) {
      if (isOrigin(origin)) continue;
      yield draft("E34", middleware, [...path, "accessControlAllowOriginList", index], {
        severity: "warning",
        happens: `${origin} is no origin that a browser sends, so it is never allowed.`,
        fix: "Write scheme://host, with a port if it is not the scheme's own, and nothing behind it.",
      });
    }
  },
  *errors({ middleware, path, fields }) {
    yield* statuses(middleware, [...path, "status"], fields.status);
  },
  *rateLimit({ cluster, middleware, path, fields }) {
    const { average, burst, period, redis } = fields;
    if (typeof average !== "number" || average === 0) {
      yield draft("W35", middleware, average === undefined ? path : [...path, "average"], {
        happens: "An average of 0 is no limit: every request passes.",
        fix: "Set average to the requests that one client may make in a period.",
      });
    } else if (burst === undefined) {
      yield draft("W35", middleware, path, {
        happens: "Without a burst only one request may come at a time: a page with two images gets 429.",
        fix: "Set burst, mostly to about twice the average.",
      });
    } else if (redis === undefined && replicated(cluster)) {
      yield draft("W35", middleware, path, {
        happens:
          "Each replica of Traefik counts by itself, so that a client may make as many times the requests as there are replicas.",
        fix: "Divide the limit by the replicas, or set redis to count in common.",
      });
    }
    if (typeof period === "string" && period.startsWith("-")) {
      yield broken(middleware, [...path, "period"], "The period is negative", "Write a period such as 1s.");
    } else if (typeof period === "string" && !isDuration(period)) {
      yield broken(
        middleware,
        [...path, "period"],
        `The period ${period} is no duration`,
        "Write a period such as 1s or 1m.",
      );
    }
    yield* criterion(cluster, middleware, [...path, "sourceCriterion"], fields.sourceCriterion);
  },
  *inFlightReq({ cluster, middleware, path, fields }) {
    if (fields.amount === 0 || fields.amount === undefined) {
      yield draft("E34", middleware, fields.amount === undefined ? path : [...path, "amount"], {
        happens: "An amount of 0 lets no request through: all get 429.",
        fix: "Set amount to the requests that may be under way at a time.",
      });
    }
    yield* criterion(cluster, middleware, [...path, "sourceCriterion"], fields.sourceCriterion);
  },
  *basicAuth({ middleware, path, fields }) {
    yield* users(middleware, path, fields);
  },
  *digestAuth({ middleware, path, fields }) {
    yield* users(middleware, path, fields);
  },
  *forwardAuth({ middleware, path, fields }) {
    if (string(fields.address) === undefined) {
      yield broken(
        middleware,
        path,
        "No address is given",
        "Set address to the URL of the authentication service.",
      );
    }
    yield* expression(middleware, [...path, "authResponseHeadersRegex"], fields.authResponseHeadersRegex);
    const missing = ["trustForwardHeader", "maxResponseBodySize"].filter(
      (name) => fields[name] === undefined,
    );
    if (missing.length > 0) {
      yield draft("W37", middleware, path, {
        happens: `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} left to Traefik: ${[
          ...(missing.includes("trustForwardHeader")
            ? ["whether a client's own X-Forwarded headers are believed"]
            : []),
          ...(missing.includes("maxResponseBodySize")
            ? ["how much of an answer is kept in memory, which has no bound"]
            : []),
        ].join(" and ")}.`,
        fix: `Set ${missing.map((name) => (name === "maxResponseBodySize" ? "maxResponseBodySize, such as 65536" : "trustForwardHeader to true or false")).join(" and ")}.`,
      });
    }
  },
  *circuitBreaker({ middleware, path, fields }) {
    yield* predicate(middleware, [...path, "expression"], fields.expression, "circuit breaker");
  },
  *retry({ middleware, path, fields }) {
    if (fields.attempts === undefined || fields.attempts === 0) {
      yield broken(
        middleware,
        fields.attempts === undefined ? path : [...path, "attempts"],
        "Without attempts nothing is tried",
        "Set attempts, of which the first counts too: 3 tries twice more.",
      );
    }
    if (fields.disableRetryOnNetworkError === true && isNothing(fields.status)) {
      yield broken(
        middleware,
        [...path, "disableRetryOnNetworkError"],
        "Neither network errors nor any status are tried again",
        "List statuses, or let network errors be tried again.",
      );
    }
    yield* statuses(middleware, [...path, "status"], fields.status);
  },
  *buffering({ middleware, path, fields }) {
    if (fields.retryExpression === undefined || fields.retryExpression === "") return;
    yield* predicate(middleware, [...path, "retryExpression"], fields.retryExpression, "retry");
  },
  *compress({ middleware, path, fields }) {
    if (!isNothing(fields.includedContentTypes) && !isNothing(fields.excludedContentTypes)) {
      yield broken(
        middleware,
        [...path, "excludedContentTypes"],
        "Content types are both included and excluded",
        "Keep one of the lists.",
      );
    }
    for (const [index, encoding] of strings(fields.encodings).entries()) {
      if (["gzip", "br", "zstd"].includes(encoding)) continue;
      yield broken(
        middleware,
        [...path, "encodings", index],
        `Traefik knows no encoding ${encoding}`,
        "Choose from gzip, br and zstd.",
      );
    }
    for (const list of ["includedContentTypes", "excludedContentTypes"]) {
      for (const [index, type] of strings(fields[list]).entries()) {
        if (/^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+(\s*;.*)?$/.test(type)) continue;
        yield broken(
          middleware,
          [...path, list, index],
          `${type} is no content type`,
          "Write one such as text/html.",
        );
      }
    }
  },
};

function* allowList(
  cluster: Cluster,
  middleware: LocatedObject,
  path: Path,
  fields: Fields,
): Generator<Draft> {
  yield* networks(middleware, [...path, "sourceRange"], fields.sourceRange, true);
  const { rejectStatusCode } = fields;
  if (typeof rejectStatusCode === "number" && (rejectStatusCode < 100 || rejectStatusCode > 599)) {
    yield broken(
      middleware,
      [...path, "rejectStatusCode"],
      `${rejectStatusCode} is no status`,
      "Write one from 100 to 599, mostly 403.",
    );
  }
  yield* strategy(cluster, middleware, [...path, "ipStrategy"], fields.ipStrategy);
}

function* networks(middleware: LocatedObject, path: Path, list: unknown, needed: boolean): Generator<Draft> {
  const ranges = strings(list);
  if (ranges.length === 0 && needed) {
    yield broken(middleware, path, "The list of networks is empty", "Name a network such as 10.0.0.0/8.");
  }
  for (const [index, range] of ranges.entries()) {
    if (isNetwork(range)) continue;
    yield broken(
      middleware,
      [...path, index],
      range.includes(",")
        ? `${range} is one item with a comma in it`
        : `${range} is neither an address nor a network`,
      range.includes(",") ? "Make an item of each." : "Write one such as 10.0.0.0/8 or 192.0.2.1.",
    );
  }
}

/** How a client is told from another. */
function* criterion(
  cluster: Cluster,
  middleware: LocatedObject,
  path: Path,
  value: unknown,
): Generator<Draft> {
  const fields = mapping(value);
  const given = ["ipStrategy", "requestHeaderName", "requestHost"].filter(
    (name) =>
      fields[name] !== undefined && fields[name] !== "" && fields[name] !== false && fields[name] !== null,
  );
  if (given.length > 1) {
    yield broken(middleware, path, `Clients are told apart by ${given.join(" and ")}`, "Keep one of them.");
  }
  yield* strategy(cluster, middleware, [...path, "ipStrategy"], fields.ipStrategy);
}

/** Behind a load balancer that works on connections, X-Forwarded-For is what the client says, or nothing. */
function* strategy(
  cluster: Cluster,
  middleware: LocatedObject,
  path: Path,
  value: unknown,
): Generator<Draft> {
  const { depth, excludedIPs } = mapping(value);
  yield* networks(middleware, [...path, "excludedIPs"], excludedIPs, false);
  if (typeof depth !== "number" || depth < 1) return;
  const { traefik } = cluster;
  if (traefik === undefined) return;
  const trusting = [...traefik.entryPoints.values()].filter(({ exposed }) => exposed);
  if (trusting.some(({ forwardedHeadersFrom }) => forwardedHeadersFrom.length > 0)) return;
  yield draft("E36", middleware, [...path, "depth"], {
    happens:
      "No entry point trusts a proxy, so Traefik finds no X-Forwarded-For to look in: all clients are one, or all are refused.",
    fix: "Remove depth, or set forwardedHeaders.trustedIPs of the entry point to the proxies in front of it.",
  });
}

function* users(middleware: LocatedObject, path: Path, fields: Fields): Generator<Draft> {
  if (string(fields.secret) !== undefined) return;
  yield broken(middleware, path, "No Secret with users is named", "Set secret.");
}

function* statuses(middleware: LocatedObject, path: Path, list: unknown): Generator<Draft> {
  for (const [index, status] of strings(list).entries()) {
    if (isStatusList(status)) continue;
    yield broken(
      middleware,
      [...path, index],
      `${status} is neither a status nor a range of two`,
      "Make an item of each, such as 500 or 500-599.",
    );
  }
}

function* expressions(middleware: LocatedObject, path: Path, list: readonly string[]): Generator<Draft> {
  for (const [index, text] of list.entries()) yield* expression(middleware, [...path, index], text);
}

function* expression(middleware: LocatedObject, path: Path, text: unknown): Generator<Draft> {
  if (typeof text !== "string" || text === "") return;
  const compiled = compilePattern(text);
  if (compiled.ok) return;
  yield broken(
    middleware,
    path,
    `${shortened(text)} is no regular expression of Go: ${compiled.message}`,
    "Correct it; Go's expressions have no look-around and no back references.",
  );
}

function* predicate(
  middleware: LocatedObject,
  path: Path,
  text: unknown,
  what: "circuit breaker" | "retry",
): Generator<Draft> {
  const problem = expressionProblem(typeof text === "string" ? text : "", what);
  if (problem === undefined) return;
  yield broken(
    middleware,
    path,
    problem,
    what === "circuit breaker"
      ? "Write one such as NetworkErrorRatio() > 0.30."
      : "Write one such as IsNetworkError() && Attempts() < 2.",
  );
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === false ||
  value === 0 ||
  (typeof value === "object" && Object.keys(value as object).length === 0);

const isDuration = (text: string): boolean =>
  text.length < 100 && /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$|^\d+$/.test(text);

/** Whether more than one Traefik answers. */
function replicated({ traefik }: Cluster): boolean {
  if (traefik === undefined) return false;
  const { deployment, autoscaling } = traefik.release.values;
  const { enabled, maxReplicas } = mapping(autoscaling);
  if (enabled === true) return typeof maxReplicas !== "number" || maxReplicas > 1;
  const { replicas, kind } = mapping(deployment);
  return kind === "DaemonSet" || (typeof replicas === "number" && replicas > 1);
}

function* routeWeights(route: LocatedObject): Generator<Draft> {
  for (const { item, index } of mappings(specOf(route).routes)) {
    yield* allZero(route, ["spec", "routes", index, "services"], item.services);
  }
}

function* weights(service: LocatedObject, spec: Fields): Generator<Draft> {
  for (const type of ["weighted", "highestRandomWeight"]) {
    yield* allZero(service, ["spec", type, "services"], mapping(spec[type]).services);
  }
  for (const { item, index } of mappings(mapping(spec.mirroring).mirrors)) {
    const { percent } = item;
    const path = ["spec", "mirroring", "mirrors", index];
    if (percent === undefined || percent === 0) {
      yield draft("W39", service, percent === undefined ? path : [...path, "percent"], {
        happens: "A mirror without a percentage gets no request.",
        fix: "Set percent, from 1 to 100.",
      });
    } else if (typeof percent === "number" && (percent < 0 || percent > 100)) {
      yield draft("E34", service, [...path, "percent"], {
        happens: `A mirror cannot get ${percent} percent: the service is missing, and the routes that use it get 404.`,
        fix: "Set percent, from 1 to 100.",
      });
    }
  }
}

function* allZero(from: LocatedObject, path: Path, list: unknown): Generator<Draft> {
  const services = mappings(list);
  if (services.length === 0) return;
  if (!services.every(({ item }) => typeof item.weight === "number" && item.weight <= 0)) return;
  yield draft("W39", from, path, {
    happens: "All weights are 0, so that no service is ever chosen and requests get 503.",
    fix: "Give one of them a weight above 0.",
  });
}

/** Services of Kubernetes have no health check that could tell, so answers must (Traefik, pkg/server/service). */
function* failover(cluster: Cluster, service: LocatedObject): Generator<Draft> {
  const given = mapping(specOf(service).failover);
  if (specOf(service).failover === undefined) return;
  const { status } = mapping(given.errors);
  yield* statuses(service, ["spec", "failover", "errors", "status"], status);
  if (strings(status).length > 0) return;
  const main = inTraefikService(service).find(({ path }) => path.at(-1) === "service");
  const target =
    main?.kind === "TraefikService"
      ? cluster.find(traefikIo("TraefikService"), main.namespace, main.name)
      : undefined;
  // a service with a health check tells by itself
  if (target !== undefined && JSON.stringify(target.object).includes('"healthCheck"')) return;
  if (mapping(given.service).healthCheck !== undefined) return;
  yield draft("E38", service, ["spec", "failover"], {
    happens:
      "Nothing tells when the main service fails: Traefik cannot build the service, and the routes that use it get 404.",
    fix: "List the statuses of failed answers under errors.status, such as 500-599.",
  });
}
