import { parseRule } from "../../traefik/rules/parse";
import type { RuleTree } from "../../traefik/rules/tree";
import { isRecord } from "../structural/record";
import type { HttpRouter, MiddlewareUse, TraefikModel } from "../traefik/model";
import type { ServiceTree } from "../traefik/service-tree";
import type { EntryPoint, Redirection } from "../traefik/static-configuration";
import type { RouterSummary } from "./explanation";

/** A router that may take a request: a user's, or one that Traefik makes itself. */
export interface Contender {
  readonly tree: RuleTree;
  /** Infinity for those of Traefik itself. */
  readonly priority: number;
  readonly priorityIsExplicit: boolean;
  readonly router?: HttpRouter;
  /** Options that the router's requests must have come under; undefined without TLS. */
  readonly options?: string;
  readonly middlewares: readonly MiddlewareUse[];
  readonly redirection?: Redirection;
  readonly service?: ServiceTree;
  readonly summary: () => RouterSummary;
}

/** Every router that competes at an entry point, with or without TLS, the highest priority first. */
export function contendersAt(
  model: TraefikModel,
  entryPoint: EntryPoint,
  tls: boolean,
): readonly Contender[] {
  const users = model.http.flatMap((router): Contender[] => {
    if (router.state.kind !== "enabled" || !router.rule.ok) return [];
    const binding = router.bindings.find((one) => one.entryPoint.name === entryPoint.name && one.tls === tls);
    if (binding === undefined || binding.disabled.length > 0) return [];
    return [contenderOf(router, router.rule.tree, binding.middlewares, binding.options?.applied)];
  });
  return inOrder([...users, ...internalContenders(model, entryPoint, tls)]);
}

/** The children of a router, the highest priority first. */
export const childrenOf = (model: TraefikModel, parent: HttpRouter): readonly Contender[] =>
  inOrder(
    model.http.flatMap((router) =>
      parent.children.includes(router.name) && router.state.kind === "enabled" && router.rule.ok
        ? [contenderOf(router, router.rule.tree, [], undefined)]
        : [],
    ),
  );

export function summaryOf(router: HttpRouter): RouterSummary {
  const { name, object, path, match, priority } = router;
  return {
    name,
    shown: `${object.namespace}/${object.name}`,
    match,
    priority,
    file: object.file,
    ...object.locate([...path, "match"]),
  };
}

// --- internal ---

const contenderOf = (
  router: HttpRouter,
  tree: RuleTree,
  middlewares: readonly MiddlewareUse[],
  options: string | undefined,
): Contender => ({
  tree,
  priority: router.priority,
  priorityIsExplicit: router.priorityIsExplicit,
  router,
  ...(options !== undefined && { options }),
  middlewares,
  ...(router.service !== undefined && { service: router.service }),
  summary: () => summaryOf(router),
});

const inOrder = (contenders: readonly Contender[]): readonly Contender[] =>
  [...contenders].sort((a, b) => (a.priority === b.priority ? 0 : b.priority - a.priority));

/** Redirections, ping, metrics and the insecure API (pkg/provider/traefik). */
function internalContenders(model: TraefikModel, entryPoint: EntryPoint, tls: boolean): Contender[] {
  if (tls !== (entryPoint.tls !== undefined)) return [];
  const { redirection, allowAcmeByPass, name } = entryPoint;
  const own: Contender[] = [];
  const add = (id: string, match: string, rest: Partial<Contender>): void => {
    const rule = parseRule("http", match);
    if (!rule.ok) throw new Error(`${match}: ${rule.problems[0]?.message}`);
    const priority = rest.priority ?? Number.POSITIVE_INFINITY;
    own.push({
      tree: rule.tree,
      priority,
      priorityIsExplicit: true,
      middlewares: [],
      ...(tls && { options: "default" }),
      ...rest,
      summary: () => ({
        name: `${id}@internal`,
        shown: id,
        match,
        priority: priority === Number.POSITIVE_INFINITY ? "highest" : priority,
      }),
    });
  };
  if (redirection !== undefined) {
    const everything = "HostRegexp(`^.+$`)";
    add(
      `redirection of ${name}`,
      allowAcmeByPass ? `${everything} && !PathPrefix(\`/.well-known/acme-challenge/\`)` : everything,
      { redirection, ...(redirection.priority !== undefined && { priority: redirection.priority }) },
    );
  }
  const values = model.configuration.release?.values ?? {};
  const { metrics, api } = values;
  const prometheus = isRecord(metrics) && isRecord(metrics.prometheus) ? metrics.prometheus : {};
  if (
    name === (prometheus.entryPoint ?? "metrics") &&
    prometheus.manualRouting !== true &&
    !(isRecord(metrics) && metrics.prometheus === null)
  ) {
    add("prometheus", "PathPrefix(`/metrics`)", {
      service: { kind: "internal", name: "prometheus@internal" },
    });
  }
  if (name === "traefik") {
    add("ping", "PathPrefix(`/ping`)", { service: { kind: "internal", name: "ping@internal" } });
    if (isRecord(api) && api.insecure === true) {
      add("api", "PathPrefix(`/api`)", { service: { kind: "internal", name: "api@internal" } });
      add("dashboard", "PathPrefix(`/`)", {
        service: { kind: "internal", name: "dashboard@internal" },
        priority: Number.MAX_VALUE,
      });
    }
  }
  return own;
}
