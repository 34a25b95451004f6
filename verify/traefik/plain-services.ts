import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { type BuiltService, numberOr, type ServiceReference, type ServicesProps } from "./built-service";
import { textOf } from "./ingress-object";
import type { Place } from "./middlewares";
import type { Reason, ReasonCode } from "./model";
import { portProblem, servicePort } from "./service-port";
import type { ServiceTree } from "./service-tree";

/** Services of TCP and UDP routers: a bad one among several is left out. */
export interface PlainServices {
  readonly service?: ServiceTree;
  readonly skipped: readonly Reason[];
}

/** Builds the services that a route of `owner` lists. */
export type BuildPlainServices = (
  references: readonly unknown[],
  owner: LocatedObject,
  path: Path,
) => PlainServices;

export function plainServices({
  objects,
  configuration,
}: Omit<ServicesProps, "middlewares">): BuildPlainServices {
  const { provider } = configuration;

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

  function plainService(item: ServiceReference, at: Place): BuiltService {
    const namespace = textOf(item.namespace) || at.object.namespace;
    const name = textOf(item.name);
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
        port: typeof item.port === "number" ? item.port : textOf(item.port),
        ...(port?.number !== undefined && { portNumber: port.number }),
        scheme: item.tls === true ? "tls" : "tcp",
        ...(object !== undefined && { object }),
        middlewares: [],
        reference: at,
      },
    };
  }

  return plain;
}
