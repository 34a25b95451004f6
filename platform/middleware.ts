import type { Definition } from "./definition/schema";
import type {
  Middleware as MiddlewareDefinition,
  MiddlewareTcp as MiddlewareTcpDefinition,
} from "./definition/schema/middleware";
import type { Frozen } from "./frozen";
import { httpPort } from "./names";
import { byCodeUnit } from "./order";

/** A kind of Traefik's middlewares for HTTP, by its name in Traefik's resource. */
export type MiddlewareKind = keyof MiddlewareDefinition;
/** A kind of Traefik's middlewares for TCP. */
export type MiddlewareTcpKind = keyof MiddlewareTcpDefinition;

/** Options of a kind, every default filled in, in the words of Traefik's resource. */
export type MiddlewareOptions<Kind extends MiddlewareKind> = Frozen<NonNullable<MiddlewareDefinition[Kind]>>;

/** What a middleware does: its kind and the kind's options. */
export type MiddlewareSpec = {
  readonly [Kind in MiddlewareKind]: { readonly kind: Kind; readonly options: MiddlewareOptions<Kind> };
}[MiddlewareKind];

export type MiddlewareTcpSpec = {
  readonly [Kind in MiddlewareTcpKind]: {
    readonly kind: Kind;
    readonly options: Frozen<NonNullable<MiddlewareTcpDefinition[Kind]>>;
  };
}[MiddlewareTcpKind];

/** A resolved middleware for HTTP; routes of its namespace name it. */
export interface Middleware {
  readonly name: string;
  readonly namespace: string;
  readonly spec: MiddlewareSpec;
}

/** A resolved middleware for TCP connections. */
export interface MiddlewareTcp {
  readonly name: string;
  readonly namespace: string;
  readonly spec: MiddlewareTcpSpec;
}

/** Where a middleware stands. */
export interface MiddlewarePlace {
  readonly name: string;
  readonly namespace: string;
}

/** Resolves a middleware that the schema has accepted. */
export function resolveMiddleware(
  { name, namespace }: MiddlewarePlace,
  definition: MiddlewareDefinition,
): Middleware {
  return { name, namespace, spec: specOf(definition) };
}

/** Resolves the middlewares that services share, sorted by namespace and name. */
export const resolveMiddlewares = (middlewares: Definition["middlewares"]): readonly Middleware[] =>
  Object.entries(middlewares)
    .map(([name, { namespace, ...middleware }]) => resolveMiddleware({ name, namespace }, middleware))
    .sort((a, b) => byCodeUnit(a.namespace, b.namespace) || byCodeUnit(a.name, b.name));

/** Resolves a middleware for TCP that the schema has accepted. */
export function resolveMiddlewareTcp(
  { name, namespace }: MiddlewarePlace,
  definition: MiddlewareTcpDefinition,
): MiddlewareTcp {
  const [kind, options] = onlyEntry(definition);
  return { name, namespace, spec: { kind, options } as MiddlewareTcpSpec };
}

/** Names of the middlewares that a middleware passes requests through, in the same namespace. */
export function middlewaresWithin({ spec }: Pick<Middleware, "spec">): readonly string[] {
  switch (spec.kind) {
    case "chain":
      return spec.options.middlewares;
    case "errors":
      return spec.options.service.middlewares ?? [];
    default:
      return [];
  }
}

// --- internal ---

function specOf(definition: MiddlewareDefinition): MiddlewareSpec {
  const { errors } = definition;
  if (errors !== undefined) {
    const { service } = errors;
    // a TraefikService has ports of its own
    const port = service.kind === "Service" ? (service.port ?? httpPort.name) : undefined;
    return {
      kind: "errors",
      options: { ...errors, service: port === undefined ? service : { ...service, port } },
    };
  }
  const [kind, options] = onlyEntry(definition);
  return { kind, options } as MiddlewareSpec;
}

/** The schema has made sure that there is one. */
function onlyEntry<T extends object>(definition: T): [keyof T, NonNullable<T[keyof T]>] {
  const entry = Object.entries(definition).find(([, value]) => value !== undefined);
  if (entry === undefined) throw new RangeError("a middleware has one kind");
  return entry as [keyof T, NonNullable<T[keyof T]>];
}
