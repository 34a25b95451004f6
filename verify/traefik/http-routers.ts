import { parseRule } from "../../traefik/rules/parse";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { classReason, routerName, specOf, textOf } from "./ingress-object";
import { type Middlewares, middlewareNames } from "./middlewares";
import type { HttpRouter, IgnoredObject, MiddlewareUse, Reason, RouterTls } from "./model";
import type { SeenObjects } from "./objects";
import { resolveReference } from "./reference";
import type { ServiceTree } from "./service-tree";
import type { Services } from "./services";
import type { StaticConfiguration } from "./static-configuration";

/** A router as the provider hands it over, before it is bound to entry points and parents. */
export interface ProvidedRouter extends Omit<HttpRouter, "state" | "bindings" | "children" | "warnings"> {
  readonly dropped: readonly Reason[];
  /** Why it cannot be built. */
  readonly broken: readonly Reason[];
  readonly warnings: readonly Reason[];
  /** Entry points that the IngressRoute names. */
  readonly entryPointNames: readonly string[];
  /** Whether the IngressRoute is a child of others, which then decide about entry points. */
  readonly isChild: boolean;
  readonly hasObservability: boolean;
}

export interface ProvidedRouters {
  readonly routers: readonly ProvidedRouter[];
  readonly ignored: readonly IgnoredObject[];
}

export interface RoutersProps {
  readonly objects: SeenObjects;
  readonly configuration: StaticConfiguration;
  readonly middlewares: Middlewares;
  readonly services: Services;
}

/** The routers of all IngressRoutes, in the order of the objects; later ones of the same name replace earlier ones. */
export function providedHttpRouters(props: RoutersProps): ProvidedRouters {
  const ignored: IgnoredObject[] = [];
  const routers: ProvidedRouter[] = [];
  const last = new Map<string, number>();
  for (const object of props.objects.of("IngressRoute")) {
    const reason = classReason(object, props.configuration.provider.ingressClass);
    if (reason !== undefined) {
      ignored.push({ object, reason });
      continue;
    }
    for (const router of routersOf(object, props)) {
      if (router.dropped.length === 0) {
        const earlier = last.get(router.name);
        if (earlier !== undefined) routers[earlier] = replaced(routers[earlier] as ProvidedRouter, router);
        last.set(router.name, routers.length);
      }
      routers.push(router);
    }
  }
  return { routers, ignored };
}

// --- internal ---

function replaced(router: ProvidedRouter, by: ProvidedRouter): ProvidedRouter {
  const { object, path } = router;
  const message =
    object === by.object
      ? "a later route of this IngressRoute has the same match and replaces this one"
      : `${by.object.namespace}/${by.object.name} has the same name in Traefik, ${by.name}, and the same match, and replaces this route`;
  return { ...router, dropped: [{ code: "duplicate-match", message, object, path: [...path, "match"] }] };
}

function routersOf(object: LocatedObject, props: RoutersProps): ProvidedRouter[] {
  const spec = specOf(object);
  const routes = Array.isArray(spec.routes) ? spec.routes : [];
  const parents = parentsOf(object, props);
  return routes.map((route: unknown, index) =>
    routerOf(isRecord(route) ? route : {}, object, ["spec", "routes", index], parents, props),
  );
}

interface Parents {
  readonly names: readonly string[];
  readonly missing?: Reason;
}

/** A child belongs to every route of each parent. */
function parentsOf(object: LocatedObject, { objects, configuration }: RoutersProps): Parents {
  const references = specOf(object).parentRefs;
  const names: string[] = [];
  for (const [index, reference] of (Array.isArray(references) ? references : []).entries()) {
    const { name, namespace } = isRecord(reference) ? reference : {};
    const parentNamespace = textOf(namespace) || object.namespace;
    const at = { object, path: ["spec", "parentRefs", index] };
    if (parentNamespace !== object.namespace && !configuration.provider.allowCrossNamespace) {
      const message = `parent ${parentNamespace}/${textOf(name)} is in another namespace, and allowCrossNamespace is off`;
      return { names, missing: { code: "cross-namespace", message, ...at } };
    }
    const parent = objects.find("IngressRoute", parentNamespace, textOf(name));
    if (parent === undefined) {
      const message = `parent IngressRoute ${parentNamespace}/${textOf(name)} does not exist`;
      return { names, missing: { code: "parent-missing", message, ...at } };
    }
    const { routes } = specOf(parent);
    for (const route of Array.isArray(routes) ? routes : []) {
      names.push(routerName(parent, isRecord(route) ? textOf(route.match) : ""));
    }
  }
  return { names };
}

function routerOf(
  route: Readonly<Record<string, unknown>>,
  object: LocatedObject,
  path: Path,
  parents: Parents,
  { configuration, middlewares, services }: RoutersProps,
): ProvidedRouter {
  const spec = specOf(object);
  const match = textOf(route.match);
  const rule = parseRule("http", match);
  const at = (...rest: Path) => ({ object, path: [...path, ...rest] });
  const dropped: Reason[] = [];
  const broken: Reason[] = [];
  const warnings: Reason[] = [];

  if (parents.missing !== undefined) dropped.push(parents.missing);
  if (textOf(route.kind) !== "" && route.kind !== "Rule") {
    dropped.push({
      code: "unsupported-match-kind",
      message: `kind is Rule, not ${textOf(route.kind)}`,
      ...at("kind"),
    });
  }
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

  let service: ServiceTree | undefined;
  const references = Array.isArray(route.services) ? route.services : [];
  if (references.length > 0) {
    const built = services.http(references, object, [...path, "services"]);
    if (built.kind === "service") service = built.service;
    else if (built.kind === "dropped") dropped.push(built.reason);
    else broken.push(built.reason);
  }

  const tls = tlsOf(object, configuration);
  if (tls?.refused !== undefined) dropped.push(tls.refused);

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
  return {
    kind: "http",
    name: routerName(object, match),
    object,
    path,
    match,
    rule,
    priority,
    priorityIsExplicit: explicit !== undefined,
    middlewares: uses,
    ...(service !== undefined && { service }),
    parents: parents.names,
    ...(tls?.tls !== undefined && { tls: tls.tls }),
    dropped,
    broken,
    warnings,
    entryPointNames: Array.isArray(spec.entryPoints) ? spec.entryPoints.map(textOf) : [],
    isChild: parents.names.length > 0,
    hasObservability: isRecord(route.observability),
  };
}

/** A user's routers stay below those of Traefik itself (math.MaxInt - 1000, as near as a double comes). */
export const highestPriority = 2 ** 63;

export function tlsOf(
  object: LocatedObject,
  { provider }: StaticConfiguration,
): { readonly tls?: RouterTls; readonly refused?: Reason } | undefined {
  const { tls } = specOf(object);
  if (!isRecord(tls)) return undefined;
  const path = ["spec", "tls"];
  const secretName = textOf(tls.secretName);
  const options = isRecord(tls.options) ? tls.options : {};
  const base = {
    ...(secretName !== "" && { secretName }),
    passthrough: tls.passthrough === true,
    path,
  };
  if (textOf(options.name) === "") return { tls: base };
  const resolved = resolveReference(provider, object.namespace, {
    name: textOf(options.name),
    namespace: textOf(options.namespace),
  });
  if (resolved.kind === "refused") {
    const { code, message } = resolved;
    return {
      tls: base,
      refused: { code, message: `TLSOption ${message}`, object, path: [...path, "options"] },
    };
  }
  return { tls: { ...base, options: resolved.name } };
}
