import type { LocatedObject } from "../input/located-object";
import { type Cluster, mapping, mappings, specOf, string, strings, traefikIo } from "./cluster";
import { classOf } from "./conflicts";
import { type Draft, draft } from "./finding";
import { parseSelector } from "./label-selector";
import { type Route, routesOf } from "./routes";
import type { TraefikSettings } from "./settings";

/** Checks of routes against how Traefik is installed: its entry points, and what its provider looks at. */
export function* entryPointChecks(cluster: Cluster): Generator<Draft> {
  const { traefik } = cluster;
  if (traefik !== undefined) {
    for (const kind of ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"]) {
      for (const route of cluster.all(traefikIo(kind))) {
        yield* existing(traefik, route);
        yield* byDefault(traefik, route);
        yield* classTaken(traefik, route);
      }
    }
    for (const object of cluster.input.objects) {
      if (object.group === "traefik.io") yield* watched(traefik, object);
    }
    for (const route of cluster.all(traefikIo("IngressRoute"))) {
      yield* redirected(traefik, route);
      yield* mixed(traefik, route);
    }
  }
  for (const route of routesOf(cluster)) yield* dashboard(cluster, route);
}

// --- internal ---

const namedIn = (route: LocatedObject): readonly string[] => strings(specOf(route).entryPoints);

const isChild = (route: LocatedObject): boolean => mappings(specOf(route).parentRefs).length > 0;

function* existing({ entryPoints }: TraefikSettings, route: LocatedObject): Generator<Draft> {
  const wanted = route.kind === "IngressRouteUDP" ? "udp" : "tcp";
  for (const [index, name] of namedIn(route).entries()) {
    const found = entryPoints.get(name) ?? entryPoints.get(name.toLowerCase());
    const path = ["spec", "entryPoints", index];
    const others = [...entryPoints.values()]
      .filter(({ protocol }) => protocol === wanted)
      .map((entryPoint) => entryPoint.name);
    if (found === undefined) {
      yield draft("E11", route, path, {
        happens: `Traefik has no entry point ${name}: the route is not reachable there, and without another it is disabled.`,
        fix: `Name one of ${others.join(", ") || "the entry points"}, or add it to ports of the chart's values.`,
      });
    } else if (found.protocol !== wanted) {
      yield draft("E11", route, path, {
        happens: `The entry point ${name} is for ${found.protocol.toUpperCase()}, and the route for ${wanted.toUpperCase()}: it is not reachable there.`,
        fix: `Name one for ${wanted.toUpperCase()}${others.length === 0 ? ", which you have to add to ports of the chart's values" : `: ${others.join(", ")}`}.`,
      });
    }
  }
}

/** Where authorities ask for answers to challenges (RFC 8555), which an entry point may except from redirection. */
const challengePath = "/.well-known/acme-challenge/";

function* redirected({ entryPoints }: TraefikSettings, route: LocatedObject): Generator<Draft> {
  const names = namedIn(route);
  // a redirection is plain; what has TLS competes elsewhere
  const challenges = mappings(specOf(route).routes).some(({ item }) =>
    `${item.match}`.includes(challengePath),
  );
  const dead = names.filter((name) => {
    const found = entryPoints.get(name);
    // with a priority of its own it is a route like others
    if (found?.redirection === undefined || found.redirection.priority !== undefined) return false;
    return !(found.allowAcmeByPass && challenges);
  });
  if (
    dead.length === 0 ||
    isChild(route) ||
    (specOf(route).tls !== undefined && dead.length === names.length)
  ) {
    return;
  }
  const [name = ""] = dead;
  const all = dead.length === names.length;
  yield draft("E12", route, ["spec", "entryPoints", names.indexOf(name)], {
    severity: all ? "error" : "warning",
    happens: `Every request to ${name} is redirected to ${entryPoints.get(name)?.redirection?.to} before routes are looked at: this one gets none there.`,
    fix: all ? `Name ${entryPoints.get(name)?.redirection?.to} instead.` : `Leave ${name} out.`,
  });
}

/** Routers with TLS and without are apart: with `tls`, plain requests are not answered. */
function* mixed({ entryPoints }: TraefikSettings, route: LocatedObject): Generator<Draft> {
  if (specOf(route).tls === undefined || isChild(route)) return;
  const bound = namedIn(route).flatMap((name) => entryPoints.get(name) ?? []);
  const plain = bound.find(({ tls, redirection }) => tls === undefined && redirection === undefined);
  if (plain === undefined || !bound.some(({ tls }) => tls !== undefined)) return;
  yield draft("E13", route, ["spec", "entryPoints", namedIn(route).indexOf(plain.name)], {
    happens: `With tls the route answers no plain request, and ${plain.name} has no other: clients there get 404.`,
    fix: `Write a second IngressRoute without tls for ${plain.name}, or redirect the entry point.`,
  });
}

