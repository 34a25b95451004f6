import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mapping, mappings, specOf, string, traefikIo } from "../cluster";
import { type Draft, draft } from "../finding";
import { type Pods, podsOf } from "./pods";
import { inTraefikService, type ServiceReference, serviceReferences } from "./service-reference";

/** Checks of what routes, TraefikServices and middlewares send requests to. */
export function* serviceChecks(cluster: Cluster): Generator<Draft> {
  const references = serviceReferences(cluster);
  const pods = podsOf(cluster);
  const services = new Map<string, { readonly service: LocatedObject; readonly used: Set<unknown> }>();
  for (const reference of references) {
    yield* crossing(cluster, reference);
    if (reference.name.includes("@")) {
      yield* ofProvider(cluster, reference);
      continue;
    }
    if (reference.kind === "TraefikService") yield* traefikService(cluster, reference);
    else {
      const service = cluster.find("v1/Service", reference.namespace, reference.name);
      if (service === undefined) yield* missingService(cluster, reference);
      else {
        yield* portOf(reference, service);
        yield* optionsOf(cluster, reference, service);
        const key = `${service.namespace}/${service.name}`;
        const known = services.get(key) ?? { service, used: new Set() };
        services.set(key, known);
        known.used.add(reference.fields.port);
      }
    }
  }
  for (const { service } of services.values()) yield* podsBehind(cluster, service, pods);
  for (const service of cluster.all(traefikIo("TraefikService"))) yield* typeOf(service);
  yield* cycles(cluster);
  yield* differentOptions(references);
}

// --- internal ---

/** What becomes of a route whose service cannot be used (Traefik, pkg/provider/kubernetes/crd). */
const consequence = ({ from, protocol }: ServiceReference): string => {
  if (from.kind === "Middleware")
    return "Traefik makes no middleware of it, and the routes that use it get 404";
  if (from.kind === "TraefikService") return "Traefik drops it, and the routes that use it get 404";
  return protocol === "HTTP"
    ? "Traefik drops the route, and its requests get 404"
    : "Traefik leaves it out, and without another the route answers nothing";
};

function* crossing(cluster: Cluster, reference: ServiceReference): Generator<Draft> {
  if (!reference.crosses || cluster.traefik?.crdProvider.allowCrossNamespace !== false) return;
  yield draft("E23", reference.from, [...reference.path, "namespace"], {
    happens: `${reference.kind} ${reference.name} is in the namespace ${reference.namespace}, which the provider does not allow: ${consequence(reference)}.`,
    fix: `Move one of them, or set providers.kubernetesCRD.allowCrossNamespace.`,
  });
}

function* ofProvider(cluster: Cluster, reference: ServiceReference): Generator<Draft> {
  const { name, kind, from, path } = reference;
  if (name.endsWith("@internal") && kind !== "TraefikService") {
    yield draft("E21", from, [...path, "name"], {
      happens: `Without a kind, ${name} is looked for as a Service of Kubernetes, and there is none: Traefik drops the route.`,
      fix: "Add kind: TraefikService.",
    });
  }
  yield* allowedProvider(cluster, from, [...path, "name"], name);
}

/** `name@provider` from a namespace that may not use other providers' objects. */
export function* allowedProvider(
  cluster: Cluster,
  from: LocatedObject,
  path: Draft["path"],
  name: string,
): Generator<Draft> {
  const provider = cluster.traefik?.crdProvider;
  if (provider === undefined) return;
  if (name.endsWith("@kubernetescrd")) {
    if (provider.allowCrossNamespace) return;
    yield draft("E23", from, path, {
      happens: `${name} may be in any namespace, which the provider does not allow: Traefik drops what names it.`,
      fix: "Write the name without @kubernetescrd, or set providers.kubernetesCRD.allowCrossNamespace.",
    });
    return;
  }
  const allowed = provider.crossProviderNamespaces;
  if (allowed === undefined || allowed.includes(from.namespace)) return;
  yield draft("E19", from, path, {
    happens: `The namespace ${from.namespace} may not use ${name}: Traefik drops the route.`,
    fix: `Move the route to ${allowed.join(" or ")}, or add ${from.namespace} to providers.kubernetesCRD.crossProviderNamespaces.`,
  });
}

function* missingService(cluster: Cluster, reference: ServiceReference): Generator<Draft> {
  const { from, path, namespace, name } = reference;
  const { severity, instead } = cluster.missing("v1/Service", namespace, name);
  yield draft("E20", from, [...path, "name"], {
    severity,
    happens: `Service ${namespace}/${name} is not ${severity === "error" ? "there" : "among the files"}: ${severity === "error" ? "" : "unless something else makes it, "}${consequence(reference)}.`,
    fix: `Create it, or correct the name${instead === "" ? "" : `: ${instead}`}.`.replace("?.", "?"),
  });
}

