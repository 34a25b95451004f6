import { normalized } from "../../traefik/ids";
import type { Path } from "../structural/path";
import { type BuiltService, cookieOf, type ServiceReference, type ServicesProps } from "./built-service";
import { textOf } from "./ingress-object";
import { middlewareNames, type Place } from "./middlewares";
import type { Reason, ReasonCode } from "./model";
import { mayNameOtherProviders, objectName, otherProviderMessage, providerOf } from "./reference";
import { portProblem, servicePort } from "./service-port";

/** Builds a Service of Kubernetes that HTTP routers or TraefikServices refer to. */
export type KubernetesServices = (
  item: ServiceReference,
  names: { readonly namespace: string; readonly name: string },
  at: Place,
  inRoute: boolean,
) => BuiltService;

export function kubernetesServices({
  objects,
  configuration,
  middlewares,
}: ServicesProps): KubernetesServices {
  const { provider } = configuration;
  const transports = new Set(
    objects.of("ServersTransport").map(({ namespace, name }) => objectName(namespace, name)),
  );

  function kubernetes(
    item: ServiceReference,
    { namespace, name }: { namespace: string; name: string },
    at: Place,
    inRoute: boolean,
  ): BuiltService {
    const object = objects.find("Service", namespace, name);
    const dropped = (code: ReasonCode, message: string, path: Path = []): BuiltService => ({
      kind: "dropped",
      reason: { code, message, object: at.object, path: [...at.path, ...path] },
    });
    const strategy = textOf(item.strategy);
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
    const transport = transportProblem(textOf(item.serversTransport), namespace, at);
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
        port: typeof item.port === "number" ? item.port : textOf(item.port),
        ...(port?.number !== undefined && { portNumber: port.number }),
        scheme:
          textOf(item.scheme) ||
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

  return kubernetes;
}
