import type { Input } from "../input/input";
import type { LocatedObject } from "../input/located-object";
import { boundRouters } from "./bind";
import { chartObjects } from "./chart-objects";
import { providedHttpRouters } from "./http-routers";
import { specOf, textOf } from "./ingress-object";
import { middlewaresOf } from "./middlewares";
import type { TraefikModel } from "./model";
import { seenObjects } from "./objects";
import { tcpRouters, udpRouters } from "./plain-routers";
import { servicesOf } from "./services";
import { type EntryPoint, type StaticConfiguration, staticConfiguration } from "./static-configuration";
import { tlsConfiguration } from "./tls";

/** Builds what Traefik v3.7 would build of the objects and of the chart's values, if they are at hand. */
export function traefikModel(input: Input): TraefikModel {
  const fromChart = staticConfiguration(input);
  const all: Input =
    fromChart.release === undefined
      ? input
      : { ...input, objects: [...input.objects, ...chartObjects(fromChart.release)] };
  const configuration = fromChart.known ? fromChart : withNamedEntryPoints(fromChart, all.objects);
  const objects = seenObjects(all, configuration.provider);
  const middlewares = middlewaresOf("Middleware", objects, configuration.provider);
  const tcpMiddlewares = middlewaresOf("MiddlewareTCP", objects, configuration.provider);
  const services = servicesOf({ objects, configuration, middlewares });
  const provided = providedHttpRouters({ objects, configuration, middlewares, services });
  const tls = tlsConfiguration(objects, configuration.provider.ingressClass);
  const plain = { objects, configuration, middlewares: tcpMiddlewares, services, tls };
  const tcp = tcpRouters(plain);
  const udp = udpRouters(plain);
  return {
    configuration,
    http: boundRouters({ routers: provided.routers, configuration, middlewares, tls }),
    tcp: tcp.routers,
    udp: udp.routers,
    middlewares: middlewares.all,
    tcpMiddlewares: tcpMiddlewares.all,
    tls,
    ignored: [...objects.ignored, ...provided.ignored, ...tcp.ignored, ...udp.ignored],
    unmodelled: all.objects.filter(
      ({ group, kind }) =>
        (group === "networking.k8s.io" && kind === "Ingress") || group === "gateway.networking.k8s.io",
    ),
  };
}

// --- internal ---

/** Without the chart's values, an entry point that a route names is taken to exist. */
function withNamedEntryPoints(
  configuration: StaticConfiguration,
  objects: readonly LocatedObject[],
): StaticConfiguration {
  const known = new Set(configuration.entryPoints.map(({ name }) => name));
  const added: EntryPoint[] = [];
  for (const object of objects) {
    if (object.group !== "traefik.io" || !/^IngressRoute(TCP|UDP)?$/.test(object.kind)) continue;
    const { entryPoints } = specOf(object);
    for (const name of (Array.isArray(entryPoints) ? entryPoints : []).map(textOf)) {
      if (name === "" || known.has(name)) continue;
      known.add(name);
      added.push({
        name,
        protocol: object.kind === "IngressRouteUDP" ? "udp" : "tcp",
        exposed: true,
        asDefault: false,
        middlewares: [],
        allowAcmeByPass: false,
        sanitizePath: true,
        underscoreHeaders: "keep",
        refusedEncodings: [],
        encodeQuerySemicolons: false,
        forwardedHeaders: { insecure: false, trustedIPs: [] },
        path: ["ports", name],
      });
    }
  }
  return { ...configuration, entryPoints: [...configuration.entryPoints, ...added] };
}
