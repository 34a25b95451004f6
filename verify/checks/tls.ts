import { cipherSuitesOfTls13, curves, isCipherSuite, tlsVersions } from "../../traefik/tls";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { type Cluster, mapping, specOf, string, strings, traefikIo } from "./cluster";
import { type Draft, draft } from "./finding";
import { type Route, routesOf } from "./routes";

/** Checks of TLS between clients and Traefik, and between Traefik and services. */
export function* tlsChecks(cluster: Cluster): Generator<Draft> {
  for (const option of cluster.all(traefikIo("TLSOption"))) yield* options(option);
  for (const transport of cluster.all(traefikIo("ServersTransport"))) yield* serversTransport(transport);
  for (const transport of cluster.all(traefikIo("ServersTransportTCP"))) {
    yield* unverified(transport, mapping(specOf(transport).tls).insecureSkipVerify, ["spec", "tls"]);
  }
  const routes = routesOf(cluster);
  yield* differentOptions(routes);
  for (const route of routes) {
    yield* optionsWithoutHost(route);
    yield* tcpWithoutTls(route);
  }
  yield* stolenEntryPoints(cluster, routes);
}

// --- internal ---

const versions: readonly string[] = tlsVersions;
const knownCurves: readonly string[] = curves;

function* options(option: LocatedObject): Generator<Draft> {
  const spec = specOf(option);
  const closed = "routers with these options close their connections";
  yield* unknownVersions(option, "Traefik ignores it and takes its own default");
  const suite = strings(spec.cipherSuites);
  for (const [index, name] of suite.entries()) {
    if (isCipherSuite(name)) continue;
    yield draft("E40", option, ["spec", "cipherSuites", index], {
      happens: `There is no cipher suite ${name}: the options cannot be used, and ${closed}.`,
      fix: "Write a name of Go's crypto/tls, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.",
    });
  }
  if (suite.length > 0 && suite.every((name) => cipherSuitesOfTls13.includes(name))) {
    yield draft("E40", option, ["spec", "cipherSuites"], {
      severity: "warning",
      happens: "All these suites are of TLS 1.3, which has them anyway: for TLS 1.2 none is left.",
      fix: "Add suites of TLS 1.2, or set minVersion to VersionTLS13 and leave the suites out.",
    });
  }
  // the field had this name once, and both are read
  for (const [index, name] of strings(spec.curvePreferences).entries()) {
    if (knownCurves.includes(name)) continue;
    yield draft("E40", option, ["spec", "curvePreferences", index], {
      happens: `There is no curve ${name}: the options cannot be used, and ${closed}.`,
      fix: `Choose from ${curves.join(", ")}.`,
    });
  }
  const { clientAuthType, secretNames } = mapping(spec.clientAuth);
  const verifying = ["VerifyClientCertIfGiven", "RequireAndVerifyClientCert"];
  if (typeof clientAuthType !== "string" || !verifying.includes(clientAuthType)) return;
  if (strings(secretNames).length > 0) return;
  yield draft("E40", option, ["spec", "clientAuth"], {
    happens: `${clientAuthType} has no authority to verify with: the options cannot be used, and ${closed}.`,
    fix: "Name Secrets with tls.ca or ca.crt under secretNames.",
  });
}

function* unknownVersions(from: LocatedObject, consequence: string): Generator<Draft> {
  const spec = specOf(from);
  for (const field of ["minVersion", "maxVersion"]) {
    const version = spec[field];
    if (typeof version !== "string" || version === "" || versions.includes(version)) continue;
    yield draft("E40", from, ["spec", field], {
      happens: `There is no version ${version}: ${consequence}.`,
      fix: `Choose from ${versions.join(", ")}.`,
    });
  }
  const [lowest, top] = [spec.minVersion, spec.maxVersion].map((version) => versions.indexOf(`${version}`));
  if (lowest === undefined || top === undefined || lowest < 0 || top < 0 || lowest <= top) return;
  yield draft("E40", from, ["spec", "maxVersion"], {
    happens: `${spec.maxVersion} is below ${spec.minVersion}: no version is left, and every connection is closed.`,
    fix: "Raise maxVersion, or leave it out.",
  });
}

function* serversTransport(transport: LocatedObject): Generator<Draft> {
  const spec = specOf(transport);
  yield* unknownVersions(transport, "Traefik logs an error and takes Go's default");
  for (const [index, name] of strings(spec.cipherSuites).entries()) {
    if (isCipherSuite(name)) continue;
    yield draft("E40", transport, ["spec", "cipherSuites", index], {
      happens: `There is no cipher suite ${name}: Traefik logs an error and takes Go's default.`,
      fix: "Write a name of Go's crypto/tls, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.",
    });
  }
  yield* unverified(transport, spec.insecureSkipVerify, ["spec"]);
  const timeout = mapping(spec.forwardingTimeouts).responseHeaderTimeout;
  if (timeout !== undefined && timeout !== 0 && timeout !== "0" && timeout !== "0s") return;
  yield draft("W46", transport, ["spec", "forwardingTimeouts", "responseHeaderTimeout"], {
    happens:
      "Nothing bounds the wait for an answer: requests to a pod that hangs are kept open as long as the client waits.",
    fix: "Set forwardingTimeouts.responseHeaderTimeout, such as 30s.",
  });
}

