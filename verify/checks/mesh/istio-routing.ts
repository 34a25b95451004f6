import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { hostKey, hostOf, isEntered, isForMesh, parentServices, serviceAt } from "./hosts";
import type { Mesh } from "./mesh";

/** Checks of where Istio sends calls: hosts, subsets, weights and the order of routes. */
export function* istioRoutingChecks({ cluster, pods }: Mesh): Generator<Draft> {
  const subsets = subsetsByHost(cluster);
  for (const virtualService of cluster.all(virtualServiceKind)) {
    for (const destination of destinationsIn(virtualService)) {
      yield* knownHost(cluster, virtualService, destination);
      yield* knownSubset(cluster, virtualService, destination, subsets);
    }
    yield* weights(virtualService);
    yield* hiddenRoutes(virtualService);
  }
  for (const route of cluster.all("gateway.networking.k8s.io/HTTPRoute")) yield* routeWeights(route);
  for (const rule of cluster.all(destinationRuleKind)) yield* subsetPods(cluster, pods, rule);
  yield* oneObjectForHost(cluster);
}

// --- internal ---

const virtualServiceKind = "networking.istio.io/VirtualService";
const destinationRuleKind = "networking.istio.io/DestinationRule";

interface Destination {
  readonly path: Path;
  readonly host: string;
  readonly subset: string | undefined;
}

/** Every place of a VirtualService that names a destination. */
function destinationsIn(virtualService: LocatedObject): readonly Destination[] {
  const spec = specOf(virtualService);
  return (["http", "tls", "tcp"] as const).flatMap((protocol) =>
    mappings(spec[protocol]).flatMap(({ item, index }) => {
      const at = ["spec", protocol, index];
      return [
        ...mappings(item.route).flatMap((route) =>
          destination(route.item.destination, [...at, "route", route.index, "destination"]),
        ),
        ...destination(item.mirror, [...at, "mirror"]),
        ...mappings(item.mirrors).flatMap((mirror) =>
          destination(mirror.item.destination, [...at, "mirrors", mirror.index, "destination"]),
        ),
      ];
    }),
  );
}

function destination(value: unknown, path: Path): Destination[] {
  const { host, subset } = mapping(value);
  const name = string(host);
  return name === undefined ? [] : [{ path, host: name, subset: string(subset) }];
}

interface Subsets {
  readonly names: readonly string[];
  readonly from: string;
}

function subsetsByHost(cluster: Cluster): ReadonlyMap<string, Subsets> {
  const found = new Map<string, Subsets>();
  for (const rule of cluster.all(destinationRuleKind)) {
    const { host, subsets } = specOf(rule);
    if (typeof host !== "string") continue;
    const key = hostKey(hostOf(host, rule.namespace));
    const known = found.get(key);
    found.set(key, {
      names: [...(known?.names ?? []), ...mappings(subsets).map(({ item }) => `${item.name}`)],
      from: known?.from ?? `${rule.namespace}/${rule.name}`,
    });
  }
  return found;
}

function* knownHost(
  cluster: Cluster,
  virtualService: LocatedObject,
  { path, host }: Destination,
): Generator<Draft> {
  const read = hostOf(host, virtualService.namespace);
  if (serviceAt(cluster, read) !== undefined || isEntered(cluster, host)) return;
  const missing =
    read.kind === "service"
      ? cluster.missing("v1/Service", read.namespace, read.name)
      : { severity: cluster.input.complete ? ("error" as const) : ("warning" as const), instead: "" };
  yield draft("E91", virtualService, [...path, "host"], {
    severity: missing.severity,
    happens: `${read.kind === "service" ? `Service ${read.namespace}/${read.name}` : host} is not among the Services and ServiceEntries: requests of the route get 503.`,
    fix:
      read.kind === "service"
        ? `Create it, or correct the host${missing.instead === "" ? "" : `: ${missing.instead}`}.`.replace(
            "?.",
            "?",
          )
        : "Write a ServiceEntry for it, or the whole name of a Service, such as web.apps.svc.cluster.local.",
  });
}

function* knownSubset(
  cluster: Cluster,
  virtualService: LocatedObject,
  { path, host, subset }: Destination,
  subsets: ReadonlyMap<string, Subsets>,
): Generator<Draft> {
  if (subset === undefined) return;
  const known = subsets.get(hostKey(hostOf(host, virtualService.namespace)));
  if (known?.names.includes(subset) === true) return;
  yield draft("E86", virtualService, [...path, "subset"], {
    severity: known === undefined && !cluster.input.complete ? "warning" : "error",
    happens: `${known === undefined ? `No DestinationRule of ${host}` : `DestinationRule ${known.from} of ${host}`} has a subset ${subset}: requests of the route get 503.`,
    fix:
      known === undefined || known.names.length === 0
        ? "Add the subset to the DestinationRule of the host."
        : `Name one of its subsets, or add it there: ${known.names.join(", ")}.`,
  });
}

