import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import type { Middleware } from "../schema/middleware";
import { checkMiddleware, type MiddlewareSurroundings } from "./middleware";
import { checkNamed, namespacesOf } from "./named";

/** Checks the middlewares that services share, each in its namespace. */
export function checkMiddlewares(sections: Partial<Definition>, isWritten: IsWritten): CheckFailure[] {
  const { middlewares = {}, services } = sections;
  return [
    ...checkNamed(["middlewares"], middlewares, "middleware", namespacesOf(services)),
    ...Object.entries(middlewares).flatMap(([name, { namespace, ...middleware }]) =>
      checkMiddleware(
        ["middlewares", name],
        name,
        middleware,
        surroundingsIn(namespace, sections, isWritten),
      ),
    ),
  ];
}

/** What a middleware of a namespace may refer to there. */
export function surroundingsIn(
  namespace: string,
  { middlewares, services, serversTransports, ingress }: Partial<Definition>,
  isWritten: IsWritten,
): MiddlewareSurroundings {
  const inNamespace = <T extends { readonly namespace: string }>(section: Readonly<Record<string, T>> = {}) =>
    Object.entries(section).filter(([, item]) => item.namespace === namespace);
  return {
    namespace,
    middlewares: new Map(
      inNamespace(middlewares).map(([name, { namespace: _, ...middleware }]): [string, Middleware] => [
        name,
        middleware,
      ]),
    ),
    ...(services !== undefined && { services: new Set(inNamespace(services).map(([name]) => name)) }),
    ...(serversTransports !== undefined && {
      serversTransports: new Set(inNamespace(serversTransports).map(([name]) => name)),
    }),
    ...(ingress !== undefined && {
      trustsProxies: ingress.forwardedHeadersFrom.length > 0,
      plugins: new Set(Object.keys(ingress.plugins)),
    }),
    isBroken: (section, name) =>
      isWritten([section, name]) &&
      !Object.hasOwn((section === "services" ? services : middlewares) ?? {}, name),
  };
}
