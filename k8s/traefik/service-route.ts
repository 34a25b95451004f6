import type { Construct } from "constructs";
import {
  IngressRoute,
  type IngressRouteSpecRoutes,
  IngressRouteSpecRoutesKind,
  IngressRouteSpecRoutesServicesPort,
} from "../../imports/traefik.io";
import { entryPoints, httpPort } from "../../platform/names";
import type { Exposure, Service } from "../../platform/platform";
import { serviceMetadata } from "../service/metadata";
import { headerSets, middlewareOf } from "./header-sets";

export interface ServiceRouteProps {
  /** A service with at least one exposure. */
  readonly service: Service;
}

/** The hosts and paths under which the outside reaches a service. */
export class ServiceRoute extends IngressRoute {
  constructor(scope: Construct, id: string, { service }: ServiceRouteProps) {
    const sets = headerSets(service);
    const routes = service.exposures.map((exposure): IngressRouteSpecRoutes => {
      const middleware = middlewareOf(exposure, sets);
      return {
        kind: IngressRouteSpecRoutesKind.RULE,
        match: matchOf(exposure),
        ...(middleware !== undefined && { middlewares: [{ name: middleware }] }),
        services: [
          { name: service.name, port: IngressRouteSpecRoutesServicesPort.fromString(httpPort.name) },
        ],
      };
    });
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        entryPoints: [entryPoints.websecure.name],
        routes,
        // no secret: the certificate is the default store's, which covers every host
        tls: {},
      },
    });
    this.node.addValidation({ validate: () => repeatedMatches(routes) });
  }
}

// --- internal ---

const matchOf = ({ host, path }: Exposure): string =>
  path === "/" ? `Host(\`${host}\`)` : `Host(\`${host}\`) && PathPrefix(\`${path}\`)`;

/** Traefik names a router for its match, so that a second one replaces the first without a word. */
const repeatedMatches = (routes: readonly IngressRouteSpecRoutes[]): string[] =>
  routes
    .map(({ match }) => match)
    .filter((match, index, all) => all.indexOf(match) < index)
    .map((match) => `has two routes with the match ${match}; Traefik would keep one of them`);
