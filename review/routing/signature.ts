import type {
  HttpRouter,
  MiddlewareUse,
  RouterState,
  TcpRouter,
  TraefikModel,
  UdpRouter,
} from "../../verify/traefik/model";
import type { ServiceTree } from "../../verify/traefik/service-tree";
import type { EntryPoint } from "../../verify/traefik/static-configuration";

export type AnyRouter = HttpRouter | TcpRouter | UdpRouter;

/**
 * Everything that decides what a router does with a request, as one text each; where two models have the same text for
 * the same name, the router does the same in both as long as no other takes its requests.
 */
export function signaturesOf(model: TraefikModel): ReadonlyMap<AnyRouter, string> {
  const settings = new Map<object, string>();
  const use = ({ name, middleware, chain }: MiddlewareUse): unknown => {
    if (middleware === undefined) return [name, chain];
    const known = settings.get(middleware);
    const text = known ?? JSON.stringify([middleware.type, middleware.settings, middleware.problem?.message]);
    if (known === undefined) settings.set(middleware, text);
    return [name, chain, text];
  };
  const options = (name: string | undefined): unknown => {
    const found = name === undefined ? undefined : model.tls.options.get(name);
    return found === undefined ? name : [name, found.sniStrict, found.clientAuth];
  };
  const http = (router: HttpRouter): unknown => [
    router.match,
    router.priority,
    stateOf(router.state),
    router.bindings.map((binding) => [
      entryPointOf(binding.entryPoint),
      binding.tls,
      options(binding.options?.applied),
      binding.middlewares.map(use),
      binding.disabled.map(({ message }) => message),
    ]),
    router.middlewares.map(use),
    router.service === undefined ? null : treeOf(router.service, use),
    router.parents,
    router.children,
  ];
  const tcp = (router: TcpRouter): unknown => [
    router.match,
    router.priority,
    stateOf(router.state),
    router.entryPoints.map(entryPointOf),
    router.middlewares.map(use),
    router.service === undefined ? null : treeOf(router.service, use),
    router.tls === undefined ? null : [router.tls.passthrough, options(router.tls.options ?? "default")],
  ];
  const udp = (router: UdpRouter): unknown => [
    stateOf(router.state),
    router.entryPoints.map(entryPointOf),
    router.service === undefined ? null : treeOf(router.service, use),
  ];
  return new Map<AnyRouter, string>([
    ...model.http.map((router) => [router, JSON.stringify(http(router))] as const),
    ...model.tcp.map((router) => [router, JSON.stringify(tcp(router))] as const),
    ...model.udp.map((router) => [router, JSON.stringify(udp(router))] as const),
  ]);
}

// --- internal ---

const stateOf = (state: RouterState): unknown =>
  state.kind === "enabled" ? state.kind : [state.kind, state.reasons.map(({ message }) => message)];

const entryPointTexts = new WeakMap<EntryPoint, string>();

function entryPointOf(entryPoint: EntryPoint): string {
  const known = entryPointTexts.get(entryPoint);
  if (known !== undefined) return known;
  const text = JSON.stringify(entryPoint);
  entryPointTexts.set(entryPoint, text);
  return text;
}

function treeOf(tree: ServiceTree, use: (middleware: MiddlewareUse) => unknown): unknown {
  switch (tree.kind) {
    case "kubernetes": {
      const { namespace, name, port, portNumber, scheme, sticky, middlewares } = tree;
      return [namespace, name, port, portNumber, scheme, sticky, middlewares.map(use)];
    }
    case "weighted":
    case "highest-random-weight":
      return [
        tree.kind,
        tree.sticky,
        tree.services.map(({ weight, service }) => [weight, treeOf(service, use)]),
      ];
    case "mirroring":
      return [
        tree.kind,
        treeOf(tree.service, use),
        tree.mirrors.map(({ percent, service }) => [percent, treeOf(service, use)]),
      ];
    case "failover":
      return [tree.kind, treeOf(tree.service, use), treeOf(tree.fallback, use), tree.status];
    case "internal":
    case "other-provider":
      return [tree.kind, tree.name];
    default:
      return tree satisfies never;
  }
}
