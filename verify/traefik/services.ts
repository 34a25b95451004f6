import { normalized } from "../../traefik/ids";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { type BuiltService, cookieOf, numberOr, type ServicesProps } from "./built-service";
import { textOf } from "./ingress-object";
import { kubernetesServices } from "./kubernetes-service";
import type { Place } from "./middlewares";
import type { ReasonCode } from "./model";
import { type BuildPlainServices, plainServices } from "./plain-services";
import { mayNameOtherProviders, objectName, otherProviderMessage, providerOf, qualified } from "./reference";
import type { ServiceTree } from "./service-tree";

export interface Services {
  /** Services that a route of `owner` lists. */
  readonly http: (references: readonly unknown[], owner: LocatedObject, path: Path) => BuiltService;
  readonly plain: BuildPlainServices;
}

export function servicesOf({ objects, configuration, middlewares }: ServicesProps): Services {
  const { provider } = configuration;
  // the last of two whose names come out the same is the one that Traefik has
  const traefikServices = new Map(
    objects.of("TraefikService").map((object) => [objectName(object.namespace, object.name), object]),
  );
  const kubernetes = kubernetesServices({ objects, configuration, middlewares });

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
    const name = textOf(item.name);
    const owner = at.object.namespace;
    const other = providerOf(name);
    const namespace = textOf(item.namespace) || owner;
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
    const kind = textOf(item.kind) || "Service";
    if (kind === "TraefikService") {
      const id =
        other === undefined || other === "kubernetescrd"
          ? normalized(`${other === undefined ? namespace : textOf(item.namespace)}-${name.split("@")[0]}`)
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

  return { http, plain: plainServices({ objects, configuration }) };
}

// --- internal ---

const mostFollowed = 1_000;
const deepestTree = 100;

const internalServices: readonly string[] = [
  "api@internal", "dashboard@internal", "rest@internal", "ping@internal", "prometheus@internal", "noop@internal", "acme-http@internal",
]; // biome-ignore format: names only

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function withName(built: BuiltService, name: string, sticky: string | undefined): BuiltService {
  if (built.kind !== "service") return built;
  return {
    kind: "service",
    service: { ...built.service, name, ...(sticky !== undefined && { sticky }) } as ServiceTree,
  };
}