function* byDefault({ entryPoints }: TraefikSettings, route: LocatedObject): Generator<Draft> {
  if (namedIn(route).length > 0 || isChild(route) || route.kind === "IngressRouteUDP") return;
  const all = [...entryPoints.values()].filter(({ protocol }) => protocol === "tcp");
  if (all.some(({ asDefault }) => asDefault)) return;
  const names = all.map(({ name }) => name).filter((name) => name !== "traefik");
  yield draft("W14", route, ["spec"], {
    happens: `No entry point is named and none is the default, so the route is bound to all of ${names.join(", ")}.`,
    fix: "Name its entry points, or set asDefault of one in the chart's values.",
  });
}

function* classTaken({ crdProvider }: TraefikSettings, route: LocatedObject): Generator<Draft> {
  const name = classOf({ from: route });
  const taken = crdProvider.ingressClass;
  if (taken === "" ? name === "" || name === "traefik" : name === taken) return;
  const path =
    string(specOf(route).ingressClassName) !== undefined
      ? ["spec", "ingressClassName"]
      : ["metadata", "annotations", "kubernetes.io/ingress.class"];
  yield draft("E15", route, path, {
    happens: `Traefik takes routes ${taken === "" ? "without a class or of the class traefik" : `of the class ${taken}`}, and this one ${name === "" ? "has none" : `is of ${name}`}: it passes over the route.`,
    fix: taken === "" ? "Remove the class." : `Set spec.ingressClassName to ${taken}.`,
  });
}

function* watched({ crdProvider }: TraefikSettings, object: LocatedObject): Generator<Draft> {
  const { namespaces, labelSelector } = crdProvider;
  if (namespaces.length > 0 && !namespaces.includes(object.namespace)) {
    yield draft("E16", object, ["metadata", "namespace"], {
      happens: `Traefik watches ${namespaces.join(", ")} alone and does not see what is in ${object.namespace}.`,
      fix: `Move it, or add ${object.namespace} to providers.kubernetesCRD.namespaces.`,
    });
  }
  if (labelSelector === "") return;
  const labels = mapping(mapping(object.object.metadata).labels);
  if (parseSelector(labelSelector)?.(labels) !== false) return;
  yield draft("E17", object, ["metadata", "labels"], {
    happens: `Traefik looks at objects with ${labelSelector} alone and does not see this one.`,
    fix: "Add the labels, or change providers.kubernetesCRD.labelSelector.",
  });
}

const authenticating = [
  "basicAuth",
  "digestAuth",
  "forwardAuth",
  "ipAllowList",
  "ipWhiteList",
  "plugin",
  "passTLSClientCert",
];

function* dashboard(
  cluster: Cluster,
  { from, path, fields, entryPoints, isChild: child }: Route,
): Generator<Draft> {
  const service = mappings(fields.services).find(
    ({ item: { name } }) => name === "api@internal" || name === "dashboard@internal",
  );
  if (service === undefined || child) return;
  const open = entryPoints.filter((name) => {
    const known = cluster.traefik?.entryPoints.get(name);
    // without values: by convention, traefik is the one that nobody outside reaches
    return known === undefined ? cluster.traefik === undefined && name !== "traefik" : known.exposed;
  });
  if (open.length === 0 || isGuarded(cluster, from, fields.middlewares, 0) !== "no") return;
  yield draft("W18", from, [...path, "services", service.index, "name"], {
    happens: `Whoever reaches ${open.join(" or ")} sees every route and service: nothing in front of the dashboard asks who it is.`,
    fix: "Put basicAuth, forwardAuth or ipAllowList before it, or bind it to the entry point traefik and forward its port.",
  });
}

/** Chains in each other that are followed. */
const deepest = 10;

function isGuarded(
  cluster: Cluster,
  from: LocatedObject,
  list: unknown,
  depth: number,
): "yes" | "no" | "unknown" {
  if (depth > deepest) return "unknown";
  let result: "no" | "unknown" = "no";
  for (const { item } of mappings(list)) {
    const name = string(item.name) ?? "";
    const found = cluster.find(traefikIo("Middleware"), string(item.namespace) ?? from.namespace, name);
    if (found === undefined) {
      result = "unknown";
      continue;
    }
    const spec = specOf(found);
    if (authenticating.some((type) => spec[type] !== undefined)) return "yes";
    const inner = isGuarded(cluster, found, mapping(spec.chain).middlewares, depth + 1);
    if (inner === "yes") return "yes";
    if (inner === "unknown") result = "unknown";
  }
  return result;
}
