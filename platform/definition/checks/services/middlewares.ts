import { isHttp } from "../../../services/ports";
import type { CheckFailure } from "../../checks";
import { checkMiddleware } from "../middleware";
import { describeKnown } from "../named";
import { fault, keyFault, portNamed, type ServiceContext } from "./context";

/** Checks a service's own middlewares, and those that its exposures name. */
export function checkServiceMiddlewares(context: ServiceContext): CheckFailure[] {
  const { service, path } = context;
  const own = Object.entries(service.middlewares);
  const isNamed = own.length > 0 || service.expose.some(({ middlewares }) => middlewares.length > 0);
  if (!isNamed) return [];
  const surroundings = context.surroundingsIn(service.namespace);
  const named = new Set(service.expose.flatMap(({ middlewares }) => middlewares));
  return [
    ...own.flatMap(([name, middleware]): CheckFailure[] => [
      ...(named.has(name)
        ? []
        : [keyFault(context, ["middlewares", name], "is named by no exposure, so no request passes it")]),
      ...checkMiddleware([...path, "middlewares", name], name, middleware, surroundings),
    ]),
    ...service.expose.flatMap(({ middlewares, port }, index) =>
      middlewares.flatMap((name, position): CheckFailure[] => {
        const at = ["expose", index, "middlewares", position];
        if (!isHttp(portNamed(context, port).protocol))
          return [fault(context, at, "is for requests, which Traefik does not see here")];
        if (middlewares.indexOf(name) < position) return [fault(context, at, `names ${name} a second time`)];
        if (Object.hasOwn(service.middlewares, name) || surroundings.middlewares.has(name)) return [];
        if (surroundings.isBroken?.("middlewares", name) === true) return [];
        const known = [...Object.keys(service.middlewares), ...surroundings.middlewares.keys()];
        const message = `no middleware of the service or of namespace ${service.namespace} is named ${name}, so the route would answer 404${describeKnown(name, known)}`;
        return [fault(context, at, message)];
      }),
    ),
  ];
}
