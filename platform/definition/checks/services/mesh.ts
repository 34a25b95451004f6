import { durationSeconds } from "../../../../traefik/durations";
import { type Beyond, beyond } from "../../../mesh/asked";
import { type MeshTarget, meshTargetNames, meshTargets } from "../../../mesh/targets";
import { callersService } from "../../../names";
import type { CheckFailure } from "../../checks";
import { describeOthers, fault, isProxied, keyFault, type ServiceContext } from "./context";

/** Checks what a service asks of whatever carries its calls. */
export function checkMeshPolicy(context: ServiceContext): CheckFailure[] {
  return [
    ...checkCapabilities(context),
    ...checkUser(context),
    ...checkPermissions(context),
    ...checkEgress(context),
    ...checkForCallers(context),
    ...checkCallersService(context),
    ...checkFaults(context),
    ...checkTimes(context),
  ];
}

// --- internal ---

/** What the target cannot do is refused, unless the definition goes without it: nothing is lost in silence. */
function checkCapabilities(context: ServiceContext): CheckFailure[] {
  const { service, sections } = context;
  const { mesh } = sections;
  if (mesh === undefined) return [];
  return beyond(service, mesh, sections)
    .filter(({ isSkipped }) => !isSkipped)
    .flatMap((asked) => {
      const message = beyondMessage(context, mesh, asked);
      return asked.paths.map((path) => keyFault(context, path, message));
    });
}

function beyondMessage(
  { service, sections }: ServiceContext,
  mesh: MeshTarget,
  { capability, lack }: Beyond,
): string {
  const able = meshTargetNames.filter(
    (other) => !beyond(service, other, sections).some((each) => each.capability === capability),
  );
  const callers = lack.where === "callers" ? " for callers" : "";
  const others = able.length === 0 ? "" : ` (it can with ${able.join(" or ")})`;
  return `${capability} cannot be had${callers} with mesh: ${mesh}${others}: ${lack.why}; leave it out, or say unsupported: { ${quoted(capability)}: skip } to go without`;
}

/** A key with a dot reads like a path. */
const quoted = (key: string): string => (key.includes(".") ? `"${key}"` : key);

function checkUser(context: ServiceContext): CheckFailure[] {
  const { mesh } = context.sections;
  if (mesh === undefined) return [];
  const { reservedUsers, title } = meshTargets[mesh];
  const { user } = context.service;
  if (!reservedUsers.includes(user)) return [];
  const message = `is the user of the proxies of ${title}, whose connections are not redirected; choose another, such as 65532`;
  return [fault(context, ["user"], message)];
}

function checkPermissions(context: ServiceContext): CheckFailure[] {
  const { callers, permissions } = context.service;
  return Object.entries(permissions).flatMap(([caller, { methods, paths }]): CheckFailure[] => {
    const at = ["permissions", caller];
    if (!callers.includes(caller)) {
      const message = `${caller} is not one of callers, which may call at all${describeOthers("callers", caller, callers)}`;
      return [keyFault(context, at, message)];
    }
    if (methods.length > 0 || paths.length > 0) return [];
    return [fault(context, at, "says neither methods nor paths, and so allows what callers allows already")];
  });
}

/** A block by number or a host by name, each with the protocols that are known of it. */
function checkEgress(context: ServiceContext): CheckFailure[] {
  return context.service.egress.flatMap(({ cidr, host, protocol }, index): CheckFailure[] => {
    const at = ["egress", index];
    if (cidr === undefined && host === undefined)
      return [fault(context, at, "must name a block as cidr, or a host")];
    if (cidr !== undefined && host !== undefined)
      return [keyFault(context, [...at, "host"], "is a second destination beside cidr; name one of them")];
    if (cidr !== undefined && (protocol === "tls" || protocol === "http")) {
      const message = `is for hosts; a block is reached by tcp or udp`;
      return [fault(context, [...at, "protocol"], message)];
    }
    if (host !== undefined && protocol === "udp")
      return [fault(context, [...at, "protocol"], "is for blocks; a host is reached by tcp, tls or http")];
    return [];
  });
}

/** What is said of callers needs some. */
function checkForCallers(context: ServiceContext): CheckFailure[] {
  const { callers, traffic } = context.service;
  if (traffic.rateLimit?.forCallers === undefined || callers.length > 0) return [];
  const message = "has no effect: no service is named under callers";
  return [keyFault(context, ["traffic", "rateLimit", "forCallers"], message)];
}

/** Where callers go through Traefik, the name that they do it by must be nobody else's. */
function checkCallersService(context: ServiceContext): CheckFailure[] {
  const { name, service, services } = context;
  const taken = callersService(name);
  if (!isProxied(context) || services[taken]?.namespace !== service.namespace) return [];
  const message = `is called through Traefik as ${taken}, which is a service of namespace ${service.namespace} itself; rename one of them`;
  return [keyFault(context, ["callers"], message)];
}

function checkFaults(context: ServiceContext): CheckFailure[] {
  const { faults } = context.service.traffic;
  if (faults === undefined || faults.delay !== undefined || faults.abort !== undefined) return [];
  return [fault(context, ["traffic", "faults"], "says no fault; give delay or abort")];
}

/** Tries that cannot all take place within the time of the whole are a mistake about one of them. */
function checkTimes(context: ServiceContext): CheckFailure[] {
  const { timeouts, retries } = context.service.traffic;
  const { request, response } = timeouts;
  if (request === undefined || response === undefined) return [];
  const tries = (retries?.count ?? 0) + 1;
  const needed = seconds(response) * tries;
  if (seconds(request) >= needed) return [];
  const message = `is less than the ${needed} s of ${tries} tries of ${response} each; raise it, or lower timeouts.response or retries.count`;
  return [fault(context, ["traffic", "timeouts", "request"], message)];
}

const seconds = (duration: string): number => durationSeconds(duration) ?? 0;
