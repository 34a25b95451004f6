import { namespaces } from "../../../names";
import { isHttp, servicePorts } from "../../../services/ports";
import type { CheckFailure } from "../../checks";
import { checkVersion, describeOthers, fault, keyFault, type ServiceContext } from "./context";

/** Checks what a service names outside itself: its namespace, its callers, services that Traefik turns to. */
export function checkReferences(context: ServiceContext): CheckFailure[] {
  const { service } = context;
  const { mirror, failover, errorPages, auth } = service.traffic;
  return [
    ...checkNamespace(context),
    ...checkCallers(context),
    ...(mirror === undefined ? [] : checkTarget(context, ["traffic", "mirror"], mirror)),
    ...(failover === undefined ? [] : checkTarget(context, ["traffic", "failover"], failover)),
    ...(errorPages === undefined ? [] : checkService(context, ["traffic", "errorPages"], errorPages.service)),
    ...(auth?.forward === undefined
      ? []
      : checkService(context, ["traffic", "auth", "forward"], auth.forward.service)),
  ];
}

// --- internal ---

function checkNamespace(context: ServiceContext): CheckFailure[] {
  const { namespace } = context.service;
  const taken = Object.values<string>(namespaces).includes(namespace) || namespace.startsWith("kube-");
  if (!taken && namespace !== "default") return [];
  return [
    fault(
      context,
      ["namespace"],
      `"${namespace}" belongs to the cluster itself; choose another, such as apps`,
    ),
  ];
}

function checkCallers(context: ServiceContext): CheckFailure[] {
  const { name, service, services, isWritten } = context;
  const { callers } = service;
  return callers.flatMap((caller, index): CheckFailure[] => {
    const at = ["callers", index];
    if (caller === name) return [fault(context, at, `names ${name} itself`)];
    if (callers.indexOf(caller) < index) return [fault(context, at, `names ${caller} a second time`)];
    if (Object.hasOwn(services, caller) || isWritten(["services", caller])) return [];
    const others = Object.keys(services).filter((other) => other !== name);
    const message = `no service is named ${caller}${describeOthers("other services", caller, others)}`;
    return [fault(context, at, message)];
  });
}

function checkTarget(
  context: ServiceContext,
  at: readonly string[],
  { version, service }: { version?: string | undefined; service?: string | undefined },
): CheckFailure[] {
  if (version === undefined && service === undefined)
    return [fault(context, at, "must name a version of this service as version, or another one as service")];
  if (version !== undefined && service !== undefined)
    return [
      keyFault(context, [...at, "service"], "is a second destination beside version; name one of them"),
    ];
  if (version !== undefined) return checkVersion(context, [...at, "version"], version);
  return checkService(context, at, service ?? "");
}

/** Another service that Traefik turns to on this one's behalf: it reads such references in one namespace only. */
function checkService(context: ServiceContext, at: readonly string[], target: string): CheckFailure[] {
  const { name, service, services, isWritten } = context;
  const place = [...at, "service"];
  if (target === name) return [fault(context, place, `names ${name} itself`)];
  const other = services[target];
  if (other === undefined) {
    if (isWritten(["services", target])) return [];
    const others = Object.keys(services).filter(
      (each) => each !== name && services[each]?.namespace === service.namespace,
    );
    return [
      fault(
        context,
        place,
        `no service is named ${target}${describeOthers(`other services of namespace ${service.namespace}`, target, others)}`,
      ),
    ];
  }
  if (other.namespace !== service.namespace) {
    const message = `${target} is in namespace ${other.namespace}; Traefik refuses references out of ${service.namespace}`;
    return [fault(context, place, message)];
  }
  if (!servicePorts(other).some(({ protocol }) => isHttp(protocol)))
    return [fault(context, place, `${target} has no port that speaks HTTP`)];
  return [];
}
