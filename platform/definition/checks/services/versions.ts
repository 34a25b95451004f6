import { callersService } from "../../../names";
import { versionName } from "../../../services/workloads";
import type { CheckFailure } from "../../checks";
import { checkRange } from "../range";
import { callersPassProxy, fault, isProxied, keyFault, type ServiceContext } from "./context";

/** Checks versions: their shares, their sizes, their names. */
export function checkVersions(context: ServiceContext): CheckFailure[] {
  const { service } = context;
  const versions = Object.entries(service.versions);
  return [
    ...(versions.length > 0 && versions.every(([, { weight }]) => weight === 0)
      ? [fault(context, ["versions"], "all have weight 0, so that every request gets 503; give one a weight")]
      : []),
    ...versions.flatMap(([version]) => [
      ...checkSize(context, version),
      ...checkName(context, version),
      ...checkWhen(context, version),
      ...checkEnv(context, version),
    ]),
  ];
}

// --- internal ---

function checkSize({ service, path, isWritten }: ServiceContext, version: string): CheckFailure[] {
  const own = service.versions[version]?.replicas;
  // the service's own range is checked by itself
  if (own === undefined || (own.min === undefined && own.max === undefined)) return [];
  const range = { min: own.min ?? service.replicas.min, max: own.max ?? service.replicas.max };
  return checkRange([...path, "versions", version, "replicas"], range, isWritten);
}

/** Longest name of a Kubernetes Service. */
const longestName = 63;

function checkName(context: ServiceContext, version: string): CheckFailure[] {
  const { name, service, services } = context;
  const workload = versionName(name, version);
  if (workload.length > longestName) {
    const message = `makes the name ${workload}, which has ${workload.length} characters; a Service's has at most ${longestName}`;
    return [keyFault(context, ["versions", version], message)];
  }
  if (workload === callersService(name) && isProxied(context)) {
    const message = `would be ${workload}, under which callers reach the service through Traefik; rename it`;
    return [keyFault(context, ["versions", version], message)];
  }
  if (services[workload]?.namespace === service.namespace) {
    const message = `would be ${workload}, which is a service of namespace ${service.namespace} itself; rename one of them`;
    return [keyFault(context, ["versions", version], message)];
  }
  return [];
}

/** Environment variables come from three places, of which the last would win without a word. */
function checkEnv(context: ServiceContext, version: string): CheckFailure[] {
  const { versions, configuration, secrets } = context.service;
  return Object.keys(versions[version]?.env ?? {}).flatMap((name) => {
    const other = Object.hasOwn(configuration.values, name)
      ? "configuration.values"
      : Object.hasOwn(secrets, name)
        ? "secrets"
        : undefined;
    if (other === undefined) return [];
    return [keyFault(context, ["versions", version, "env", name], `is set under ${other} already`)];
  });
}

function checkWhen(context: ServiceContext, version: string): CheckFailure[] {
  const when = context.service.versions[version]?.when;
  if (when === undefined) return [];
  const isEmpty = Object.values(when).every((part) => Object.keys(part).length === 0);
  if (isEmpty) {
    const message = "says nothing, and would take every request; give a header, cookie or query parameter";
    return [fault(context, ["versions", version, "when"], message)];
  }
  const isRouted = context.service.expose.some(
    ({ rule, version: only }) => rule === undefined && only === undefined,
  );
  if (!isRouted && !callersPassProxy(context)) {
    const message = "has no effect: no exposure has a host and leaves the version open";
    return [keyFault(context, ["versions", version, "when"], message)];
  }
  return [];
}
