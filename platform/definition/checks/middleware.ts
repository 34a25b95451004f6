import type { CheckFailure } from "../checks";
import type { Middleware } from "../schema/middleware";
import { describeKnown } from "./named";

type Path = readonly (string | number)[];

/** What stands around a middleware, in its namespace. */
export interface MiddlewareSurroundings {
  readonly namespace: string;
  /** Middlewares of the namespace by name. */
  readonly middlewares: ReadonlyMap<string, Middleware>;
  /** Whether one that is not known stands in the definition all the same: it is not well formed. */
  readonly isBroken?: (section: "middlewares" | "services" | "serversTransports", name: string) => boolean;
  /** Services of the namespace by name; undefined where they are not known. */
  readonly services?: ReadonlySet<string>;
  /** ServersTransports of the namespace by name; undefined where they are not known. */
  readonly serversTransports?: ReadonlySet<string>;
  /** Whether Traefik believes somebody's X-Forwarded-For; undefined where that is not known. */
  readonly trustsProxies?: boolean;
  /** Plugins in Traefik's configuration; undefined where they are not known. */
  readonly plugins?: ReadonlySet<string>;
}

/**
 * What is wrong between a middleware that is well formed in itself and what stands around it. `path` leads to the
 * middleware, `name` is what others call it by.
 */
export function checkMiddleware(
  path: Path,
  name: string,
  middleware: Middleware,
  surroundings: MiddlewareSurroundings,
): CheckFailure[] {
  return [
    ...checkMembers(path, name, middleware, surroundings),
    ...checkErrorService(path, middleware, surroundings),
    ...checkIpStrategies(path, middleware, surroundings),
    ...checkPlugin(path, middleware, surroundings),
  ];
}

// --- internal ---

interface Member {
  readonly name: string;
  readonly path: Path;
}

/** The middlewares that a middleware names, with where it does. */
function membersOf({ chain, errors }: Middleware): Member[] {
  return [
    ...(chain?.middlewares ?? []).map((name, index) => ({ name, path: ["chain", "middlewares", index] })),
    ...(errors?.service.middlewares ?? []).map((name, index) => ({
      name,
      path: ["errors", "service", "middlewares", index],
    })),
  ];
}

function checkMembers(
  path: Path,
  name: string,
  middleware: Middleware,
  { namespace, middlewares, isBroken = () => false }: MiddlewareSurroundings,
): CheckFailure[] {
  return membersOf(middleware).flatMap((member): CheckFailure[] => {
    const at = [...path, ...member.path];
    if (member.name === name)
      return [{ path: at, message: `names ${name} itself; Traefik refuses the circle` }];
    if (!middlewares.has(member.name)) {
      if (isBroken("middlewares", member.name)) return [];
      const known = [...middlewares.keys()].filter((other) => other !== name);
      return [
        {
          path: at,
          message: `no middleware of namespace ${namespace} is named ${member.name}, so every route with this one would answer 404${describeKnown(member.name, known)}`,
        },
      ];
    }
    const circle = wayBack(member.name, name, middlewares);
    if (circle === undefined) return [];
    return [
      {
        path: at,
        message: `leads back to ${name} (${[name, ...circle].join(" → ")}); Traefik refuses the circle`,
      },
    ];
  });
}

/** The way from one middleware to another through members, or undefined. */
function wayBack(
  from: string,
  to: string,
  middlewares: MiddlewareSurroundings["middlewares"],
): readonly string[] | undefined {
  const ways: string[][] = [[from]];
  const seen = new Set([from]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const middleware = middlewares.get(way.at(-1) ?? "");
    for (const { name } of middleware === undefined ? [] : membersOf(middleware)) {
      if (name === to) return [...way, name];
      if (!seen.has(name)) {
        seen.add(name);
        ways.push([...way, name]);
      }
    }
  }
  return undefined;
}

function checkErrorService(
  path: Path,
  { errors }: Middleware,
  { namespace, services, serversTransports, isBroken = () => false }: MiddlewareSurroundings,
): CheckFailure[] {
  if (errors === undefined) return [];
  const { kind, name, serversTransport } = errors.service;
  const at = [...path, "errors", "service"];
  return [
    ...(kind === "Service" && services?.has(name) === false && !isBroken("services", name)
      ? [
          {
            path: [...at, "name"],
            message: `no service of namespace ${namespace} is named ${name}, so Traefik would drop every route with this middleware${describeKnown(name, services)}`,
          },
        ]
      : []),
    ...(serversTransport !== undefined &&
    serversTransports?.has(serversTransport) === false &&
    !isBroken("serversTransports", serversTransport)
      ? [
          {
            path: [...at, "serversTransport"],
            message: `no servers transport of namespace ${namespace} is named ${serversTransport}${describeKnown(serversTransport, serversTransports)}`,
          },
        ]
      : []),
  ];
}

/** Behind a load balancer that adds no X-Forwarded-For everybody would be counted as one, or refused. */
function checkIpStrategies(
  path: Path,
  { ipAllowList, rateLimit, inFlightReq }: Middleware,
  { trustsProxies }: MiddlewareSurroundings,
): CheckFailure[] {
  if (trustsProxies !== false) return [];
  const strategies = [
    [["ipAllowList", "ipStrategy"], ipAllowList?.ipStrategy, "refuse everybody"],
    [
      ["rateLimit", "sourceCriterion", "ipStrategy"],
      rateLimit?.sourceCriterion?.ipStrategy,
      "count all clients as one",
    ],
    [
      ["inFlightReq", "sourceCriterion", "ipStrategy"],
      inFlightReq?.sourceCriterion?.ipStrategy,
      "count all clients as one",
    ],
  ] as const;
  return strategies.flatMap(([steps, strategy, consequence]) =>
    (["depth", "excludedIPs"] as const).flatMap((key) =>
      strategy?.[key] === undefined
        ? []
        : [
            {
              path: [...path, ...steps, key],
              message: `reads X-Forwarded-For, which no trusted proxy writes here, so Traefik would ${consequence}; leave it out, or name the proxies as ingress.forwardedHeadersFrom`,
            },
          ],
    ),
  );
}

function checkPlugin(
  path: Path,
  { plugin }: Middleware,
  { plugins }: MiddlewareSurroundings,
): CheckFailure[] {
  return Object.keys(plugin ?? {}).flatMap((name): CheckFailure[] => {
    if (plugins === undefined || plugins.has(name)) return [];
    const hint = plugins.size === 0 ? `; name it as ingress.plugins.${name}` : describeKnown(name, plugins);
    const message = `no plugin named ${name} is in Traefik's configuration, so every route with this middleware would answer 404${hint}`;
    return [{ path: [...path, "plugin", name], key: true, message }];
  });
}
