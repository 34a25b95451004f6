import { traefikId } from "../../../traefik/ids";
import type { LocatedObject } from "../../input/located-object";
import { type Cluster, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";

const kinds = [
  "Middleware",
  "TraefikService",
  "ServersTransport",
  "TLSOption",
  "MiddlewareTCP",
  "ServersTransportTCP",
];

/** Traefik names an object `<namespace>-<name>`, with each run of other characters than letters and digits a dash. */
export function* nameChecks(cluster: Cluster): Generator<Draft> {
  // names are kept apart since 3.7.11 where that is asked for
  if (cluster.traefik?.crdProvider.safeNaming === true) return;
  for (const kind of kinds) {
    const first = new Map<string, LocatedObject>();
    for (const object of cluster.all(traefikIo(kind))) {
      const id = traefikId(`${object.namespace}`, `${object.name}`);
      const other = first.get(id);
      if (other === undefined) first.set(id, object);
      else if (other.namespace !== object.namespace || other.name !== object.name) {
        yield draft("W29", object, ["metadata", "name"], {
          happens: `Traefik calls this ${kind} ${id}, as it does ${other.namespace}/${other.name}: one replaces the other.`,
          fix: "Rename one of them, or set providers.kubernetesCRD.safeNaming.",
        });
      }
    }
  }
}