/** Of several destinations, one without a weight gets nothing (istio, pkg/config/validation). */
function* weights(virtualService: LocatedObject): Generator<Draft> {
  const spec = specOf(virtualService);
  for (const protocol of ["http", "tls", "tcp"] as const) {
    for (const { item, index } of mappings(spec[protocol])) {
      const routes = mappings(item.route);
      if (routes.length < 2 || routes.some((route) => Number(route.item.weight ?? 0) !== 0)) continue;
      yield draft("E88", virtualService, ["spec", protocol, index, "route"], {
        happens: "The weights of all destinations are 0: Istio refuses the object.",
        fix: "Give at least one destination a weight above 0.",
      });
    }
  }
}

/** Here one without a weight has 1 (Gateway API, HTTPBackendRef). */
function* routeWeights(route: LocatedObject): Generator<Draft> {
  for (const { item, index } of mappings(specOf(route).rules)) {
    const backends = mappings(item.backendRefs);
    if (backends.length === 0 || backends.some((backend) => Number(backend.item.weight ?? 1) !== 0)) continue;
    yield draft("E88", route, ["spec", "rules", index, "backendRefs"], {
      happens: "The weights of all backends are 0: requests of the rule get 500.",
      fix: "Give at least one backend a weight above 0.",
    });
  }
}

function* subsetPods(cluster: Cluster, pods: Mesh["pods"], rule: LocatedObject): Generator<Draft> {
  const { host, subsets } = specOf(rule);
  if (typeof host !== "string") return;
  const service = serviceAt(cluster, hostOf(host, rule.namespace));
  if (service === undefined) return;
  const selector = mapping(specOf(service).selector);
  const { namespace } = service;
  // where no workload of the Service is described, the pods are somebody else's
  if (pods.selectedBy(namespace, selector).length === 0) return;
  for (const { item, index } of mappings(subsets)) {
    const labels = mapping(item.labels);
    if (pods.selectedBy(namespace, { ...selector, ...labels }).length > 0) continue;
    yield draft("W87", rule, ["spec", "subsets", index, "labels"], {
      happens: `No pod of Service ${namespace}/${service.name} has these labels too: requests to the subset ${item.name} get 503.`,
      fix: "Use labels of the pods of the version.",
    });
  }
}

/** The first route that fits takes a request, so that nothing gets past one without conditions. */
function* hiddenRoutes(virtualService: LocatedObject): Generator<Draft> {
  const seen = new Map<string, string>();
  let all: string | undefined;
  for (const { item, index } of mappings(specOf(virtualService).http)) {
    const path = ["spec", "http", index];
    const name = string(item.name) ?? `number ${index + 1}`;
    const conditions = mappings(item.match).map((one) => withoutName(one.item));
    const keys = conditions.map((one) => JSON.stringify(sorted(one)));
    const hider =
      all ?? (keys.length > 0 && keys.every((key) => seen.has(key)) ? seen.get(keys[0] ?? "") : undefined);
    if (hider !== undefined) {
      yield draft("W89", virtualService, path, {
        happens: `Every request that fits the route ${name} is taken by the route ${hider} before it: it is never used.`,
        fix: "Put it before the other, or remove it.",
      });
      continue;
    }
    for (const key of keys) seen.set(key, name);
    if (conditions.length === 0 || conditions.some(isEverything)) all = name;
  }
}

const withoutName = ({ name, ...conditions }: Readonly<Record<string, unknown>>) => conditions;

const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

function isEverything(match: Readonly<Record<string, unknown>>): boolean {
  const given = Object.keys(match);
  return given.length === 0 || (given.length === 1 && mapping(match.uri).prefix === "/");
}

/** Of several objects for one host Istio takes the oldest, or merges what nobody wrote together (IST0109). */
function* oneObjectForHost(cluster: Cluster): Generator<Draft> {
  const first = new Map<string, LocatedObject>();
  for (const virtualService of cluster.all(virtualServiceKind)) {
    if (!isForMesh(virtualService)) continue;
    for (const [index, host] of strings(specOf(virtualService).hosts).entries()) {
      const key = hostKey(hostOf(host, virtualService.namespace));
      const other = first.get(key);
      if (other === undefined) first.set(key, virtualService);
      else if (other !== virtualService && !arePrivate(other, virtualService)) {
        yield draft("E90", virtualService, ["spec", "hosts", index], {
          happens: `${other.kind} ${other.namespace}/${other.name} is about ${host} too: proxies follow one of the two, and nothing says which.`,
          fix: "Put the routes of a host into one object.",
        });
      }
    }
  }
  for (const route of cluster.all("gateway.networking.k8s.io/HTTPRoute")) {
    for (const host of parentServices(route)) {
      const other = first.get(hostKey(host));
      if (other === undefined) continue;
      yield draft("E90", route, ["spec", "parentRefs"], {
        happens: `VirtualService ${other.namespace}/${other.name} is about Service ${hostKey(host)} too: the waypoint follows one of the two.`,
        fix: "Put all routes of the Service into one of them.",
      });
    }
  }
}

/** Two that are exported to their own namespaces alone do not meet. */
const arePrivate = (one: LocatedObject, other: LocatedObject): boolean =>
  one.namespace !== other.namespace &&
  [one, other].every((object) => {
    const to = strings(specOf(object).exportTo);
    return to.length === 1 && to[0] === ".";
  });
