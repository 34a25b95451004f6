import { parseBlock } from "../../traefik/address";
import { compilePattern } from "../../traefik/regexp";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import type { Reason } from "./model";

type Settings = Readonly<Record<string, unknown>>;

/** Why Traefik refuses to build a middleware although its schema is kept (pkg/middlewares); the first reason found. */
export function middlewareProblem(
  object: LocatedObject,
  type: string,
  settings: Settings,
): Reason | undefined {
  const check = checks[type];
  const found = check?.(settings);
  if (found === undefined) return undefined;
  const { message, path } = found;
  return {
    code: "middleware-invalid",
    message: `${object.namespace}/${object.name}: ${message}`,
    object,
    path: ["spec", type, ...path],
  };
}

// --- internal ---

type Check = (settings: Settings) => { readonly message: string; readonly path: Path } | undefined;

const checks: Readonly<Record<string, Check>> = {
  addPrefix: required("prefix"),
  replacePathRegex: pattern("regex"),
  redirectRegex: pattern("regex"),
  stripPrefixRegex: ({ regex }) =>
    first(list(regex), (value, index) => patternProblem(value, ["regex", index])),
  redirectScheme: required("scheme"),
  ipAllowList: addresses,
  ipWhiteList: addresses,
  headers: (settings) =>
    Object.values(settings).every(isNothing)
      ? { message: "headers are empty, which is no configuration", path: [] }
      : undefined,
  retry: ({ attempts, status, disableRetryOnNetworkError }) =>
    list(status).length === 0 && disableRetryOnNetworkError === true
      ? { message: "disableRetryOnNetworkError without status leaves nothing to retry", path: ["status"] }
      : typeof attempts === "number" && attempts > 0
        ? undefined
        : { message: "attempts must be at least 1", path: ["attempts"] },
  forwardAuth: required("address"),
  circuitBreaker: required("expression"),
  compress: ({ excludedContentTypes, includedContentTypes }) =>
    list(excludedContentTypes).length > 0 && list(includedContentTypes).length > 0
      ? {
          message: "excludedContentTypes and includedContentTypes exclude each other",
          path: ["includedContentTypes"],
        }
      : undefined,
  errors: ({ status }) => first(list(status), (value, index) => statusProblem(value, ["status", index])),
};

function required(key: string): Check {
  return (settings) =>
    typeof settings[key] === "string" && settings[key] !== ""
      ? undefined
      : { message: `${key} is empty`, path: [key] };
}

function pattern(key: string): Check {
  return (settings) => patternProblem(settings[key] ?? "", [key]);
}

function patternProblem(value: unknown, path: Path): ReturnType<Check> {
  if (typeof value !== "string") return undefined;
  const compiled = compilePattern(value);
  return compiled.ok
    ? undefined
    : { message: `${path[0]} is no regular expression that Go can read: ${compiled.message}`, path };
}

function addresses({ sourceRange }: Settings): ReturnType<Check> {
  const ranges = list(sourceRange);
  if (ranges.length === 0) return { message: "sourceRange is empty", path: ["sourceRange"] };
  return first(ranges, (value, index) =>
    typeof value === "string" && parseBlock(value) === undefined
      ? {
          message: `${JSON.stringify(value)} is neither an IP address nor a block of them`,
          path: ["sourceRange", index],
        }
      : undefined,
  );
}

/** One status or one range of them in each item; lists in one item pass the schema and fail here. */
const statusProblem = (value: unknown, path: Path): ReturnType<Check> =>
  typeof value === "string" && !/^\d+(-\d+)?$/.test(value)
    ? { message: `${JSON.stringify(value)} is neither a status nor a range such as 500-599`, path }
    : undefined;

const isNothing = (value: unknown): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length === 0 : !value;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function first<T>(
  values: readonly T[],
  check: (value: T, index: number) => ReturnType<Check>,
): ReturnType<Check> {
  for (const [index, value] of values.entries()) {
    const found = check(value, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
