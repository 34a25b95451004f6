import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mappings, specOf, string, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";

interface ParentReference {
  readonly child: LocatedObject;
  readonly path: Path;
  readonly name: string;
  readonly namespace: string;
}

/** Checks of routes in several layers: children that hang below the routes of their parents. */
export function* parentChecks(cluster: Cluster): Generator<Draft> {
  const routes = cluster.all(traefikIo("IngressRoute"));
  const references = routes.flatMap(parentReferences);
  const parents = new Set<LocatedObject>();
  for (const reference of references) {
    const { child, path, name, namespace } = reference;
    if (namespace !== child.namespace && cluster.traefik?.crdProvider.allowCrossNamespace === false) {
      yield draft("E23", child, [...path, "namespace"], {
        happens: `The parent is in the namespace ${namespace}, which the provider does not allow: Traefik passes over the whole IngressRoute.`,
        fix: "Move one of them, or set providers.kubernetesCRD.allowCrossNamespace.",
      });
    }
    const parent = cluster.find(traefikIo("IngressRoute"), namespace, name);
    if (parent !== undefined) parents.add(parent);
    else {
      const isParent = (route: LocatedObject) => parentReferences(route).length === 0;
      const { severity, instead } = cluster.missing(traefikIo("IngressRoute"), namespace, name, isParent);
      yield draft("E28", child, [...path, "name"], {
        severity,
        happens: `IngressRoute ${namespace}/${name} is not ${severity === "error" ? "there" : "among the files"}: the child is disabled, and its requests get 404.`,
        fix: `Create the parent, or correct the name${instead === "" ? "" : `: ${instead}`}.`.replace(
          "?.",
          "?",
        ),
      });
    }
  }
  for (const route of routes) {
    if (parentReferences(route).length > 0) yield* ofChild(route);
  }
  for (const parent of parents) yield* ofParent(parent);
  yield* cycles(cluster, routes);
}

// --- internal ---

const parentReferences = (child: LocatedObject): ParentReference[] =>
  mappings(specOf(child).parentRefs).flatMap(({ item, index }) => {
    const name = string(item.name);
    return name === undefined
      ? []
      : [
          {
            child,
            path: ["spec", "parentRefs", index],
            name,
            namespace: string(item.namespace) ?? child.namespace,
          },
        ];
  });

function* ofChild(child: LocatedObject): Generator<Draft> {
  const spec = specOf(child);
  for (const field of ["tls", "entryPoints"]) {
    const given = spec[field];
    if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
    yield draft("E28", child, ["spec", field], {
      happens: `A child has the ${field} of its parent and must have none of its own: Traefik disables it, and its requests get 404.`,
      fix: `Move ${field} to the parent.`,
    });
  }
  for (const { item, index } of mappings(spec.routes)) {
    if (item.observability === undefined) continue;
    yield draft("E28", child, ["spec", "routes", index, "observability"], {
      happens:
        "A child has the observability of its parent and must have none of its own: Traefik disables it, and its requests get 404.",
      fix: "Move observability to the parent.",
    });
  }
}

function* ofParent(parent: LocatedObject): Generator<Draft> {
  for (const { item, index } of mappings(specOf(parent).routes)) {
    if (mappings(item.services).length === 0) continue;
    yield draft("E28", parent, ["spec", "routes", index, "services"], {
      happens:
        "A route cannot have both services and children: Traefik disables it, and its requests get 404.",
      fix: "Give the services to a child, or take the children away.",
    });
  }
}

function* cycles(cluster: Cluster, routes: readonly LocatedObject[]): Generator<Draft> {
  const state = new Map<LocatedObject, "open" | "done">();
  for (const start of routes) {
    if (state.has(start)) continue;
    const stack = [{ route: start, references: parentReferences(start), next: 0 }];
    state.set(start, "open");
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const reference = top.references[top.next++];
      if (reference === undefined) {
        state.set(top.route, "done");
        stack.pop();
        continue;
      }
      const parent = cluster.find(traefikIo("IngressRoute"), reference.namespace, reference.name);
      if (parent === undefined) continue;
      if (state.get(parent) === "open") {
        yield draft("E28", reference.child, [...reference.path, "name"], {
          happens: `${parent.name} is also below this route: Traefik cuts the circle, and the routes in it get no requests.`,
          fix: "Let one route of the circle have no parent.",
        });
      } else if (!state.has(parent)) {
        state.set(parent, "open");
        stack.push({ route: parent, references: parentReferences(parent), next: 0 });
      }
    }
  }
}
