import { settingSeconds } from "../../../traefik/durations";
import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mapping, mappings, specOf, string, strings, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { inTraefikService, type ServiceReference, serviceReferences } from "../references/service-reference";
import { hostOf } from "./hosts";
import type { Mesh } from "./mesh";

/** Checks of what Traefik and a mesh do one inside the other: tries and times. */
export function* layerChecks({ cluster }: Mesh): Generator<Draft> {
  const policies = policiesByService(cluster);
  for (const route of cluster.all(traefikIo("IngressRoute"))) yield* tries(cluster, route, policies);
  for (const reference of serviceReferences(cluster)) yield* waits(cluster, reference, policies);
  for (const virtualService of cluster.all(virtualServiceKind)) yield* times(virtualService);
}

// --- internal ---

const virtualServiceKind = "networking.istio.io/VirtualService";

/** What a mesh does for calls to a Service, at most. */
interface Policy {
  readonly retries: number;
  /** Seconds for a whole request; 0 where nothing is said. */
  readonly timeout: number;
  readonly from: string;
}
type Policies = ReadonlyMap<string, Policy>;

function policiesByService(cluster: Cluster): Policies {
  const found = new Map<string, Policy>();
  const add = (key: string, policy: Policy): void => {
    const known = found.get(key);
    found.set(key, {
      retries: Math.max(policy.retries, known?.retries ?? 0),
      timeout: Math.max(policy.timeout, known?.timeout ?? 0),
      from: known?.from ?? policy.from,
    });
  };
  for (const object of cluster.all(virtualServiceKind)) {
    for (const host of strings(specOf(object).hosts).map((text) => hostOf(text, object.namespace))) {
      if (host.kind !== "service") continue;
      for (const { item } of mappings(specOf(object).http)) {
        add(`${host.namespace}/${host.name}`, {
          retries: Number(mapping(item.retries).attempts ?? 0),
          timeout: secondsOf(item.timeout) ?? 0,
          from: `VirtualService ${object.namespace}/${object.name}`,
        });
      }
    }
  }
  for (const object of cluster.all("consul.hashicorp.com/ServiceRouter")) {
    for (const { item } of mappings(specOf(object).routes)) {
      const { numRetries, requestTimeout } = mapping(item.destination);
      add(`${object.namespace}/${object.name}`, {
        retries: Number(numRetries ?? 0),
        timeout: secondsOf(requestTimeout) ?? 0,
        from: `ServiceRouter ${object.namespace}/${object.name}`,
      });
    }
  }
  return found;
}

const secondsOf = (value: unknown): number | undefined =>
  typeof value === "string" ? settingSeconds(value) : typeof value === "number" ? value : undefined;

/** Services of Kubernetes that a route leads to, also through a TraefikService. */
function servicesOf(cluster: Cluster, references: readonly ServiceReference[]): readonly string[] {
  return references.flatMap((reference) => {
    if (reference.kind === "Service") return [`${reference.namespace}/${reference.name}`];
    const balancer = cluster.find(traefikIo("TraefikService"), reference.namespace, reference.name);
    return balancer === undefined
      ? []
      : inTraefikService(balancer).map(({ namespace, name }) => `${namespace}/${name}`);
  });
}

function* tries(cluster: Cluster, route: LocatedObject, policies: Policies): Generator<Draft> {
  for (const { item, index } of mappings(specOf(route).routes)) {
    const references = serviceReferencesIn(route, item);
    const policy = servicesOf(cluster, references)
      .map((service) => policies.get(service))
      .find((one) => one !== undefined && one.retries > 0);
    if (policy === undefined) continue;
    for (const middleware of mappings(item.middlewares)) {
      const namespace = string(middleware.item.namespace) ?? route.namespace;
      const object = cluster.find(traefikIo("Middleware"), namespace, `${middleware.item.name}`);
      const attempts = object === undefined ? undefined : mapping(specOf(object).retry).attempts;
      if (typeof attempts !== "number" || attempts < 2) continue;
      yield draft("W102", route, ["spec", "routes", index, "middlewares", middleware.index], {
        happens: `Traefik tries ${attempts} times, and each time ${policy.from} tries ${policy.retries + 1} times: a failing service gets up to ${attempts * (policy.retries + 1)} requests for one.`,
        fix: "Leave retries to the mesh, and take the middleware away.",
      });
    }
  }
}

function serviceReferencesIn(
  route: LocatedObject,
  item: Readonly<Record<string, unknown>>,
): readonly ServiceReference[] {
  return mappings(item.services).flatMap(({ item: fields, index }) => {
    const name = string(fields.name);
    if (name === undefined) return [];
    return [
      {
        from: route,
        path: ["spec", "services", index],
        fields,
        name,
        kind: fields.kind === "TraefikService" ? ("TraefikService" as const) : ("Service" as const),
        namespace: string(fields.namespace) ?? route.namespace,
        crosses: false,
        protocol: "HTTP" as const,
      },
    ];
  });
}

/** Traefik gives up before the mesh has tried everything that it may. */
function* waits(cluster: Cluster, reference: ServiceReference, policies: Policies): Generator<Draft> {
  const { from, path, fields, namespace, name } = reference;
  const policy = policies.get(`${namespace}/${name}`);
  const transport = string(fields.serversTransport);
  if (reference.kind !== "Service" || policy === undefined || transport === undefined) return;
  const object = cluster.find(traefikIo("ServersTransport"), namespace, transport);
  if (object === undefined) return;
  const wait = secondsOf(mapping(specOf(object).forwardingTimeouts).responseHeaderTimeout);
  // 0 is no limit
  if (wait === undefined || wait === 0 || wait >= policy.timeout) return;
  yield draft("W103", from, [...path, "serversTransport"], {
    happens: `Traefik waits ${wait} s for the beginning of an answer, and ${policy.from} allows ${policy.timeout} s with all tries: Traefik answers 504 while the mesh still tries.`,
    fix: `Raise forwardingTimeouts.responseHeaderTimeout of ${transport} to ${policy.timeout}s, or lower the mesh's.`,
  });
}

/** Tries that cannot all take place within the time of the whole. */
function* times(virtualService: LocatedObject): Generator<Draft> {
  for (const { item, index } of mappings(specOf(virtualService).http)) {
    const { attempts, perTryTimeout } = mapping(item.retries);
    const whole = secondsOf(item.timeout);
    const each = secondsOf(perTryTimeout);
    if (typeof attempts !== "number" || whole === undefined || whole === 0 || each === undefined) continue;
    const needed = each * (attempts + 1);
    if (whole >= needed) continue;
    yield draft("W103", virtualService, ["spec", "http", index, "timeout"], {
      happens: `${attempts + 1} tries of ${each} s take ${needed} s, and the request ends after ${whole} s: the last of them never take place.`,
      fix: `Raise timeout to ${needed}s, or lower perTryTimeout or attempts.`,
    });
  }
}
