import { durationSeconds } from "../../../../traefik/durations";
import type { Protocol } from "../../../services/model";
import { isHttp, servicePorts } from "../../../services/ports";
import type { CheckFailure } from "../../checks";
import {
  callersPassProxy,
  fault,
  isCarried,
  isProxied,
  keyFault,
  portNamed,
  type ServiceContext,
} from "./context";

/** Checks the traffic policy: what goes together, and what the service's protocol can have. */
export function checkTraffic(context: ServiceContext): CheckFailure[] {
  return [
    ...checkApplicable(context),
    ...checkStreams(context),
    ...checkRetries(context),
    ...checkBreaker(context),
    ...checkRateLimit(context),
    ...checkLimits(context),
    ...checkStatuses(context),
    ...checkCors(context),
    ...checkAuth(context),
    ...checkShutdown(context),
  ];
}

// --- internal ---

/** Policies that Traefik has for connections without looking at requests. */
const forConnections: readonly string[] = ["timeouts.connect", "limits.connectionsPerClient", "allowFrom"];
/** Policies that it has for connections alone. */
const onlyForConnections: readonly string[] = ["limits.connectionsPerClient"];

/** Policies about pods, which also hold where Traefik turns to a service on another's behalf. */
const forPods: readonly string[] = [
  "timeouts.connect",
  "timeouts.response",
  "timeouts.idle",
  "limits.idleConnections",
  "outlierDetection",
  "sticky",
  "balancing",
  "keepHost",
  "flushEvery",
];

/** Policies that a mesh, or Traefik between services, has for callers' requests. */
const forCallers: readonly string[] = [
  "timeouts.connect",
  "timeouts.response",
  "timeouts.idle",
  "timeouts.request",
  "retries",
  // refused where the target has none, which says more than that it has no effect
  "breaker",
  "failover",
  "outlierDetection",
  "limits.requests",
  "limits.connections",
  "limits.pendingRequests",
  "rateLimit",
  "mirror",
  "faults",
  "balancing",
];
/** Policies that it has for callers' connections. */
const forCallersConnections: readonly string[] = [
  "timeouts.connect",
  "outlierDetection",
  "limits.connections",
];

/** Every policy must reach something: a policy that nothing passes is a mistake about what it protects. */
function checkApplicable(context: ServiceContext): CheckFailure[] {
  const { service } = context;
  const given = givenPolicies(context);
  const isTarget = context.targets.has(context.name);
  if (given.length === 0) return [];
  const protocols = service.expose.map(({ port }) => portNamed(context, port).protocol);
  const hasHttp = protocols.some(isHttp);
  const hasTcp = protocols.includes("tcp");
  const called = callersPassProxy(context) ? servicePorts(service).map(({ protocol }) => protocol) : [];
  return given.flatMap((policy) => {
    const applies =
      (hasHttp && !onlyForConnections.includes(policy)) ||
      (hasTcp && forConnections.includes(policy)) ||
      (isTarget && forPods.includes(policy)) ||
      (called.some(isHttp) && forCallers.includes(policy)) ||
      (policy === "buffering" && isProxied(context)) ||
      ((called.includes("tcp") || (hasTcp && isCarried(context))) && forCallersConnections.includes(policy));
    if (applies) return [];
    return [keyFault(context, ["traffic", ...policy.split(".")], `has no effect: ${whyNot(protocols)}`)];
  });
}

function whyNot(protocols: readonly Protocol[]): string {
  if (protocols.length === 0) return "nothing reaches the service from outside; give it an exposure";
  if (protocols.every((protocol) => protocol === "udp")) return "Traefik has no policies for UDP";
  if (protocols.every((protocol) => !isHttp(protocol)))
    return "Traefik sees connections here and no requests";
  return "Traefik sees requests here; limit those, as limits.requestsPerClient";
}

/** Dotted names of the policies that are written. */
function givenPolicies({ service, isWritten, path }: ServiceContext): readonly string[] {
  const { timeouts, limits, balancing, keepHost, allowFrom, ...optional } = service.traffic;
  const within = (part: string, options: object) =>
    Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [`${part}.${key}`]));
  return [
    ...within("timeouts", timeouts),
    ...within("limits", limits),
    ...(balancing !== "round-robin" || isWritten([...path, "traffic", "balancing"]) ? ["balancing"] : []),
    ...(keepHost !== undefined ? ["keepHost"] : []),
    ...(allowFrom.length > 0 ? ["allowFrom"] : []),
    ...Object.entries(optional).flatMap(([key, value]) => (value === undefined ? [] : [key])),
  ];
}

