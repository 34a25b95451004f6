import { settingSeconds } from "../../traefik/durations";
import { circuitBreakerGrammar, type Grammar, retryGrammar } from "../../traefik/predicate/grammar";
import { predicateProblem } from "../../traefik/predicate/predicate";
import { compilePattern } from "../../traefik/regexp";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { type Cluster, mapping, specOf, string, strings, traefikIo } from "./cluster";
import { type Draft, draft } from "./finding";
import { allowList, criterion, networks } from "./middlewares/addresses";
import { broken, disabled, statuses } from "./middlewares/broken";
import { divisionChecks } from "./middlewares/services";

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
  yield* divisionChecks(cluster);
}

// --- internal ---

interface Given {
  readonly cluster: Cluster;
  readonly middleware: LocatedObject;
  readonly path: Path;
  readonly fields: Fields;
}

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
    } else if (typeof period === "string" && settingSeconds(period) === undefined) {
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
    yield* predicate(middleware, [...path, "expression"], fields.expression, circuitBreakerGrammar);
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
    yield* predicate(middleware, [...path, "retryExpression"], fields.retryExpression, retryGrammar);
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

function* users(middleware: LocatedObject, path: Path, fields: Fields): Generator<Draft> {
  if (string(fields.secret) !== undefined) return;
  yield broken(middleware, path, "No Secret with users is named", "Set secret.");
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
  grammar: Grammar,
): Generator<Draft> {
  const problem = predicateProblem(typeof text === "string" ? text : "", grammar);
  if (problem === undefined) return;
  const { what, advice = `write one such as ${grammar.example}` } = problem;
  yield broken(middleware, path, `The expression ${what}`, `${advice[0]?.toUpperCase()}${advice.slice(1)}.`);
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === false ||
  value === 0 ||
  (typeof value === "object" && Object.keys(value as object).length === 0);

/** `*`, `null`, or a scheme and a host as browsers send it. */
const isOrigin = (text: string): boolean =>
  text === "*" || text === "null" || /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/i.test(text);

/** Whether more than one Traefik answers. */
function replicated({ traefik }: Cluster): boolean {
  if (traefik === undefined) return false;
  const { deployment, autoscaling } = traefik.release.values;
  const { enabled, maxReplicas } = mapping(autoscaling);
  if (enabled === true) return typeof maxReplicas !== "number" || maxReplicas > 1;
  const { replicas, kind } = mapping(deployment);
  return kind === "DaemonSet" || (typeof replicas === "number" && replicas > 1);
}
