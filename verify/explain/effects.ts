import { isInBlock } from "../../traefik/address";
import { canonicalHeader } from "../../traefik/rules/header";
import { isRecord } from "../structural/record";
import type { Answer } from "./apply";
import type { Travelling } from "./facts";
import { redirectRegex, redirectScheme } from "./redirect";
import { addPrefix, replacePath, replacePathRegex, stripPrefix, stripPrefixRegex } from "./rewrite";
import { escapedPath } from "./url-path";

/** What a middleware does to one request. */
export interface Effect {
  readonly does: readonly string[];
  /** The request behind it, where it changes. */
  readonly request?: Travelling;
  /** Its own answer, with which the request ends. */
  readonly answer?: Answer;
}

export type Settings = Readonly<Record<string, unknown>>;
type Apply = (request: Travelling, settings: Settings) => Effect;

/** By the type of middleware (pkg/middlewares). What depends on more than the request is only described. */
export const effects: Readonly<Record<string, Apply>> = {
  addPrefix,
  stripPrefix,
  stripPrefixRegex,
  replacePath,
  replacePathRegex,
  redirectScheme,
  redirectRegex,
  headers: changeHeaders,
  ipAllowList: allowAddresses,
  ipWhiteList: allowAddresses,
  encodedCharacters: refuseEncodings,
  basicAuth: (request) => askForCredentials(request, "basic"),
  digestAuth: (request) => askForCredentials(request, "digest"),
  forwardAuth: (_, { address }) => ({ does: [`asks ${shown(address)} first, which may answer instead`] }),
  rateLimit: (_, { average, period, burst }) => ({
    does: [
      `answers 429 above ${shown(average ?? 0)} requests a ${period === undefined ? "second" : shown(period)}, burst ${shown(burst ?? 1)}`,
    ],
  }),
  inFlightReq: (_, { amount }) =>
    amount === undefined || amount === 0
      ? answered(429, "lets no request through: its amount is 0")
      : { does: [`answers 429 above ${shown(amount)} requests at once`] },
  buffering: (_, { maxRequestBodyBytes }) => ({
    does: [
      maxRequestBodyBytes === undefined
        ? "reads requests and responses whole"
        : `answers 413 to bodies above ${shown(maxRequestBodyBytes)} bytes`,
    ],
  }),
  circuitBreaker: (_, { expression, responseCode }) => ({
    does: [`answers ${shown(responseCode ?? 503)} while ${shown(expression)}`],
  }),
  compress: () => ({ does: ["compresses responses"] }),
  retry: (_, { attempts }) => ({ does: [`tries up to ${shown(attempts)} times`] }),
  errors: (_, { status, service }) => ({
    does: [
      `answers ${list(status).map(shown).join(", ")} with pages of ${isRecord(service) ? shown(service.name) : "a service"}`,
    ],
  }),
  contentType: () => ({ does: ["sets Content-Type of responses that have none"] }),
  grpcWeb: () => ({ does: ["turns gRPC-Web into gRPC"] }),
  passTLSClientCert: () => ({ does: ["sends the client's certificate on in headers"] }),
  plugin: (_, settings) => ({ does: [`does what plugin ${Object.keys(settings).join(", ")} does`] }),
};

// --- internal ---

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const shown = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");

const answered = (status: number, reason: string): Effect => ({ does: [reason], answer: { status, reason } });

const first = ({ headers }: Travelling, name: string): string => headers.get(name)?.[0] ?? "";

