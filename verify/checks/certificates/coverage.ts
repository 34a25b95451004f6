import type { LocatedObject } from "../../input/located-object";
import { valueAt } from "../../input/releases";
import { type Cluster, certManagerIo, mapping, mappings, specOf, string, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { hasTls, hostsOf, type Route, routesOf } from "../routes";
import { namesOf } from "./certificates";
import { covers } from "./names";

/** Checks that what is served with TLS has a certificate for it. */
export function* coverageChecks(cluster: Cluster): Generator<Draft> {
  const served = servedCertificates(cluster);
  const reported = new Set<string>();
  for (const route of routesOf(cluster)) {
    if (route.isChild || !hasTls(cluster, route)) continue;
    const tls = mapping(route.tls);
    if (tls.passthrough === true || string(tls.certResolver) !== undefined) continue;
    const secret = string(tls.secretName);
    const own = secret === undefined ? undefined : served.bySecret.get(`${route.from.namespace}/${secret}`);
    if (secret !== undefined && own === undefined) {
      yield* elsewhere(route, secret, served, reported);
      // what is in a Secret that nothing here makes, nobody knows
      continue;
    }
    for (const host of new Set(hostsOf(route))) {
      if (host === "*") continue;
      yield* coverage(cluster, route, host, own, served);
    }
  }
}

// --- internal ---

interface Served {
  readonly bySecret: ReadonlyMap<string, LocatedObject>;
  /** Of the default TLSStore; undefined where it has none, "unknown" where nothing here makes it. */
  readonly byDefault: LocatedObject | "unknown" | undefined;
  /** All that any route or store loads, whichever namespace it is in. */
  readonly loaded: readonly LocatedObject[];
  /** Whether something is loaded whose names are not known. */
  readonly others: boolean;
  readonly sniStrict: boolean;
}

function servedCertificates(cluster: Cluster): Served {
  const bySecret = new Map<string, LocatedObject>();
  for (const certificate of cluster.all(certManagerIo("Certificate"))) {
    const secret = string(specOf(certificate).secretName);
    if (secret !== undefined) bySecret.set(`${certificate.namespace}/${secret}`, certificate);
  }
  const store = cluster.all(traefikIo("TLSStore")).find(({ name }) => name === "default");
  const release = cluster.traefik?.release;
  const inValues = mapping(valueAt(release?.values, ["tlsStore", "default"]));
  const spec = store === undefined ? inValues : specOf(store);
  const namespace = store === undefined ? release?.namespace : store.namespace;
  const secret = string(mapping(spec.defaultCertificate).secretName);
  const given = secret !== undefined || spec.defaultGeneratedCert !== undefined;
  const keys = [
    ...mappings(spec.certificates).map(({ item }) => `${namespace}/${item.secretName}`),
    ...routesOf(cluster).flatMap(({ from, tls }) =>
      string(tls?.secretName) === undefined ? [] : [`${from.namespace}/${tls?.secretName}`],
    ),
    ...cluster
      .all("networking.k8s.io/Ingress")
      .flatMap((ingress) =>
        mappings(specOf(ingress).tls).map(({ item }) => `${ingress.namespace}/${item.secretName}`),
      ),
  ];
  const unique = [...new Set(keys)];
  const option = cluster.all(traefikIo("TLSOption")).find(({ name }) => name === "default");
  const strict =
    option === undefined
      ? valueAt(release?.values, ["tlsOptions", "default", "sniStrict"])
      : specOf(option).sniStrict;
  return {
    bySecret,
    byDefault: given ? (bySecret.get(`${namespace}/${secret}`) ?? "unknown") : undefined,
    loaded: unique.flatMap((key) => bySecret.get(key) ?? []),
    others: unique.some((key) => !bySecret.has(key)),
    sniStrict: strict === true,
  };
}

/** A Secret is looked for beside the route; a Certificate elsewhere does not put it there. */
function* elsewhere(
  route: Route,
  secret: string,
  { bySecret }: Served,
  reported: Set<string>,
): Generator<Draft> {
  const key = `${route.from.file} ${route.from.namespace}/${route.from.name}`;
  const found = [...bySecret.values()].find((certificate) => specOf(certificate).secretName === secret);
  if (found === undefined || reported.has(key) || isReflected(found)) return;
  reported.add(key);
  yield draft("E48", route.from, ["spec", "tls", "secretName"], {
    happens: `Certificate ${found.namespace}/${found.name} writes Secret ${secret} into its own namespace, where Traefik does not look: the default certificate is served.`,
    fix: `Move the Certificate to ${route.from.namespace}, or name the Secret in the default TLSStore of ${found.namespace} and leave secretName out.`,
  });
}

/** Whether another controller copies the Secret into other namespaces. */
const isReflected = (certificate: LocatedObject): boolean =>
  Object.keys(mapping(mapping(specOf(certificate).secretTemplate).annotations)).some((name) =>
    /reflector|replicator|kubed|reflection/.test(name),
  );

function* coverage(
  cluster: Cluster,
  route: Route,
  host: string,
  own: LocatedObject | undefined,
  served: Served,
): Generator<Draft> {
  const isCovered = (certificate: LocatedObject): boolean =>
    namesOf(certificate).some((name) => covers(name, host));
  if (own !== undefined && isCovered(own)) return;
  const { byDefault } = served;
  if (byDefault !== undefined && (byDefault === "unknown" || isCovered(byDefault))) return;
  const path = [...route.path, "match"];
  const accident = served.loaded.find(isCovered);
  if (accident !== undefined) {
    yield draft("E47", route.from, path, {
      severity: "warning",
      happens: `${host} is served with Certificate ${accident.namespace}/${accident.name}, which another route loads: when that goes, so does this.`,
      fix: `Add ${host} to the certificate of this route, or name one in the default TLSStore.`,
    });
    return;
  }
  // a certificate that nobody has described may cover it
  if (served.others || cluster.all("v1/Secret").some(({ object }) => object.type === "kubernetes.io/tls"))
    return;
  const sure = own !== undefined || byDefault !== undefined;
  // without any certificate in sight, values and other files could tell of one
  if (!sure && !cluster.input.complete) return;
  const named = own ?? byDefault;
  const what = named === undefined ? "No certificate covers" : `Certificate ${named.name} does not cover`;
  const fix =
    named === undefined
      ? "Make a Certificate for it, and name its Secret in tls.secretName or in the default TLSStore."
      : `Add ${host} to its dnsNames; a wildcard covers one label.`;
  yield served.sniStrict
    ? draft("E59", route.from, path, {
        happens: `${what} ${host}, and sniStrict is on: connections for it are closed.`,
        fix,
      })
    : draft("E47", route.from, path, {
        happens: `${what} ${host}: Traefik serves its own default certificate, which browsers refuse.`,
        fix,
      });
}
