import { Construct } from "constructs";
import { shares } from "../../platform/routing/balancers";
import { tcpMiddlewaresOf } from "../../platform/routing/middlewares";
import {
  type HttpRouter,
  httpRouters,
  type TcpRouter,
  tcpRouters,
  type UdpRouter,
  udpRouters,
} from "../../platform/routing/routes";
import { tcpRule } from "../../platform/routing/rule";
import type { Service, TcpExposure } from "../../platform/services/model";
import { backendReference, serverReference } from "./backends";
import { TraefikObject } from "./traefik-object";

export interface ServiceRouteProps {
  readonly service: Service;
}

/** Every way in from outside: routes for requests, connections and datagrams. */
export class ServiceRoute extends Construct {
  constructor(scope: Construct, id: string, { service }: ServiceRouteProps) {
    super(scope, id);
    for (const router of httpRouters(service)) {
      const { name } = router;
      new TraefikObject(this, name, { service, kind: "IngressRoute", name, spec: httpSpec(router) });
    }
    for (const router of tcpRouters(service)) {
      const { name } = router;
      new TraefikObject(this, `${name}-tcp`, {
        service,
        kind: "IngressRouteTCP",
        name,
        spec: tcpSpec(service, router),
      });
    }
    for (const router of udpRouters(service)) {
      const { name } = router;
      new TraefikObject(this, `${name}-udp`, {
        service,
        kind: "IngressRouteUDP",
        name,
        spec: udpSpec(service, router),
      });
    }
  }
}

// --- internal ---

const httpSpec = ({ entryPoint, tlsOptions, routes }: HttpRouter) => ({
  entryPoints: [entryPoint],
  routes: routes.map(({ match, priority, middlewares, backend }) => ({
    kind: "Rule",
    match,
    ...(priority !== undefined && { priority }),
    ...(middlewares.length > 0 && { middlewares: middlewares.map((name) => ({ name })) }),
    services: [backendReference(backend)],
  })),
  // no secret: the certificate is the default store's, which covers every host
  tls: tlsOptions === undefined ? {} : { options: { name: tlsOptions } },
});

const tcpSpec = (service: Service, { entryPoint, tls, exposures }: TcpRouter) => ({
  entryPoints: [entryPoint],
  routes: exposures.map((exposure) => tcpRoute(service, exposure)),
  ...(tls !== undefined && {
    tls: {
      ...(tls.passthrough && { passthrough: true }),
      ...(tls.options !== undefined && { options: { name: tls.options } }),
    },
  }),
});

function tcpRoute(service: Service, exposure: TcpExposure) {
  const middlewares = tcpMiddlewaresOf(service).map(({ name }) => ({ name }));
  return {
    match: tcpRule(exposure),
    ...(exposure.priority !== undefined && { priority: exposure.priority }),
    ...(middlewares.length > 0 && { middlewares }),
    services: sharedConnections(service, exposure),
  };
}

const udpSpec = (service: Service, { exposure }: UdpRouter) => ({
  entryPoints: [exposure.entryPoint],
  routes: [{ services: sharedConnections(service, exposure) }],
});

function sharedConnections(service: Service, exposure: Parameters<typeof shares>[1]) {
  const members = shares(service, exposure);
  return members.map(({ target, weight }) => ({
    ...serverReference(target),
    ...(members.length > 1 && { weight }),
  }));
}