/** What reads a whole body before it passes anything on ends a conversation before it begins. */
function checkStreams(context: ServiceContext): CheckFailure[] {
  const { service } = context;
  const streaming = service.expose
    .map(({ port }) => portNamed(context, port).protocol)
    .find((protocol) => protocol === "websocket" || protocol === "grpc");
  if (streaming === undefined) return [];
  return (["buffering", "mirror", "failover"] as const).flatMap((policy) =>
    service.traffic[policy] === undefined
      ? []
      : [
          keyFault(
            context,
            ["traffic", policy],
            `reads a request whole before it passes it on, which ends what ${streaming} streams; leave it out`,
          ),
        ],
  );
}

function checkRetries(context: ServiceContext): CheckFailure[] {
  const { retries } = context.service.traffic;
  if (retries === undefined || !retries.nonIdempotent || retries.on.length > 0) return [];
  const message =
    "has no effect without statuses under on: connections that fail are tried again for any method";
  return [keyFault(context, ["traffic", "retries", "nonIdempotent"], message)];
}

function checkBreaker(context: ServiceContext): CheckFailure[] {
  const { breaker } = context.service.traffic;
  if (breaker === undefined) return [];
  const { errorRatio, networkErrorRatio, latencyMilliseconds } = breaker;
  if (errorRatio === undefined && networkErrorRatio === undefined && latencyMilliseconds === undefined) {
    const message = "says no condition; give errorRatio, networkErrorRatio or latencyMilliseconds";
    return [fault(context, ["traffic", "breaker"], message)];
  }
  return Object.entries({ errorRatio, networkErrorRatio }).flatMap(([key, ratio]) =>
    ratio === 1
      ? [fault(context, ["traffic", "breaker", key], "is never exceeded; give a share below 1, such as 0.3")]
      : [],
  );
}

function checkRateLimit(context: ServiceContext): CheckFailure[] {
  const { rateLimit } = context.service.traffic;
  if (rateLimit === undefined) return [];
  const { by, header } = rateLimit;
  if (by === "header" && header === undefined)
    return [fault(context, ["traffic", "rateLimit", "by"], "needs the header's name as rateLimit.header")];
  if (by !== "header" && header !== undefined) {
    const message = `has no effect: requests are counted by ${by}; say by: header`;
    return [keyFault(context, ["traffic", "rateLimit", "header"], message)];
  }
  return [];
}

function checkLimits(context: ServiceContext): CheckFailure[] {
  const { requests, requestsPerClient } = context.service.traffic.limits;
  if (requests === undefined || requestsPerClient === undefined || requestsPerClient <= requests) return [];
  const message = `is ${requestsPerClient}, more than the ${requests} that all clients have together`;
  return [fault(context, ["traffic", "limits", "requestsPerClient"], message)];
}

function checkStatuses(context: ServiceContext): CheckFailure[] {
  const { retries, failover, errorPages } = context.service.traffic;
  const lists: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["traffic", "retries", "on"], retries?.on ?? []],
    [["traffic", "failover", "on"], failover?.on ?? []],
    [["traffic", "errorPages", "status"], errorPages?.status ?? []],
  ];
  return lists.flatMap(([at, statuses]) =>
    statuses.flatMap((status, index) => {
      const [from = "", to = from] = status.split("-");
      return from <= to
        ? []
        : [fault(context, [...at, index], `ends before it begins; write "${to}-${from}"`)];
    }),
  );
}

function checkCors(context: ServiceContext): CheckFailure[] {
  const { cors } = context.service.traffic;
  if (cors === undefined || !cors.credentials || !cors.origins.includes("*")) return [];
  const message = "is refused by browsers together with credentials; name the origins";
  return [fault(context, ["traffic", "cors", "origins", cors.origins.indexOf("*")], message)];
}

function checkAuth(context: ServiceContext): CheckFailure[] {
  const { auth } = context.service.traffic;
  if (auth === undefined) return [];
  const [first, second] = Object.entries(auth).flatMap(([kind, options]) =>
    options === undefined ? [] : [kind],
  );
  if (first === undefined)
    return [fault(context, ["traffic", "auth"], "says no kind; give one of basic, digest, forward")];
  if (second === undefined) return [];
  return [
    keyFault(context, ["traffic", "auth", second], `is a second kind beside ${first}; give one of them`),
  ];
}

/** A pod that stops would cut off what it still has time to answer. */
function checkShutdown(context: ServiceContext): CheckFailure[] {
  const { traffic, shutdown } = context.service;
  const { response, request } = traffic.timeouts;
  const message = `is more than the ${shutdown.finishSeconds} s that a stopping pod lets requests finish; raise shutdown.finishSeconds too`;
  return Object.entries({ response, request }).flatMap(([timeout, time]) =>
    (durationSeconds(time ?? "") ?? 0) <= shutdown.finishSeconds
      ? []
      : [fault(context, ["traffic", "timeouts", timeout], message)],
  );
}