function* unverified(transport: LocatedObject, skip: unknown, path: Path): Generator<Draft> {
  if (skip !== true) return;
  yield draft("W45", transport, [...path, "insecureSkipVerify"], {
    happens: "Any certificate is accepted: whoever gets between Traefik and the pods reads along.",
    fix: "Name the authority under rootCAs, and serverName if the certificate has another name.",
  });
}

/** What a route asks for: the name of its options; empty for the default ones. */
const optionsNamed = ({ tls, from }: Route): string => {
  const { name, namespace } = mapping(tls?.options);
  return string(name) === undefined ? "" : `${string(namespace) ?? from.namespace}/${name}`;
};

/** Options are chosen by the host of a connection, before any rule is looked at (Traefik, GHSA-g55h-rg46-x9c5). */
function* differentOptions(routes: readonly Route[]): Generator<Draft> {
  const first = new Map<string, Route>();
  const reported = new Set<Route["from"]>();
  for (const route of routes) {
    if (route.tls === undefined || route.isChild || route.kind === "tcp") continue;
    // negated hosts count too
    const hosts = route.matchers
      .filter(({ name }) => name === "Host")
      .flatMap(({ values }) => values.map((value) => value.toLowerCase()));
    for (const host of hosts) {
      for (const entryPoint of route.entryPoints.length === 0 ? [""] : route.entryPoints) {
        const key = `${entryPoint}\n${host}`;
        const other = first.get(key);
        if (other === undefined) first.set(key, route);
        else if (optionsNamed(other) !== optionsNamed(route) && !reported.has(route.from)) {
          reported.add(route.from);
          yield draft("E41", route.from, ["spec", "tls", "options"], {
            happens: `IngressRoute ${other.from.namespace}/${other.from.name} has ${describeOptions(other)} for ${host}, this one ${describeOptions(route)}: Traefik uses the default ones for both.`,
            fix: "Give all routes of a host the same options.",
          });
        }
      }
    }
  }
}

const describeOptions = (route: Route): string => {
  const name = optionsNamed(route);
  return name === "" ? "the default TLS options" : `the TLS options ${name}`;
};

function* optionsWithoutHost(route: Route): Generator<Draft> {
  const { from, path, tree, matchers, tls, kind } = route;
  if (tree === undefined || tls === undefined || optionsNamed(route) === "") return;
  if (matchers.some(({ name }) => name === (kind === "http" ? "Host" : "HostSNI"))) return;
  yield draft("W42", from, [...path, "match"], {
    happens: "TLS options are chosen by the host, and the rule names none: the default options apply.",
    fix: "Add Host to the rule; Host(`*.example.com`) will do.",
  });
}

function* tcpWithoutTls({ from, path, kind, matchers, tls, isChild }: Route): Generator<Draft> {
  if (kind !== "tcp" || tls !== undefined || isChild) return;
  const named = matchers.find(({ name, values }) => name === "HostSNI" && values[0] !== "*");
  if (named === undefined) return;
  yield draft("E43", from, [...path, "match"], {
    happens: `Only TLS tells the host ${named.values[0]}, and the route has none: Traefik disables it, and connections are closed.`,
    fix: "Add tls: {}, with passthrough: true if the pods decrypt, or write HostSNI(`*`).",
  });
}

function* stolenEntryPoints(cluster: Cluster, routes: readonly Route[]): Generator<Draft> {
  const http = new Map<string, Route>();
  for (const route of routes) {
    if (route.kind === "http" && route.tls === undefined) {
      for (const name of route.entryPoints) if (!http.has(name)) http.set(name, route);
    }
  }
  for (const { from, path, kind, matchers, tls, entryPoints } of routes) {
    if (kind !== "tcp" || tls !== undefined) continue;
    if (!matchers.some(({ name, values }) => name === "HostSNI" && values[0] === "*")) continue;
    const shared = entryPoints.find(
      // every router of an entry point with TLS has it, and keeps its connections
      (name) => http.has(name) && cluster.traefik?.entryPoints.get(name)?.tls === undefined,
    );
    if (shared === undefined) continue;
    const other = http.get(shared)?.from;
    yield draft("W44", from, [...path, "match"], {
      happens: `The route takes every plain connection of ${shared}, so that IngressRoute ${other?.namespace}/${other?.name} gets none.`,
      fix: "Give the TCP route an entry point of its own, or a host with TLS.",
    });
  }
}