function changeHeaders(request: Travelling, settings: Settings): Effect {
  const cors = Object.keys(settings).some(
    (key) => key.startsWith("accessControl") || key === "addVaryHeader",
  );
  const isPreflight =
    request.method === "OPTIONS" &&
    first(request, "Origin") !== "" &&
    first(request, "Access-Control-Request-Method") !== "";
  if (cors && isPreflight) return answered(200, "answers the CORS preflight itself");
  const headers = new Map(request.headers);
  let { host } = request;
  const does: string[] = [];
  for (const [key, value] of entriesOf(settings.customRequestHeaders)) {
    const name = canonicalHeader(key);
    if (value === "") {
      headers.delete(name);
      does.push(`removes ${key} from the request`);
    } else if (name === "Host") {
      host = value;
      does.push(`sends the request on with Host: ${value}`);
    } else {
      headers.set(name, [value]);
      does.push(`sets ${key}: ${value} on the request`);
    }
  }
  for (const [key, value] of entriesOf(settings.customResponseHeaders)) {
    does.push(value === "" ? `removes ${key} from the response` : `sets ${key}: ${value} on the response`);
  }
  const others = Object.keys(settings).filter((key) => !key.startsWith("custom") || key.endsWith("Value"));
  if (others.length > 0) does.push(`sets response headers for ${others.join(", ")}`);
  return { does, request: { ...request, headers, host } };
}

const entriesOf = (value: unknown): [string, string][] =>
  isRecord(value) ? Object.entries(value).map(([key, item]) => [key, item === null ? "" : String(item)]) : [];

function allowAddresses(
  request: Travelling,
  { sourceRange, ipStrategy, rejectStatusCode }: Settings,
): Effect {
  const ranges = list(sourceRange).filter((range) => typeof range === "string");
  const status = typeof rejectStatusCode === "number" && rejectStatusCode !== 0 ? rejectStatusCode : 403;
  const address = clientAddress(request, isRecord(ipStrategy) ? ipStrategy : {});
  if (address === undefined) {
    return {
      does: [`answers ${status} to addresses outside ${ranges.join(", ")}; the client's is not given`],
    };
  }
  return ranges.some((range) => isInBlock(address, range))
    ? { does: [`lets ${address} through`] }
    : answered(
        status,
        address === ""
          ? "refuses a request without a known address"
          : `refuses ${address}: it is not in ${ranges.join(", ")}`,
      );
}

/** The address that the strategy picks; empty where there is none, undefined where it was not given. */
function clientAddress(request: Travelling, { depth, excludedIPs }: Settings): string | undefined {
  const forwarded = first(request, "X-Forwarded-For")
    .split(",")
    .map((part) => part.trim());
  if (typeof depth === "number" && depth > 0)
    return forwarded.length < depth ? "" : forwarded[forwarded.length - depth];
  const excluded = list(excludedIPs).filter((range) => typeof range === "string");
  if (excluded.length > 0) {
    return (
      forwarded.findLast(
        (address) => address !== "" && !excluded.some((range) => isInBlock(address, range)),
      ) ?? ""
    );
  }
  return request.clientIp;
}

function refuseEncodings(request: Travelling, settings: Settings): Effect {
  const refused = Object.entries(encodings).flatMap(([key, encoding]) =>
    settings[key] === true ? [] : [encoding],
  );
  const found = escapedPath(request.url)
    .match(/%[0-9A-F]{2}/g)
    ?.find((encoding) => refused.includes(encoding));
  return found === undefined
    ? { does: [`answers 400 to ${refused.join(", ")} in the path`] }
    : answered(400, `refuses ${found} in the path`);
}

const encodings: Readonly<Record<string, string>> = {
  allowEncodedSlash: "%2F",
  allowEncodedBackSlash: "%5C",
  allowEncodedNullCharacter: "%00",
  allowEncodedSemicolon: "%3B",
  allowEncodedPercent: "%25",
  allowEncodedQuestionMark: "%3F",
  allowEncodedHash: "%23",
};

function askForCredentials(request: Travelling, scheme: string): Effect {
  const given = first(request, "Authorization");
  return !given.toLowerCase().startsWith(`${scheme} `)
    ? answered(401, `asks for ${scheme} credentials, and the request has none`)
    : { does: [`answers 401 unless the ${scheme} credentials are right`] };
}
