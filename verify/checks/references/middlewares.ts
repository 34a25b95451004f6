import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, mappings, specOf, string, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { serviceReferences } from "./service-reference";
import { allowedProvider } from "./services";

type Kind = "Middleware" | "MiddlewareTCP";

interface MiddlewareReference {
  readonly from: LocatedObject;
  readonly path: Path;
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
  readonly crosses: boolean;
}

/** Checks of the middlewares that routes, services and chains name. */
export function* middlewareReferenceChecks(cluster: Cluster): Generator<Draft> {
  for (const reference of middlewareReferences(cluster)) {
    const { from, path, kind, name, namespace, crosses } = reference;
    if (name.includes("@")) {
      yield* allowedProvider(cluster, from, path, name);
      continue;
    }
    if (crosses && cluster.traefik?.crdProvider.allowCrossNamespace === false) {
      yield draft("E23", from, [...path.slice(0, -1), "namespace"], {
        happens: `${kind} ${name} is in the namespace ${namespace}, which the provider does not allow: ${consequence(reference)}.`,
        fix: `Put a copy of it into the namespace ${from.namespace}, or set providers.kubernetesCRD.allowCrossNamespace.`,
      });
    }
    if (cluster.find(traefikIo(kind), namespace, name) !== undefined) continue;
    yield missing(cluster, reference);
  }
  yield* chainCycles(cluster);
  yield* ingressAnnotations(cluster);
}

// --- internal ---

const middlewareReferences = (cluster: Cluster): MiddlewareReference[] => [
  ...cluster.all(traefikIo("IngressRoute")).flatMap((route) => ofRoutes(route, "Middleware")),
  ...cluster.all(traefikIo("IngressRouteTCP")).flatMap((route) => ofRoutes(route, "MiddlewareTCP")),
  ...cluster
    .all(traefikIo("Middleware"))
    .flatMap((chain) =>
      inList(chain, mapping(specOf(chain).chain).middlewares, ["spec", "chain", "middlewares"], "Middleware"),
    ),
  // those of a service are looked for where the service is
  ...serviceReferences(cluster).flatMap(({ from, path, fields, namespace }) =>
    inList(from, fields.middlewares, [...path, "middlewares"], "Middleware", namespace),
  ),
];

const ofRoutes = (from: LocatedObject, kind: Kind): MiddlewareReference[] =>
  mappings(specOf(from).routes).flatMap(({ item, index }) =>
    inList(from, item.middlewares, ["spec", "routes", index, "middlewares"], kind),
  );

const inList = (
  from: LocatedObject,
  list: unknown,
  path: Path,
  kind: Kind,
  home: string = from.namespace,
): MiddlewareReference[] =>
  mappings(list).flatMap(({ item, index }) => {
    const name = string(item.name);
    if (name === undefined) return [];
    const named = string(item.namespace);
    return [
      {
        from,
        path: [...path, index, "name"],
        kind,
        name,
        namespace: named ?? home,
        crosses: named !== undefined && named !== home,
      },
    ];
  });

const consequence = ({ from }: MiddlewareReference): string =>
  from.kind === "Middleware"
    ? "the whole chain is missing, and every route that uses it gets 404"
    : from.kind === "TraefikService"
      ? "the service is missing, and the routes that use it get 404"
      : "the router is disabled, and its requests get 404 or another route's answer";

function missing(cluster: Cluster, reference: MiddlewareReference): Draft {
  const { from, path, kind, name, namespace } = reference;
  const other = kind === "Middleware" ? "MiddlewareTCP" : "Middleware";
  if (cluster.find(traefikIo(other), namespace, name) !== undefined) {
    return draft("E22", from, path, {
      happens: `${name} is a ${other}, which ${kind === "Middleware" ? "HTTP" : "TCP"} routes cannot use: ${consequence(reference)}.`,
      fix: `Write a ${kind} of this name.`,
    });
  }
  const { severity, instead } = cluster.missing(
    traefikIo(kind),
    namespace,
    name,
    // nor does a chain show that its members are described beside it
    (neighbour) => neighbour !== from,
  );
  return draft("E22", from, path, {
    severity,
    happens: `${kind} ${namespace}/${name} is not ${severity === "error" ? "there" : "among the files"}: ${severity === "error" ? "" : "unless something else makes it, "}${consequence(reference)}.`,
    fix: `Create it, or correct the name${instead === "" ? "" : `: ${instead}`}.`.replace("?.", "?"),
  });
}

function* chainCycles(cluster: Cluster): Generator<Draft> {
  const done = new Set<LocatedObject>();
  const chains = cluster.all(traefikIo("Middleware")).filter((object) => specOf(object).chain !== undefined);
  for (const start of chains) {
    const open = new Set<LocatedObject>();
    const stack = [{ chain: start, members: membersOf(start), next: 0 }];
    if (done.has(start)) continue;
    open.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const member = top.members[top.next++];
      if (member === undefined) {
        open.delete(top.chain);
        done.add(top.chain);
        stack.pop();
        continue;
      }
      const target = cluster.find(traefikIo("Middleware"), member.namespace, member.name);
      if (target === undefined || done.has(target)) continue;
      if (open.has(target)) {
        yield draft("E22", top.chain, member.path, {
          happens: `The chain leads back to ${target.name}: Traefik finds the recursion, and the routes that use it get 404.`,
          fix: "Take one of the chains out of the other.",
        });
      } else {
        open.add(target);
        stack.push({ chain: target, members: membersOf(target), next: 0 });
      }
    }
  }
}

const membersOf = (chain: LocatedObject): MiddlewareReference[] =>
  inList(chain, mapping(specOf(chain).chain).middlewares, ["spec", "chain", "middlewares"], "Middleware");

const middlewaresAnnotation = "traefik.ingress.kubernetes.io/router.middlewares";

/** `<namespace>-<name>@kubernetescrd`, separated by commas, as Traefik's Ingress provider wants it. */
function* ingressAnnotations(cluster: Cluster): Generator<Draft> {
  const ingresses = cluster.all("networking.k8s.io/Ingress");
  if (ingresses.length === 0) return;
  const known = new Set(
    cluster.all(traefikIo("Middleware")).map(({ namespace, name }) => `${namespace}-${name}`),
  );
  for (const ingress of ingresses) {
    const path = ["metadata", "annotations", middlewaresAnnotation];
    const written = mapping(mapping(ingress.object.metadata).annotations)[middlewaresAnnotation];
    if (typeof written !== "string") continue;
    for (const name of written.split(",").map((part) => part.trim())) {
      const [id = "", provider] = name.split("@");
      if (provider === undefined || provider === "") {
        yield draft("E22", ingress, path, {
          happens: `${name} names no provider, so Traefik looks for it among those of Ingresses, which have none: the router is disabled.`,
          fix: `Write <namespace>-${name}@kubernetescrd.`,
        });
      } else if (provider === "kubernetescrd" && !known.has(id) && known.size > 0) {
        yield draft("E22", ingress, path, {
          severity: cluster.input.complete ? "error" : "warning",
          happens: `No Middleware of the files is called ${id} with its namespace in front: the router is disabled, and its requests get 404.`,
          fix: `Write <namespace>-<name>@kubernetescrd, such as ${[...known][0]}@kubernetescrd.`,
        });
      }
    }
  }
}
