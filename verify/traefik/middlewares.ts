import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { middlewareProblem } from "./middleware-problems";
import type { Middleware, MiddlewareUse, Reason } from "./model";
import type { SeenObjects } from "./objects";
import { objectName, providerOf, qualified, resolveReference } from "./reference";
import type { KubernetesProvider } from "./static-configuration";

export interface Middlewares {
  readonly all: ReadonlyMap<string, Middleware>;
  /** The middlewares that `names` stand for, members of chains in the place of the chain. */
  readonly expand: (
    names: readonly string[],
    at: Place,
  ) => { readonly uses: readonly MiddlewareUse[]; readonly broken: readonly Reason[] };
}

/** Where a reference stands. */
export interface Place {
  readonly object: LocatedObject;
  readonly path: Path;
}

/** Types of HTTP middlewares, and those of TCP ones. */
export const middlewareTypes = {
  Middleware: [
    "addPrefix", "basicAuth", "buffering", "chain", "circuitBreaker", "compress", "contentType", "digestAuth",
    "encodedCharacters", "errors", "forwardAuth", "grpcWeb", "headers", "inFlightReq", "ipAllowList", "ipWhiteList",
    "passTLSClientCert", "plugin", "rateLimit", "redirectRegex", "redirectScheme", "replacePath", "replacePathRegex",
    "retry", "stripPrefix", "stripPrefixRegex",
  ], // biome-ignore format: names only
  MiddlewareTCP: ["inFlightConn", "ipAllowList", "ipWhiteList"],
} as const;

/** All middlewares of one kind, each judged by itself. */
export function middlewaresOf(
  kind: "Middleware" | "MiddlewareTCP",
  objects: SeenObjects,
  provider: KubernetesProvider,
): Middlewares {
  const all = new Map(
    objects.of(kind).map((object): [string, Middleware] => {
      const middleware = read(kind, object, provider);
      return [middleware.name, middleware];
    }),
  );
  const isAbsent = (name: string): boolean =>
    providerOf(name) === "kubernetescrd" && objects.isAbsent(kind, "", "");
  return { all, expand: (names, at) => expand(names, at, all, isAbsent) };
}

/** Names in Traefik of the middlewares that an object refers to, or why one may not be referred to. */
export function middlewareNames(
  provider: KubernetesProvider,
  namespace: string,
  references: unknown,
  at: Place,
): { readonly names: readonly string[]; readonly refused?: Reason } {
  const names: string[] = [];
  for (const [index, reference] of (Array.isArray(references) ? references : []).entries()) {
    const { name, namespace: other } = isRecord(reference) ? reference : {};
    const resolved = resolveReference(provider, namespace, { name: text(name), namespace: text(other) });
    if (resolved.kind === "refused") {
      const { code, message } = resolved;
      return {
        names,
        refused: { code, message: `middleware ${message}`, object: at.object, path: [...at.path, index] },
      };
    }
    names.push(resolved.name);
  }
  return { names };
}

// --- internal ---

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function read(
  kind: "Middleware" | "MiddlewareTCP",
  object: LocatedObject,
  provider: KubernetesProvider,
): Middleware {
  const name = objectName(object.namespace, object.name);
  const spec = isRecord(object.object.spec) ? object.object.spec : {};
  const types = middlewareTypes[kind].filter((type) => spec[type] !== undefined && spec[type] !== null);
  const [type] = types;
  const base = { name, object, settings: {}, members: [] };
  // Traefik's TCP middlewares take the first of several
  if (type === undefined || (types.length > 1 && kind === "Middleware")) {
    const message =
      type === undefined
        ? `${object.namespace}/${object.name} has no type that Traefik knows`
        : `${object.namespace}/${object.name} has several types, ${types.join(" and ")}; make a middleware of each`;
    return { ...base, problem: { code: "middleware-invalid", message, object, path: ["spec"] } };
  }
  const settings = isRecord(spec[type]) ? spec[type] : {};
  const chain = middlewareNames(provider, object.namespace, type === "chain" ? settings.middlewares : [], {
    object,
    path: ["spec", "chain", "middlewares"],
  });
  const refused = chain.refused && {
    ...chain.refused,
    message: `${object.namespace}/${object.name}: ${chain.refused.message}`,
  };
  const problem = refused ?? middlewareProblem(object, type, settings);
  return { ...base, type, settings, members: chain.names, ...(problem !== undefined && { problem }) };
}

function expand(
  names: readonly string[],
  at: Place,
  all: ReadonlyMap<string, Middleware>,
  isAbsent: (name: string) => boolean,
): { uses: MiddlewareUse[]; broken: Reason[] } {
  const uses: MiddlewareUse[] = [];
  const broken: Reason[] = [];
  let visits = 0;
  const visit = (name: string, chain: readonly string[]): void => {
    // chains that name each other often would grow without end
    if (++visits > mostVisits || chain.length > deepestChain) return;
    const middleware = all.get(qualified(name));
    if (middleware === undefined) {
      if (isAbsent(qualified(name))) {
        const through = chain.length > 0 ? `, of chain ${chain.join(" → ")},` : "";
        broken.push({
          code: "middleware-missing",
          message: `middleware ${name}${through} does not exist`,
          ...at,
        });
      }
      uses.push({ name: qualified(name), chain });
      return;
    }
    if (chain.includes(middleware.name)) {
      broken.push({
        code: "middleware-cycle",
        message: `chain ${middleware.name} contains itself: ${[...chain, middleware.name].join(" → ")}`,
        ...at,
      });
      return;
    }
    if (middleware.problem !== undefined) {
      broken.push({ ...middleware.problem, message: `middleware ${middleware.problem.message}` });
      uses.push({ name: middleware.name, middleware, chain });
      return;
    }
    if (middleware.type !== "chain") uses.push({ name: middleware.name, middleware, chain });
    for (const member of middleware.members) visit(member, [...chain, middleware.name]);
  };
  for (const name of names) visit(name, []);
  return { uses, broken };
}

/** No request passes through more. */
const mostVisits = 1_000;
const deepestChain = 100;
