import { hostsOf, parseRule } from "../../traefik/rules/parse";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { highestPriority, tlsOf } from "./http-routers";
import { classReason, routeHash, specOf, textOf } from "./ingress-object";
import { type Middlewares, middlewareNames } from "./middlewares";
import type { IgnoredObject, MiddlewareUse, Reason, RouterState, TcpRouter, UdpRouter } from "./model";
import type { SeenObjects } from "./objects";
import { qualified } from "./reference";
import type { Services } from "./services";
import type { EntryPoint, StaticConfiguration } from "./static-configuration";
import type { TlsConfiguration } from "./tls";

export interface PlainRoutersProps {
  readonly objects: SeenObjects;
  readonly configuration: StaticConfiguration;
  readonly middlewares: Middlewares;
  readonly services: Services;
  readonly tls: TlsConfiguration;
}

/** The routers of all IngressRouteTCPs. */
export function tcpRouters(props: PlainRoutersProps): {
  readonly routers: TcpRouter[];
  readonly ignored: IgnoredObject[];
} {
  const ignored: IgnoredObject[] = [];
  const routers: TcpRouter[] = [];
  const last = new Map<string, number>();
  for (const { object, route, path } of routesIn("IngressRouteTCP", props, ignored)) {
    const router = tcpRouter(object, route, path, props);
    if (router.state.kind !== "dropped") {
      const earlier = last.get(router.name);
      if (earlier !== undefined) routers[earlier] = replaced(routers[earlier] as TcpRouter);
      last.set(router.name, routers.length);
    }
    routers.push(router);
  }
  return { routers, ignored };
}

/** The routers of all IngressRouteUDPs; of several at one entry point, the one with the last name answers. */
export function udpRouters(props: PlainRoutersProps): {
  readonly routers: UdpRouter[];
  readonly ignored: IgnoredObject[];
} {
  const ignored: IgnoredObject[] = [];
  const routers = routesIn("IngressRouteUDP", props, ignored).map(({ object, route, path }): UdpRouter => {
    const warnings: Reason[] = [];
    const { service, skipped } = props.services.plain(listOf(route.services), object, [...path, "services"]);
    const { entryPoints, missing } = entryPointsOf(object, props.configuration, "udp");
    warnings.push(...missing);
    const broken: Reason[] = [];
    if (service === undefined) broken.push(...(skipped.length > 0 ? skipped : [noService(object, path)]));
    else warnings.push(...skipped);
    if (entryPoints.length === 0) broken.push(...(missing.length > 0 ? missing : [noEntryPoint(object)]));
    return {
      kind: "udp",
      name: qualified(`${object.namespace}-${object.name}-${path[2]}`),
      object,
      path,
      entryPoints,
      ...(service !== undefined && { service }),
      state: stateOf([], broken),
      warnings,
    };
  });
  const winners = new Map<string, UdpRouter>();
  for (const router of routers) {
    if (router.state.kind !== "enabled") continue;
    for (const { name } of router.entryPoints) {
      const winner = winners.get(name);
      if (winner === undefined || winner.name < router.name) winners.set(name, router);
    }
  }
  return { routers: routers.map((router) => withTaken(router, winners)), ignored };
}

// --- internal ---

interface Route {
  readonly object: LocatedObject;
  readonly route: Readonly<Record<string, unknown>>;
  readonly path: Path;
}

function routesIn(
  kind: string,
  { objects, configuration }: PlainRoutersProps,
  ignored: IgnoredObject[],
): Route[] {
  return objects.of(kind).flatMap((object): Route[] => {
    const reason = classReason(object, configuration.provider.ingressClass);
    if (reason !== undefined) {
      ignored.push({ object, reason });
      return [];
    }
    return listOf(specOf(object).routes).map((route, index) => ({
      object,
      route: isRecord(route) ? route : {},
      path: ["spec", "routes", index],
    }));
  });
}

