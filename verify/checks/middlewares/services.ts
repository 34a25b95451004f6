import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf, strings, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { inTraefikService } from "../references/service-reference";
import { statuses } from "./broken";

/** Checks of how requests are divided between services. */
export function* divisionChecks(cluster: Cluster): Generator<Draft> {
  for (const service of cluster.all(traefikIo("TraefikService"))) yield* weights(service, specOf(service));
  for (const route of cluster.all(traefikIo("IngressRoute"))) yield* routeWeights(route);
  for (const service of cluster.all(traefikIo("TraefikService"))) yield* failover(cluster, service);
}

// --- internal ---

type Fields = Readonly<Record<string, unknown>>;

function* routeWeights(route: LocatedObject): Generator<Draft> {
  for (const { item, index } of mappings(specOf(route).routes)) {
    yield* allZero(route, ["spec", "routes", index, "services"], item.services);
  }
}

function* weights(service: LocatedObject, spec: Fields): Generator<Draft> {
  for (const type of ["weighted", "highestRandomWeight"]) {
    yield* allZero(service, ["spec", type, "services"], mapping(spec[type]).services);
  }
  for (const { item, index } of mappings(mapping(spec.mirroring).mirrors)) {
    const { percent } = item;
    const path = ["spec", "mirroring", "mirrors", index];
    if (percent === undefined || percent === 0) {
      yield draft("W39", service, percent === undefined ? path : [...path, "percent"], {
        happens: "A mirror without a percentage gets no request.",
        fix: "Set percent, from 1 to 100.",
      });
    } else if (typeof percent === "number" && (percent < 0 || percent > 100)) {
      yield draft("E34", service, [...path, "percent"], {
        happens: `A mirror cannot get ${percent} percent: the service is missing, and the routes that use it get 404.`,
        fix: "Set percent, from 1 to 100.",
      });
    }
  }
}

function* allZero(from: LocatedObject, path: Path, list: unknown): Generator<Draft> {
  const services = mappings(list);
  if (services.length === 0) return;
  if (!services.every(({ item }) => typeof item.weight === "number" && item.weight <= 0)) return;
  yield draft("W39", from, path, {
    happens: "All weights are 0, so that no service is ever chosen and requests get 503.",
    fix: "Give one of them a weight above 0.",
  });
}

/** Services of Kubernetes have no health check that could tell, so answers must (Traefik, pkg/server/service). */
function* failover(cluster: Cluster, service: LocatedObject): Generator<Draft> {
  const given = mapping(specOf(service).failover);
  if (specOf(service).failover === undefined) return;
  const { status } = mapping(given.errors);
  yield* statuses(service, ["spec", "failover", "errors", "status"], status);
  if (strings(status).length > 0) return;
  const main = inTraefikService(service).find(({ path }) => path.at(-1) === "service");
  const target =
    main?.kind === "TraefikService"
      ? cluster.find(traefikIo("TraefikService"), main.namespace, main.name)
      : undefined;
  // a service with a health check tells by itself
  if (target !== undefined && JSON.stringify(target.object).includes('"healthCheck"')) return;
  if (mapping(given.service).healthCheck !== undefined) return;
  yield draft("E38", service, ["spec", "failover"], {
    happens:
      "Nothing tells when the main service fails: Traefik cannot build the service, and the routes that use it get 404.",
    fix: "List the statuses of failed answers under errors.status, such as 500-599.",
  });
}