function* traefikService(cluster: Cluster, reference: ServiceReference): Generator<Draft> {
  const { from, path, namespace, name } = reference;
  if (cluster.find(traefikIo("TraefikService"), namespace, name) !== undefined) return;
  const { severity, instead } = cluster.missing(
    traefikIo("TraefikService"),
    namespace,
    name,
    // an object does not show that those it names are described beside it
    (neighbour) => neighbour !== from,
  );
  yield draft("E21", from, [...path, "name"], {
    severity,
    happens: `TraefikService ${namespace}/${name} is not ${severity === "error" ? "there" : "among the files"}: the router is disabled, and its requests get 404.`,
    fix: `Create it, or correct the name${instead === "" ? "" : `: ${instead}`}.`.replace("?.", "?"),
  });
}

interface ServicePort {
  readonly name: string | undefined;
  readonly port: unknown;
  readonly targetPort: unknown;
  readonly index: number;
}

const portsOf = (service: LocatedObject): readonly ServicePort[] =>
  mappings(specOf(service).ports).map(({ item: { name, port, targetPort }, index }) => ({
    name: string(name),
    port,
    targetPort: targetPort ?? port,
    index,
  }));

const typeOfService = (service: LocatedObject): string => string(specOf(service).type) ?? "ClusterIP";

function* portOf(reference: ServiceReference, service: LocatedObject): Generator<Draft> {
  const { from, path, fields } = reference;
  const { port } = fields;
  const ports = portsOf(service);
  const known = ports
    .map((one) => (one.name === undefined ? `${one.port}` : `${one.name} (${one.port})`))
    .join(", ");
  if (port === undefined || port === 0 || port === "") {
    yield draft("E20", from, path, {
      happens: `No port of Service ${service.name} is named: ${consequence(reference)}.`,
      fix: `Add a port${known === "" ? "" : `: ${known}`}.`,
    });
    return;
  }
  if (ports.some((one) => one.port === port || (one.name !== undefined && one.name === port))) return;
  // an external name need not list ports
  if (typeOfService(service) === "ExternalName" && ports.length === 0) return;
  const quoted = typeof port === "string" && ports.some((one) => `${one.port}` === port);
  yield draft("E20", from, [...path, "port"], {
    happens: quoted
      ? `A port in quotes is looked for by name, and Service ${service.name} has none named ${port}: ${consequence(reference)}.`
      : `Service ${service.name} has no port ${port}: ${consequence(reference)}.`,
    fix: quoted
      ? "Write the number without quotes."
      : `Write the port of the Service, not of its pods: ${known === "" ? "it has none" : known}.`,
  });
}

function* optionsOf(cluster: Cluster, reference: ServiceReference, service: LocatedObject): Generator<Draft> {
  const { from, path, fields } = reference;
  const external = typeOfService(service) === "ExternalName";
  if (external && cluster.traefik?.crdProvider.allowExternalNameServices === false) {
    yield draft("E31", from, [...path, "name"], {
      happens: `Service ${service.name} has the type ExternalName, which the provider does not allow: ${consequence(reference)}.`,
      fix: "Set providers.kubernetesCRD.allowExternalNameServices, or route to a Service with pods.",
    });
  }
  if (!external && fields.healthCheck !== undefined && reference.protocol === "HTTP") {
    yield draft("E31", from, [...path, "healthCheck"], {
      happens: `Traefik takes health checks for the type ExternalName only: ${consequence(reference)}.`,
      fix: "Remove healthCheck; readiness probes of the pods do its work.",
    });
  }
  if (fields.nativeLB === true && specOf(service).clusterIP === "None") {
    yield draft("E31", from, [...path, "nativeLB"], {
      happens: `Service ${service.name} is headless and has no address of its own: ${consequence(reference)}.`,
      fix: "Remove nativeLB, or give the Service a cluster address.",
    });
  }
}

