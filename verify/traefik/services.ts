import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { type Middlewares, middlewareNames, type Place } from "./middlewares";
import type { Reason, ReasonCode } from "./model";
import type { SeenObjects } from "./objects";
import {
  mayNameOtherProviders,
  normalized,
  objectName,
  otherProviderMessage,
  providerOf,
  qualified,
} from "./reference";
import { portProblem, servicePort } from "./service-port";
import type { ServiceTree } from "./service-tree";
import type { StaticConfiguration } from "./static-configuration";

/** A service, or why the route that names it is dropped (at the provider) or disabled (when it is built). */
export type BuiltService =
  | { readonly kind: "service"; readonly service: ServiceTree }
  | { readonly kind: "dropped" | "disabled"; readonly reason: Reason };

export interface Services {
  /** Services that a route of `owner` lists. */
  readonly http: (references: readonly unknown[], owner: LocatedObject, path: Path) => BuiltService;
  readonly tcp: (references: readonly unknown[], owner: LocatedObject, path: Path) => PlainServices;
  readonly udp: (references: readonly unknown[], owner: LocatedObject, path: Path) => PlainServices;
}

/** Services without HTTP: a bad one among several is left out. */
export interface PlainServices {
  readonly service?: ServiceTree;
  readonly skipped: readonly Reason[];
}

type Reference = Readonly<Record<string, unknown>>;

export interface ServicesProps {
  readonly objects: SeenObjects;
  readonly configuration: StaticConfiguration;
  readonly middlewares: Middlewares;
}

