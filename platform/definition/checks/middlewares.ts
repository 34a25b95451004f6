import { traefikId } from "../../traefik/ids";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import type { Middleware } from "../schema/middleware";
import { checkMiddleware, describeKnown, type MiddlewareSurroundings } from "./middleware";

/** Checks the middlewares that services share, each in its namespace. */
export function checkMiddlewares(sections: Partial<Definition>, isWritten: IsWritten): CheckFailure[] {
  const { middlewares, services } = sections;
  if (middlewares === undefined) return [];
  return [
    ...checkIds(middlewares),
    ...Object.entries(middlewares).flatMap(([name, { namespace, ...middleware }]) => [
      ...checkNamespace(name, namespace, services),
      ...checkMiddleware(
        ["middlewares", name],
        name,
        middleware,
        surroundingsIn(namespace, sections, isWritten),
      ),
    ]),
  ];
}

/** What a middleware of a namespace may refer to there. */
export function surroundingsIn(
  namespace: string,
  { middlewares, services, ingress }: Partial<Definition>,
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
    ...(ingress !== undefined && { trustsProxies: ingress.forwardedHeadersFrom.length > 0 }),
    isBroken: (section, name) =>
      isWritten([section, name]) &&
      !Object.hasOwn((section === "services" ? services : middlewares) ?? {}, name),
  };
}

// --- internal ---

type Middlewares = Definition["middlewares"];

function checkIds(middlewares: Middlewares): CheckFailure[] {
  const first = new Map<string, string>();
  return Object.entries(middlewares).flatMap(([name, { namespace }]) => {
    const id = traefikId(namespace, name);
    const other = first.get(id);
    first.set(id, other ?? `middlewares.${name}`);
    if (other === undefined) return [];
    const message = `is ${id} to Traefik, and so is ${other}; choose another name`;
    return [{ path: ["middlewares", name], key: true, message }];
  });
}

/** Only routes of the same namespace may name a middleware, so one elsewhere is for nobody. */
function checkNamespace(
  name: string,
  namespace: string,
  services: Definition["services"] | undefined,
): CheckFailure[] {
  if (services === undefined) return [];
  const known = new Set(Object.values(services).map((service) => service.namespace));
  if (known.has(namespace)) return [];
  return [
    {
      path: ["middlewares", name, "namespace"],
      message: `no service lives in namespace ${namespace}, so none can name this middleware${describeKnown(namespace, known)}`,
    },
  ];
}