function* podsBehind(cluster: Cluster, service: LocatedObject, pods: Pods): Generator<Draft> {
  const selector = mapping(specOf(service).selector);
  if (Object.keys(selector).length === 0 || typeOfService(service) === "ExternalName") return;
  // where no workload is described, the pods are somebody else's
  if (pods.inNamespace(service.namespace).length === 0) return;
  const selected = pods.selectedBy(service.namespace, selector);
  if (selected.length === 0) {
    yield draft("E20", service, ["spec", "selector"], {
      severity: cluster.input.complete ? "error" : "warning",
      happens: "No pod has all of these labels, so requests get 503.",
      fix: "Use labels of the workload's pod template.",
    });
    return;
  }
  const ports = selected.flatMap((template) => template.ports);
  for (const { targetPort, index } of portsOf(service)) {
    const path = ["spec", "ports", index, "targetPort"];
    if (typeof targetPort === "string" && !ports.some(({ name }) => name === targetPort)) {
      yield draft("E20", service, path, {
        happens: `No container of the selected pods has a port named ${targetPort}, so the Service has no endpoints and requests get 503.`,
        fix: `Name a port of the containers: ${ports.map(({ name, number }) => name ?? number).join(", ") || "they name none"}.`,
      });
    } else if (
      typeof targetPort === "number" &&
      ports.length > 0 &&
      !ports.some(({ number }) => number === targetPort)
    ) {
      yield draft("E20", service, path, {
        severity: "warning",
        happens: `The containers of the selected pods list other ports than ${targetPort}: if nothing listens there, requests get 502.`,
        fix: `Correct it, or list the port in the container: ${ports.map(({ number }) => number).join(", ")}.`,
      });
    }
  }
}

const types = ["weighted", "mirroring", "highestRandomWeight", "failover"];

function* typeOf(service: LocatedObject): Generator<Draft> {
  const spec = specOf(service);
  const given = types.filter((type) => spec[type] !== undefined && spec[type] !== null);
  if (given.length === 1) return;
  yield draft("E21", service, given.length === 0 ? ["spec"] : ["spec", given[1] ?? ""], {
    happens:
      given.length === 0
        ? "The TraefikService has no type: Traefik drops it, and the routes that use it get 404."
        : `The TraefikService has the types ${given.join(" and ")}: Traefik uses ${given[0]} and ignores the rest.`,
    fix:
      given.length === 0
        ? `Give it one of ${types.join(", ")}.`
        : "Keep one, and make another TraefikService of each other.",
  });
}

function* cycles(cluster: Cluster): Generator<Draft> {
  const state = new Map<LocatedObject, "open" | "done">();
  for (const start of cluster.all(traefikIo("TraefikService"))) {
    const stack: {
      readonly service: LocatedObject;
      readonly children: readonly ServiceReference[];
      next: number;
    }[] = [];
    const enter = (service: LocatedObject) => {
      state.set(service, "open");
      const children = inTraefikService(service).filter(({ kind }) => kind === "TraefikService");
      stack.push({ service, children, next: 0 });
    };
    if (!state.has(start)) enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.children[top.next++];
      if (child === undefined) {
        state.set(top.service, "done");
        stack.pop();
        continue;
      }
      const target = cluster.find(traefikIo("TraefikService"), child.namespace, child.name);
      if (target === undefined) continue;
      if (state.get(target) === "open") {
        yield draft("E21", top.service, [...child.path, "name"], {
          happens: `${child.name} leads back to ${top.service.name}: the router is disabled, and its requests get 404.`,
          fix: "Let one of them name Services only.",
        });
      } else if (!state.has(target)) enter(target);
    }
  }
}

/** What Traefik keeps once for a Service and port, whoever names it; weights belong to the list. */
const own = ["name", "namespace", "kind", "port", "weight", "percent"];

/** Children of weighted, mirroring and failover are kept under `<namespace>-<service>-<port>`; the last one stays. */
function* differentOptions(references: readonly ServiceReference[]): Generator<Draft> {
  const first = new Map<string, { readonly reference: ServiceReference; readonly options: string }>();
  for (const reference of references) {
    const { from, path, kind, namespace, name, fields } = reference;
    if (from.kind !== "TraefikService" || kind !== "Service") continue;
    const isMirroring = path.at(-1) === "mirroring";
    const options = JSON.stringify(
      Object.entries(fields)
        .filter(([key]) => !own.includes(key) && !(isMirroring && mirroringOnly.includes(key)))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const key = `${namespace}/${name}:${fields.port}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, { reference, options });
    else if (known.options !== options) {
      const other = known.reference.from;
      yield draft("W30", from, path, {
        happens: `Service ${name} has other options here than in ${other.kind} ${other.namespace}/${other.name}: Traefik keeps those of one of them for both.`,
        fix: "Give it the same options everywhere, or make a second Service.",
      });
    }
  }
}

const mirroringOnly = ["mirrors", "mirrorBody", "maxBodySize"];