export function servicesOf({ objects, configuration, middlewares }: ServicesProps): Services {
  const { provider } = configuration;
  // the last of two whose names come out the same is the one that Traefik has
  const traefikServices = new Map(
    objects.of("TraefikService").map((object) => [objectName(object.namespace, object.name), object]),
  );
  const transports = new Set(
    objects.of("ServersTransport").map(({ namespace, name }) => objectName(namespace, name)),
  );

  /** TraefikServices behind one route so far: such as name each other often would grow without end. */
  let followed = 0;

  function http(references: readonly unknown[], owner: LocatedObject, path: Path): BuiltService {
    followed = 0;
    const [first] = references;
    if (references.length === 1) return reference(first, { object: owner, path: [...path, 0] }, [], true);
    return weighted("weighted", references, { object: owner, path }, [], true);
  }

  function weighted(
    kind: "weighted" | "highest-random-weight",
    references: readonly unknown[],
    at: Place,
    within: readonly string[],
    inRoute: boolean,
  ): BuiltService {
    const services: { weight: number; service: ServiceTree }[] = [];
    let disabled: BuiltService | undefined;
    for (const [index, item] of references.entries()) {
      const built = reference(item, { object: at.object, path: [...at.path, index] }, within, inRoute);
      if (built.kind === "dropped") return built;
      if (built.kind === "disabled") disabled ??= built;
      if (built.kind === "service")
        services.push({ weight: numberOr(item, "weight", 1), service: built.service });
    }
    return disabled ?? { kind: "service", service: { kind, services } };
  }

  function reference(item: unknown, at: Place, within: readonly string[], inRoute: boolean): BuiltService {
    const dropped = (code: ReasonCode, message: string, path: Path = []): BuiltService => ({
      kind: "dropped",
      reason: { code, message, object: at.object, path: [...at.path, ...path] },
    });
    if (!isRecord(item)) return dropped("service-invalid", "a service must be a mapping");
    const name = text(item.name);
    const owner = at.object.namespace;
    const other = providerOf(name);
    const namespace = text(item.namespace) || owner;
    if (other === undefined && namespace !== owner && !provider.allowCrossNamespace) {
      return dropped(
        "cross-namespace",
        `service ${namespace}/${name} is in another namespace than ${owner}, and allowCrossNamespace is off`,
        ["namespace"],
      );
    }
    if (other !== undefined && !mayNameOtherProviders(provider, owner)) {
      return dropped("cross-provider", `service ${otherProviderMessage(name, owner)}`, ["name"]);
    }
    const kind = text(item.kind) || "Service";
    if (kind === "TraefikService") {
      const id =
        other === undefined || other === "kubernetescrd"
          ? normalized(`${other === undefined ? namespace : text(item.namespace)}-${name.split("@")[0]}`)
          : name;
      return named(qualified(id), at, within);
    }
    if (kind !== "Service")
      return dropped("service-invalid", `services are of kind Service or TraefikService, not ${kind}`, [
        "kind",
      ]);
    return kubernetes(item, { namespace, name }, at, inRoute);
  }

  /** A TraefikService, or something of another provider. That it exists is asked only when routers are built. */
  function named(id: string, at: Place, within: readonly string[]): BuiltService {
    const other = providerOf(id);
    const disabled = (code: ReasonCode, message: string): BuiltService => ({
      kind: "disabled",
      reason: { code, message, object: at.object, path: at.path },
    });
    if (other === "internal") {
      if (!internalServices.includes(id))
        return disabled("internal-service-missing", `there is no service ${id}`);
      if (/^(api|dashboard)@/.test(id) && !configuration.api) {
        return disabled("internal-service-missing", `${id} is switched off (api.dashboard, api.insecure)`);
      }
      return { kind: "service", service: { kind: "internal", name: id } };
    }
    if (other !== "kubernetescrd") return { kind: "service", service: { kind: "other-provider", name: id } };
    const object = traefikServices.get(id);
    if (object === undefined) {
      return objects.isAbsent("TraefikService", "", "")
        ? disabled("traefik-service-missing", `TraefikService ${id} does not exist`)
        : { kind: "service", service: { kind: "other-provider", name: id } };
    }
    if (within.includes(id)) {
      return disabled(
        "traefik-service-invalid",
        `TraefikService contains itself: ${[...within, id].join(" → ")}`,
      );
    }
    if (++followed > mostFollowed || within.length > deepestTree) {
      return disabled(
        "traefik-service-invalid",
        `TraefikService ${within[0] ?? id} has too many others behind it`,
      );
    }
    const built = traefikService(object, id, [...within, id]);
    return built.kind === "dropped" ? { ...built, kind: "disabled" } : built;
  }

  /** The first of the types that is set; Traefik ignores the others. */
  function traefikService(object: LocatedObject, id: string, within: readonly string[]): BuiltService {
    const spec = isRecord(object.object.spec) ? object.object.spec : {};
    const { weighted: round, mirroring, highestRandomWeight, failover } = spec;
    const at = (...path: Path): Place => ({ object, path: ["spec", ...path] });
    if (isRecord(round)) {
      const built = weighted("weighted", list(round.services), at("weighted", "services"), within, false);
      return withName(built, id, cookieOf(round.sticky, id));
    }
    if (isRecord(mirroring)) {
      const mirrors = list(mirroring.mirrors);
      return all(
        [
          [mirroring, at("mirroring")],
          ...mirrors.map((mirror, index): [unknown, Place] => [mirror, at("mirroring", "mirrors", index)]),
        ],
        ([service, ...copies]) => ({
          kind: "mirroring",
          name: id,
          service,
          mirrors: copies.map((copy, index) => ({
            percent: numberOr(mirrors[index], "percent", 0),
            service: copy,
          })),
        }),
      );
    }
    if (isRecord(highestRandomWeight)) {
      const references = list(highestRandomWeight.services);
      const built = weighted(
        "highest-random-weight",
        references,
        at("highestRandomWeight", "services"),
        within,
        false,
      );
      return withName(built, id, undefined);
    }
    if (isRecord(failover)) {
      const status = list(isRecord(failover.errors) ? failover.errors.status : undefined).map(String);
      const built = all(
        [
          [failover.service, at("failover", "service")],
          [failover.fallback, at("failover", "fallback")],
        ],
        ([service, fallback]) => ({
          kind: "failover",
          name: id,
          service,
          fallback: fallback ?? service,
          status,
        }),
      );
      if (built.kind !== "service" || status.length > 0) return built;
      return {
        kind: "disabled",
        reason: {
          code: "traefik-service-invalid",
          message:
            "failover without errors.status cannot tell that its service fails: Services of Kubernetes have no health check here",
          ...at("failover", "errors"),
        },
      };
    }
    return {
      kind: "dropped",
      reason: {
        code: "traefik-service-invalid",
        message: `TraefikService ${object.namespace}/${object.name} has no type that Traefik knows`,
        ...at(),
      },
    };

    function all(
      references: readonly (readonly [unknown, Place])[],
      combine: (services: readonly [ServiceTree, ...ServiceTree[]]) => ServiceTree,
    ): BuiltService {
      const services: ServiceTree[] = [];
      let disabled: BuiltService | undefined;
      for (const [item, place] of references) {
        const built = reference(item, place, within, false);
        if (built.kind === "dropped") return built;
        if (built.kind === "disabled") disabled ??= built;
        if (built.kind === "service") services.push(built.service);
      }
      const [first, ...rest] = services;
      return (
        disabled ??
        (first === undefined
          ? { kind: "service", service: { kind: "weighted", services: [] } }
          : { kind: "service", service: combine([first, ...rest]) })
      );
    }
  }

  function kubernetes(
    item: Reference,
    { namespace, name }: { namespace: string; name: string },
    at: Place,
    inRoute: boolean,
  ): BuiltService {
    const object = objects.find("Service", namespace, name);
    const dropped = (code: ReasonCode, message: string, path: Path = []): BuiltService => ({
      kind: "dropped",
      reason: { code, message, object: at.object, path: [...at.path, ...path] },
    });
    const strategy = text(item.strategy);
    if (!["", "wrr", "p2c", "hrw", "leasttime", "RoundRobin"].includes(strategy)) {
      return dropped("service-invalid", `${strategy} is no strategy; there are wrr, p2c, hrw and leasttime`, [
        "strategy",
      ]);
    }
    if (object === undefined && objects.isAbsent("Service", namespace, name)) {
      return dropped("service-missing", `Service ${namespace}/${name} does not exist`, ["name"]);
    }
    const nativeLb =
      typeof item.nativeLB === "boolean" ? item.nativeLB : inRoute && provider.nativeLbByDefault;
    const problem = portProblem(object, item, { provider, nativeLb, http: true });
    if (problem !== undefined)
      return dropped(problem.code, `Service ${namespace}/${name}: ${problem.message}`, problem.path);
    const port = servicePort(object, item.port);
    const uses = middlewareNames(provider, namespace, item.middlewares, {
      object: at.object,
      path: [...at.path, "middlewares"],
    });
    if (uses.refused !== undefined) return { kind: "dropped", reason: uses.refused };
    const transport = transportProblem(text(item.serversTransport), namespace, at);
    if (transport !== undefined) return transport;
    const expanded = middlewares.expand(uses.names, { object: at.object, path: [...at.path, "middlewares"] });
    const [broken] = expanded.broken;
    if (broken !== undefined) return { kind: "disabled", reason: broken };
    const sticky = cookieOf(item.sticky, normalized(`${namespace}-${name}-${String(item.port)}`));
    return {
      kind: "service",
      service: {
        kind: "kubernetes",
        namespace,
        name,
        port: typeof item.port === "number" ? item.port : text(item.port),
        ...(port?.number !== undefined && { portNumber: port.number }),
        scheme:
          text(item.scheme) ||
          (port?.number === 443 || port?.name?.startsWith("https") === true ? "https" : "http"),
        ...(object !== undefined && { object }),
        middlewares: expanded.uses,
        ...(sticky !== undefined && { sticky }),
        reference: at,
      },
    };
  }

  function transportProblem(name: string, namespace: string, at: Place): BuiltService | undefined {
    const reason = (code: ReasonCode, message: string): Reason => ({
      code,
      message,
      object: at.object,
      path: [...at.path, "serversTransport"],
    });
    if (name === "") return undefined;
    const other = providerOf(name);
    if (other === "kubernetescrd" && !provider.allowCrossNamespace) {
      return {
        kind: "dropped",
        reason: reason(
          "cross-namespace",
          `serversTransport ${name} may lie in any namespace, and allowCrossNamespace is off`,
        ),
      };
    }
    if (other !== undefined && !mayNameOtherProviders(provider, namespace)) {
      return {
        kind: "dropped",
        reason: reason("cross-provider", `serversTransport ${otherProviderMessage(name, namespace)}`),
      };
    }
    const id = other === undefined ? objectName(namespace, name) : name;
    if (
      providerOf(id) !== "kubernetescrd" ||
      transports.has(id) ||
      !objects.isAbsent("ServersTransport", "", "")
    )
      return undefined;
    return {
      kind: "disabled",
      reason: reason("servers-transport-missing", `ServersTransport ${namespace}/${name} does not exist`),
    };
  }

  const plain = (references: readonly unknown[], owner: LocatedObject, path: Path): PlainServices => {
    const skipped: Reason[] = [];
    const services: { weight: number; service: ServiceTree }[] = [];
    for (const [index, item] of references.entries()) {
      const at = { object: owner, path: [...path, index] };
      const built = plainService(isRecord(item) ? item : {}, at);
      if (built.kind === "service")
        services.push({ weight: numberOr(item, "weight", 1), service: built.service });
      else skipped.push(built.reason);
    }
    const [first] = services;
    if (first === undefined) return { skipped };
    return { service: references.length === 1 ? first.service : { kind: "weighted", services }, skipped };
  };

  function plainService(item: Reference, at: Place): BuiltService {
    const namespace = text(item.namespace) || at.object.namespace;
    const name = text(item.name);
    const dropped = (code: ReasonCode, message: string, path: Path): BuiltService => ({
      kind: "dropped",
      reason: { code, message, object: at.object, path: [...at.path, ...path] },
    });
    if (namespace !== at.object.namespace && !provider.allowCrossNamespace) {
      return dropped(
        "cross-namespace",
        `service ${namespace}/${name} is in another namespace than ${at.object.namespace}, and allowCrossNamespace is off`,
        ["namespace"],
      );
    }
    const object = objects.find("Service", namespace, name);
    if (object === undefined && objects.isAbsent("Service", namespace, name)) {
      return dropped("service-missing", `Service ${namespace}/${name} does not exist`, ["name"]);
    }
    const nativeLb = typeof item.nativeLB === "boolean" ? item.nativeLB : provider.nativeLbByDefault;
    const problem = portProblem(object, item, { provider, nativeLb, http: false });
    if (problem !== undefined)
      return dropped(problem.code, `Service ${namespace}/${name}: ${problem.message}`, problem.path);
    const port = servicePort(object, item.port);
    return {
      kind: "service",
      service: {
        kind: "kubernetes",
        namespace,
        name,
        port: typeof item.port === "number" ? item.port : text(item.port),
        ...(port?.number !== undefined && { portNumber: port.number }),
        scheme: item.tls === true ? "tls" : "tcp",
        ...(object !== undefined && { object }),
        middlewares: [],
        reference: at,
      },
    };
  }

  return { http, tcp: plain, udp: plain };
}

// --- internal ---

const mostFollowed = 1_000;
const deepestTree = 100;

const internalServices: readonly string[] = [
  "api@internal", "dashboard@internal", "rest@internal", "ping@internal", "prometheus@internal", "noop@internal", "acme-http@internal",
]; // biome-ignore format: names only

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const numberOr = (item: unknown, key: string, fallback: number): number => {
  const value = isRecord(item) ? item[key] : undefined;
  return typeof value === "number" ? value : fallback;
};

/** Name of the cookie; Traefik makes one of a hash of the service's name where none is given. */
function cookieOf(sticky: unknown, service: string): string | undefined {
  if (!isRecord(sticky) || !isRecord(sticky.cookie)) return undefined;
  return text(sticky.cookie.name) || `a name made from ${service}`;
}

function withName(built: BuiltService, name: string, sticky: string | undefined): BuiltService {
  if (built.kind !== "service") return built;
  return {
    kind: "service",
    service: { ...built.service, name, ...(sticky !== undefined && { sticky }) } as ServiceTree,
  };
}
