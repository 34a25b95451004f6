import { hostsOf } from "../../traefik/rules/parse";
import type { ProvidedRouter } from "./http-routers";
import type { Middlewares } from "./middlewares";
import type { HttpBinding, HttpRouter, Reason } from "./model";
import { qualified } from "./reference";
import type { EntryPoint, StaticConfiguration } from "./static-configuration";
import type { TlsConfiguration } from "./tls";

export interface BindProps {
  readonly routers: readonly ProvidedRouter[];
  readonly configuration: StaticConfiguration;
  readonly middlewares: Middlewares;
  readonly tls: TlsConfiguration;
}

/** Gives routers their entry points, TLS options, parents and children, and says which are enabled. */
export function boundRouters({ routers, configuration, middlewares, tls }: BindProps): HttpRouter[] {
  const live = routers.filter(({ dropped }) => dropped.length === 0);
  const byName = new Map(live.map((router) => [router.name, router]));
  const children = childrenOf(live, byName);
  const bindings = new Map(
    live.map((router) => [router, bindingsOf(router, configuration, middlewares, tls)]),
  );
  applyOptions(live, bindings, tls);
  const brokenBy = brokenRouters(live, byName, children, bindings);
  return routers.map((provided): HttpRouter => {
    const {
      dropped,
      broken: _,
      entryPointNames: __,
      isChild: ___,
      hasObservability: ____,
      ...router
    } = provided;
    const bound = bindings.get(provided);
    const reasons = brokenBy.get(provided) ?? [];
    return {
      ...router,
      warnings: [...router.warnings, ...(bound?.warnings ?? [])],
      bindings: bound?.bindings ?? [],
      children: children.get(provided.name)?.map(({ name }) => name) ?? [],
      state:
        dropped.length > 0
          ? { kind: "dropped", reasons: dropped }
          : reasons.length > 0
            ? { kind: "disabled", reasons }
            : { kind: "enabled" },
    };
  });
}

// --- internal ---

interface Bound {
  readonly bindings: HttpBinding[];
  readonly warnings: Reason[];
  /** Why there is no binding at all. */
  readonly unbound: readonly Reason[];
}

type ByName = ReadonlyMap<string, ProvidedRouter>;
type Children = ReadonlyMap<string, readonly ProvidedRouter[]>;

function childrenOf(live: readonly ProvidedRouter[], byName: ByName): Children {
  const children = new Map<string, ProvidedRouter[]>();
  for (const router of live) {
    for (const parent of new Set(router.parents)) {
      if (!byName.has(parent)) continue;
      const others = children.get(parent);
      if (others === undefined) children.set(parent, [router]);
      else others.push(router);
    }
  }
  return children;
}

function bindingsOf(
  router: ProvidedRouter,
  configuration: StaticConfiguration,
  middlewares: Middlewares,
  tls: TlsConfiguration,
): Bound {
  if (router.isChild) return { bindings: [], warnings: [], unbound: [] };
  const named = router.entryPointNames.length > 0;
  const names = named ? router.entryPointNames : configuration.defaultEntryPoints;
  const warnings: Reason[] = [];
  const bindings: HttpBinding[] = [];
  for (const name of new Set(names)) {
    const path = ["spec", "entryPoints", router.entryPointNames.indexOf(name)];
    const at = { object: router.object, path: named ? path : ["spec"] };
    const entryPoint = configuration.entryPoints.find((candidate) => candidate.name === name);
    if (entryPoint === undefined) {
      const known = configuration.entryPoints.map((candidate) => candidate.name).join(", ");
      warnings.push({
        code: "entry-point-missing",
        message: `there is no entry point ${name}; there are ${known}`,
        ...at,
      });
    } else if (entryPoint.protocol === "udp") {
      warnings.push({ code: "entry-point-protocol", message: `entry point ${name} is for UDP`, ...at });
    } else {
      bindings.push(bindingOf(router, entryPoint, middlewares, tls));
    }
  }
  return { bindings, warnings, unbound: bindings.length === 0 ? warnings : [] };
}

function bindingOf(
  router: ProvidedRouter,
  entryPoint: EntryPoint,
  middlewares: Middlewares,
  tls: TlsConfiguration,
): HttpBinding {
  const at = { object: router.object, path: router.path };
  const expanded = middlewares.expand(entryPoint.middlewares, at);
  const disabled = expanded.broken.map((reason) => ({
    ...reason,
    message: `entry point ${entryPoint.name}: ${reason.message}`,
  }));
  const asked = router.tls ?? entryPoint.tls;
  if (asked === undefined) return { entryPoint, tls: false, middlewares: expanded.uses, disabled };
  const meant = optionsName(asked.options);
  if (!tls.options.has(meant)) {
    disabled.push({
      code: "tls-option-missing",
      message: `there are no TLS options ${meant}; Traefik closes connections for its hosts`,
      object: router.object,
      path: router.tls === undefined ? router.path : [...router.tls.path, "options"],
    });
  }
  return { entryPoint, tls: true, options: { meant, applied: meant }, middlewares: expanded.uses, disabled };
}