function tcpRouter(
  object: LocatedObject,
  route: Route["route"],
  path: Path,
  props: PlainRoutersProps,
): TcpRouter {
  const { configuration, middlewares, services } = props;
  const match = textOf(route.match);
  const rule = parseRule("tcp", match);
  const at = (...rest: Path) => ({ object, path: [...path, ...rest] });
  const dropped: Reason[] = [];
  const broken: Reason[] = [];
  const warnings: Reason[] = [];
  if (match === "") dropped.push({ code: "empty-match", message: "match is empty", ...at("match") });

  const listed = middlewareNames(
    configuration.provider,
    object.namespace,
    route.middlewares,
    at("middlewares"),
  );
  let uses: readonly MiddlewareUse[] = [];
  if (listed.refused === undefined) {
    const expanded = middlewares.expand(listed.names, at("middlewares"));
    uses = expanded.uses;
    broken.push(...expanded.broken);
  } else {
    dropped.push(listed.refused);
  }

  const { service, skipped } = services.plain(listOf(route.services), object, [...path, "services"]);
  if (service === undefined) broken.push(...(skipped.length > 0 ? skipped : [noService(object, path)]));
  else warnings.push(...skipped);

  const tls = tlsOf(object, configuration);
  if (tls?.refused !== undefined) dropped.push(tls.refused);
  if (tls?.tls?.passthrough === false) broken.push(...optionProblem(tls.tls.options, object, props.tls));

  if (route.syntax === "v2") {
    warnings.push({
      code: "rule-syntax-v2",
      message: "syntax v2 is deprecated, and is read here as v3; leave it out",
      ...at("syntax"),
    });
  }
  if (!rule.ok) {
    broken.push(
      ...rule.problems.map(({ message }): Reason => ({ code: "rule-invalid", message, ...at("match") })),
    );
  } else {
    const [host] = hostsOf(rule.tree, "HostSNI");
    if (host !== undefined && host !== "*" && tls === undefined) {
      broken.push({
        code: "tls-required",
        message: `HostSNI(\`${host}\`) needs tls: without it no name is sent`,
        ...at("match"),
      });
    }
  }
  const explicit = typeof route.priority === "number" && route.priority !== 0 ? route.priority : undefined;
  const priority = explicit ?? rule.priority;
  if (priority > highestPriority) {
    broken.push({
      code: "priority-too-high",
      message: `priority ${priority} is above the highest, 9223372036854774807`,
      ...at("priority"),
    });
  }
  const { entryPoints, missing } = entryPointsOf(object, configuration, "tcp");
  if (entryPoints.length === 0) broken.push(...(missing.length > 0 ? missing : [noEntryPoint(object)]));
  return {
    kind: "tcp",
    name: qualified(`${object.namespace}-${object.name}-${routeHash(match)}`),
    object,
    path,
    match,
    rule,
    priority,
    priorityIsExplicit: explicit !== undefined,
    entryPoints,
    middlewares: uses,
    ...(service !== undefined && { service }),
    ...(tls?.tls !== undefined && { tls: tls.tls }),
    state: stateOf(dropped, broken),
    warnings: [...warnings, ...missing],
  };
}

function optionProblem(options: string | undefined, object: LocatedObject, tls: TlsConfiguration): Reason[] {
  if (options === undefined || options === "default" || tls.options.has(qualified(options))) return [];
  const message = `there are no TLS options ${options}; Traefik closes the connections that this route matches`;
  return [{ code: "tls-option-missing", message, object, path: ["spec", "tls", "options"] }];
}

function entryPointsOf(
  object: LocatedObject,
  { entryPoints, defaultEntryPoints }: StaticConfiguration,
  protocol: EntryPoint["protocol"],
): { readonly entryPoints: readonly EntryPoint[]; readonly missing: readonly Reason[] } {
  const named = listOf(specOf(object).entryPoints).map(textOf);
  const byDefault =
    protocol === "tcp"
      ? defaultEntryPoints
      : entryPoints.filter((one) => one.protocol === "udp").map(({ name }) => name);
  const missing: Reason[] = [];
  const found = [...new Set(named.length > 0 ? named : byDefault)].flatMap((name) => {
    const entryPoint = entryPoints.find((candidate) => candidate.name === name);
    if (entryPoint?.protocol === protocol) return [entryPoint];
    const at = { object, path: ["spec", "entryPoints", named.indexOf(name)] };
    missing.push(
      entryPoint === undefined
        ? {
            code: "entry-point-missing",
            message: `there is no entry point ${name}; there are ${entryPoints.map((one) => one.name).join(", ")}`,
            ...at,
          }
        : {
            code: "entry-point-protocol",
            message: `entry point ${name} is for ${entryPoint.protocol.toUpperCase()}`,
            ...at,
          },
    );
    return [];
  });
  return { entryPoints: found, missing };
}

function replaced(router: TcpRouter): TcpRouter {
  const { object, path } = router;
  const reason: Reason = {
    code: "duplicate-match",
    message: "a later route of this IngressRouteTCP has the same match and replaces this one",
    object,
    path: [...path, "match"],
  };
  return { ...router, state: { kind: "dropped", reasons: [reason] } };
}

function withTaken(router: UdpRouter, winners: ReadonlyMap<string, UdpRouter>): UdpRouter {
  if (router.state.kind !== "enabled") return router;
  const taken = router.entryPoints.flatMap(({ name }): Reason[] => {
    const winner = winners.get(name);
    if (winner === undefined || winner.name === router.name) return [];
    const { namespace, name: other } = winner.object;
    const message = `entry point ${name} is taken by ${namespace}/${other}: UDP has one router for each`;
    return [{ code: "entry-point-taken", message, object: router.object, path: router.path }];
  });
  if (taken.length === 0) return router;
  const entryPoints = router.entryPoints.filter(({ name }) => winners.get(name)?.name === router.name);
  return entryPoints.length === 0
    ? { ...router, entryPoints, state: { kind: "disabled", reasons: taken } }
    : { ...router, entryPoints, warnings: [...router.warnings, ...taken] };
}

const stateOf = (dropped: readonly Reason[], broken: readonly Reason[]): RouterState =>
  dropped.length > 0
    ? { kind: "dropped", reasons: dropped }
    : broken.length > 0
      ? { kind: "disabled", reasons: broken }
      : { kind: "enabled" };

const noService = (object: LocatedObject, path: Path): Reason => ({
  code: "no-service",
  message: "it has no service",
  object,
  path,
});

const noEntryPoint = (object: LocatedObject): Reason => ({
  code: "entry-point-missing",
  message: "no entry point takes it by default",
  object,
  path: ["spec"],
});

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
