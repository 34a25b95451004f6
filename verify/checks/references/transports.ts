import { valueAt } from "../../input/releases";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf, string, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { serviceReferences } from "./service-reference";
import { allowedProvider } from "./services";

/** Checks of servers transports, TLS options and TLS stores, and of what names them. */
export function* transportChecks(cluster: Cluster): Generator<Draft> {
  yield* serversTransports(cluster);
  yield* tlsOptions(cluster);
  yield* defaults(cluster);
  yield* rootAuthorities(cluster);
}

// --- internal ---

function* serversTransports(cluster: Cluster): Generator<Draft> {
  for (const { from, path, fields, namespace, protocol } of serviceReferences(cluster)) {
    const name = string(fields.serversTransport);
    if (name === undefined || fields.kind === "TraefikService" || protocol === "UDP") continue;
    const at = [...path, "serversTransport"];
    if (name.includes("@")) {
      yield* allowedProvider(cluster, from, at, name);
      continue;
    }
    const kind = protocol === "TCP" ? "ServersTransportTCP" : "ServersTransport";
    // TCP routes look beside themselves, whatever the documentation says of services
    const home = protocol === "TCP" ? from.namespace : namespace;
    if (cluster.find(traefikIo(kind), home, name) !== undefined) continue;
    const { severity, instead } = cluster.missing(traefikIo(kind), home, name);
    yield draft("E24", from, at, {
      severity,
      happens: `${kind} ${home}/${name} is not ${severity === "error" ? "there" : "among the files"}: the service and its route are disabled, and requests get 404.`,
      fix: `Create it in the namespace ${home}${instead === "" ? "" : `: ${instead}`}.`.replace("?.", "?"),
    });
  }
}

function* tlsOptions(cluster: Cluster): Generator<Draft> {
  for (const kind of ["IngressRoute", "IngressRouteTCP"]) {
    for (const route of cluster.all(traefikIo(kind))) {
      const options = mapping(mapping(specOf(route).tls).options);
      const name = string(options.name);
      const path: Path = ["spec", "tls", "options", "name"];
      if (name === undefined) continue;
      if (name.includes("@")) {
        yield* allowedProvider(cluster, route, path, name);
        continue;
      }
      if (name === "default") {
        yield draft("E25", route, path, {
          happens:
            "The TLSOption default is registered without its namespace and this name with it: Traefik finds no such options and closes the connections of these hosts.",
          fix: "Leave the options out; the default ones apply by themselves.",
        });
        continue;
      }
      const namespace = string(options.namespace) ?? route.namespace;
      if (namespace !== route.namespace && cluster.traefik?.crdProvider.allowCrossNamespace === false) {
        yield draft("E23", route, ["spec", "tls", "options", "namespace"], {
          happens: `TLSOption ${name} is in the namespace ${namespace}, which the provider does not allow: Traefik drops the route.`,
          fix: `Put a copy of it into the namespace ${route.namespace}, or set providers.kubernetesCRD.allowCrossNamespace.`,
        });
      }
      if (cluster.find(traefikIo("TLSOption"), namespace, name) !== undefined) continue;
      if (fromValues(cluster, "tlsOptions").some((one) => one.name === name && one.namespace === namespace))
        continue;
      const { severity, instead } = cluster.missing(traefikIo("TLSOption"), namespace, name);
      yield draft("E25", route, path, {
        severity,
        happens: `TLSOption ${namespace}/${name} is not ${severity === "error" ? "there" : "among the files"}: the router is disabled, and TLS connections for its hosts are closed.`,
        fix: `Create it, or correct the name${instead === "" ? "" : `: ${instead}`}.`.replace("?.", "?"),
      });
    }
  }
}

interface FromValues {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** TLS options and stores that the chart makes of its values, in the namespace of the release. */
function fromValues({ traefik }: Cluster, key: "tlsOptions" | "tlsStore"): readonly FromValues[] {
  const release = traefik?.release;
  return Object.keys(mapping(valueAt(release?.values, [key]))).map((name) => ({
    name,
    namespace: release?.namespace,
  }));
}

function* defaults(cluster: Cluster): Generator<Draft> {
  for (const [kind, key] of [
    ["TLSOption", "tlsOptions"],
    ["TLSStore", "tlsStore"],
  ] as const) {
    const named = cluster.all(traefikIo(kind)).filter(({ name }) => name === "default");
    const chart = fromValues(cluster, key).some(({ name }) => name === "default");
    const [first, ...others] = named;
    for (const other of chart && first !== undefined ? named : others) {
      // within one file set of several clusters, each may have its own
      if (first !== undefined && other !== first && other.namespace === first.namespace) continue;
      const where = other === first ? "the chart's values" : first?.file;
      yield draft("E26", other, ["metadata", "name"], {
        happens: `There is another ${kind} named default, in ${where}: Traefik drops all of them, and what it has built in applies.`,
        fix: "Keep one of them.",
      });
    }
  }
  for (const store of cluster.all(traefikIo("TLSStore"))) {
    if (store.name === "default") continue;
    yield draft("E26", store, ["metadata", "name"], {
      happens: "Traefik uses the TLSStore named default and no other, so this one has no effect.",
      fix: "Name it default.",
    });
  }
}

/** An entry without a source passes the API server and stops the provider for good (reference b, ServersTransport). */
function* rootAuthorities(cluster: Cluster): Generator<Draft> {
  for (const [kind, path] of [
    ["ServersTransport", ["spec", "rootCAs"]],
    ["ServersTransportTCP", ["spec", "tls", "rootCAs"]],
  ] as const) {
    for (const transport of cluster.all(traefikIo(kind))) {
      for (const { item, index } of mappings(valueAt(transport.object, path))) {
        const sources = ["secret", "configMap"].filter((source) => string(item[source]) !== undefined);
        if (sources.length === 1) continue;
        yield draft("E32", transport, [...path, index], {
          happens:
            sources.length === 0
              ? "The entry names neither a secret nor a configMap: Traefik's provider fails on it, and no configuration of any route is loaded."
              : "The entry names both a secret and a configMap: the API server refuses the object.",
          fix: "Give it either secret or configMap.",
        });
      }
    }
  }
}