const optionsName = (options: string | undefined): string =>
  options === undefined || options === "default" ? "default" : qualified(options);

/** One host at one entry point has one set of TLS options; where routers differ, the default ones apply to all. */
function applyOptions(
  live: readonly ProvidedRouter[],
  bindings: ReadonlyMap<ProvidedRouter, Bound>,
  tls: TlsConfiguration,
): void {
  const meant = new Map<string, Set<string>>();
  const each = (
    visit: (router: ProvidedRouter, bound: Bound, index: number, binding: HttpBinding) => void,
  ): void => {
    for (const router of live) {
      const bound = bindings.get(router);
      for (const [index, binding] of bound?.bindings.entries() ?? []) {
        if (binding.options !== undefined && bound !== undefined) visit(router, bound, index, binding);
      }
    }
  };
  const hosts = (router: ProvidedRouter): readonly string[] =>
    router.rule.ok ? hostsOf(router.rule.tree, "Host") : [];
  const key = (binding: HttpBinding, host: string): string => `${binding.entryPoint.name}\n${host}`;
  each((router, _bound, _index, binding) => {
    for (const host of hosts(router)) {
      const options = meant.get(key(binding, host)) ?? new Set();
      meant.set(key(binding, host), options.add(binding.options?.meant ?? ""));
    }
  });
  each((router, bound, index, binding) => {
    const own = binding.options?.meant ?? "default";
    const among = hosts(router);
    const conflicts = among.some((host) => (meant.get(key(binding, host))?.size ?? 0) > 1);
    if (conflicts || (among.length === 0 && own !== "default" && tls.options.has(own))) {
      bound.bindings[index] = { ...binding, options: { meant: own, applied: "default" } };
    }
  });
}

/** Why each router cannot be built, its own reasons and those that parents and children give it. */
function brokenRouters(
  live: readonly ProvidedRouter[],
  byName: ByName,
  children: Children,
  bindings: ReadonlyMap<ProvidedRouter, Bound>,
): ReadonlyMap<ProvidedRouter, readonly Reason[]> {
  const reached = reachable(live, children);
  const found = new Map<ProvidedRouter, readonly Reason[]>();
  // children come before their parents; a circle is cut where it closes
  for (const router of childrenFirst(live, children)) {
    const { object, path } = router;
    const own = children.get(router.name) ?? [];
    const reasons: Reason[] = [...router.broken];
    const add = (code: Reason["code"], message: string): void => {
      reasons.push({ code, message, object, path });
    };
    if (router.isChild) {
      for (const parent of new Set(router.parents)) {
        if (!byName.has(parent)) add("parent-missing", `there is no router ${parent} to be a child of`);
      }
      if (router.tls !== undefined) add("child-with-tls", "a child of another route has no tls of its own");
      else if (router.hasObservability)
        add("child-with-observability", "a child of another route has no observability of its own");
      else if (router.entryPointNames.length > 0)
        add("child-with-entry-points", "a child of another route has no entryPoints of its own");
      if (!reached.has(router))
        add("parent-unreachable", "no chain of parents begins at a route without parents");
    } else {
      const bound = bindings.get(router);
      reasons.push(...(bound?.unbound ?? []));
      const disabled = bound?.bindings.map((binding) => binding.disabled) ?? [];
      if (disabled.every((there) => there.length > 0)) reasons.push(...disabled.flat());
    }
    if (own.length === 0 && router.service === undefined && router.broken.length === 0) {
      add("no-service", "it has neither a service nor a child");
    }
    // Traefik shows a parent with a service as disabled, and yet lets its children answer
    if (router.isChild && own.length > 0 && router.service !== undefined) {
      add(
        "children-and-service",
        "it has a service and is the parent of others; it can have only one of these",
      );
    }
    if (own.length > 0 && own.every((child) => (found.get(child) ?? []).length > 0)) {
      add(
        "children-broken",
        `none of its children can be used: ${own.map(({ object: { namespace, name } }) => `${namespace}/${name}`).join(", ")}`,
      );
    }
    found.set(router, reasons);
  }
  return found;
}

/** Without recursion: layers may be many. */
function childrenFirst(live: readonly ProvidedRouter[], children: Children): readonly ProvidedRouter[] {
  const order: ProvidedRouter[] = [];
  const seen = new Set<ProvidedRouter>();
  for (const start of live) {
    const open: { readonly router: ProvidedRouter; readonly left: boolean }[] = [
      { router: start, left: false },
    ];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { router, left } = next;
      if (left) {
        order.push(router);
      } else if (!seen.has(router)) {
        seen.add(router);
        open.push({ router, left: true });
        for (const child of children.get(router.name) ?? []) open.push({ router: child, left: false });
      }
    }
  }
  return order;
}

function reachable(live: readonly ProvidedRouter[], children: Children): ReadonlySet<ProvidedRouter> {
  const reached = new Set<ProvidedRouter>();
  const open = live.filter(({ isChild }) => !isChild);
  for (let router = open.pop(); router !== undefined; router = open.pop()) {
    if (reached.has(router)) continue;
    reached.add(router);
    open.push(...(children.get(router.name) ?? []));
  }
  return reached;
}
