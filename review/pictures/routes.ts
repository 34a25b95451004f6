import { serviceShares } from "../../verify/explain/shares";
import type { MiddlewareUse } from "../../verify/traefik/model";
import { sharesOf } from "../../verify/traefik/service-tree";
import { byCodeUnits } from "../differences/value";
import type { Picture, PictureNode } from "../report/report";
import { hostsIn } from "../routing/changed-routers";
import type { Routing, RoutingSide } from "../routing/routing";
import type { AnyRouter } from "../routing/signature";

/** More nodes than this nobody takes in. */
const mostNodes = 40;

/**
 * Draws the routers that change and those beside them, from host to service. Undefined where none changes. What does
 * not fit is one node that says how many routers it stands for.
 */
export function routesPicture({ base, head }: Routing): Picture | undefined {
  const routes = pairedRoutes(base, head);
  const isChanged = ({ change }: Route): boolean => change !== "none";
  if (!routes.some(isChanged)) return undefined;
  const known = { base: knownNames(base), head: knownNames(head) };
  const nodes = new Map<string, PictureNode>();
  const edges = new Map<string, Picture["edges"][number]>();
  let left = 0;
  for (const route of [...routes.filter(isChanged), ...routes.filter((one) => !isChanged(one))]) {
    const drawing = drawn(route, known);
    const more = drawing.nodes.filter(({ id }) => !nodes.has(id));
    if (nodes.size + more.length > mostNodes - 1) {
      left += 1;
      continue;
    }
    for (const node of more) nodes.set(node.id, node);
    for (const edge of drawing.edges) edges.set(`${edge.from}\n${edge.to}`, edge);
  }
  if (left > 0) {
    const label = `${left} more ${left === 1 ? "router" : "routers"}`;
    nodes.set("more", { id: "more", label, group: "router", change: "none" });
  }
  return {
    kind: "routes",
    title: "Routes that change",
    nodes: [...nodes.values()].sort(
      (a, b) => columns.indexOf(a.group) - columns.indexOf(b.group) || byCodeUnits(a.id, b.id),
    ),
    edges: [...edges.values()].sort((a, b) => byCodeUnits(a.from, b.from) || byCodeUnits(a.to, b.to)),
  };
}

// --- internal ---

const columns: readonly string[] = ["host", "router", "middleware", "service"];

type Change = PictureNode["change"];

/** One route of one object, on both sides. */
interface Route {
  readonly id: string;
  readonly before?: AnyRouter;
  readonly after?: AnyRouter;
  readonly change: Change;
}

/** A route whose rule changes keeps its place in its object. */
function pairedRoutes(base: RoutingSide, head: RoutingSide): readonly Route[] {
  const changed = new Set([...base.affected.changed, ...head.affected.changed]);
  const hosts = new Set([...changed].flatMap(hostsIn));
  const placed = ({ affected }: RoutingSide): ReadonlyMap<string, AnyRouter> => {
    const beside = affected.beside.filter((router) => hostsIn(router).some((host) => hosts.has(host)));
    return new Map([...affected.changed, ...beside].map((router) => [placeOf(router), router]));
  };
  const [before, after] = [placed(base), placed(head)];
  return [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnits).map((id): Route => {
    const [old, young] = [before.get(id), after.get(id)];
    return {
      id,
      ...(old !== undefined && { before: old }),
      ...(young !== undefined && { after: young }),
      change: changeOf(
        old,
        young,
        [old, young].some((one) => one !== undefined && changed.has(one)),
      ),
    };
  });
}

const placeOf = ({ kind, object: { namespace, name }, path }: AnyRouter): string =>
  `${kind} ${namespace}/${name} ${path.join(".")}`;

const changeOf = (before: unknown, after: unknown, differs: boolean): Change =>
  before === undefined ? "create" : after === undefined ? "delete" : differs ? "update" : "none";

/** Everything that one side has at all, whether it changes or not. */
interface KnownNames {
  readonly hosts: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** Settings by `namespace/name`. */
  readonly middlewares: ReadonlyMap<string, string>;
}

function knownNames({ model }: RoutingSide): KnownNames {
  const routers: readonly AnyRouter[] = [...model.http, ...model.tcp, ...model.udp];
  return {
    hosts: new Set(routers.flatMap(hostLabels)),
    services: new Set(routers.flatMap(({ service }) => (service === undefined ? [] : namesIn(service)))),
    middlewares: new Map(
      [...model.middlewares.values(), ...model.tcpMiddlewares.values()].map(({ object, type, settings }) => [
        `${object.namespace}/${object.name}`,
        JSON.stringify([type, settings]),
      ]),
    ),
  };
}

const namesIn = (service: NonNullable<AnyRouter["service"]>): readonly string[] =>
  sharesOf(service).map(({ service: one }) =>
    one.kind === "kubernetes" ? `${one.namespace}/${one.name}` : one.name,
  );

/** What a client has to ask for. */
function hostLabels(router: AnyRouter): readonly string[] {
  const hosts = hostsIn(router).filter((host) => host !== "*");
  if (hosts.length > 0) return [...new Set(hosts)];
  const entryPoints =
    router.kind === "http" ? router.bindings.map(({ entryPoint }) => entryPoint) : router.entryPoints;
  if (router.kind === "http") return ["any host"];
  return entryPoints.map(({ name }) => `${router.kind.toUpperCase()} at ${name}`);
}

interface Drawing {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly Picture["edges"][number][];
}

function drawn(
  { id, before, after, change }: Route,
  known: { readonly base: KnownNames; readonly head: KnownNames },
): Drawing {
  const routers = [before, after].filter((router) => router !== undefined);
  const [shown] = [after, before].filter((router) => router !== undefined);
  const hosts = [...new Set(routers.flatMap(hostLabels))].sort(byCodeUnits);
  const own = `router ${id}`;
  const middlewares = merged(usesOf(before), usesOf(after)).map(({ name, isBefore, isAfter, type }) => {
    const [old, young] = [known.base.middlewares.get(name), known.head.middlewares.get(name)];
    const differs = old !== young;
    return {
      id: `middleware ${id} ${name}`,
      label: name,
      ...(type !== undefined && { detail: type }),
      group: "middleware",
      change: changeOf(isBefore || undefined, isAfter || undefined, differs),
    };
  });
  const shares = servicesOf(before, after);
  const last = middlewares.at(-1)?.id ?? own;
  return {
    nodes: [
      ...hosts.map((host) => ({
        id: `host ${host}`,
        label: host,
        group: "host",
        change: presence(host, known.base.hosts, known.head.hosts),
      })),
      {
        id: own,
        label: shown === undefined ? id : `${shown.object.namespace}/${shown.object.name}`,
        ...(shown !== undefined && shown.kind !== "udp" && { detail: oneLine(shown.match) }),
        group: "router",
        change,
      },
      ...middlewares,
      ...shares.map(({ service }) => ({
        id: `service ${service}`,
        label: service,
        group: "service",
        change: presence(service, known.base.services, known.head.services),
      })),
    ],
    edges: [
      ...hosts.map((host) => ({ from: `host ${host}`, to: own })),
      ...middlewares.map(({ id: to }, index) => ({ from: middlewares[index - 1]?.id ?? own, to })),
      ...shares.map(({ service, label }) => ({
        from: last,
        to: `service ${service}`,
        ...(label !== undefined && { label }),
      })),
    ],
  };
}

const presence = (name: string, before: ReadonlySet<string>, after: ReadonlySet<string>): Change =>
  before.has(name) === after.has(name) ? "none" : after.has(name) ? "create" : "delete";

const longest = 80;

function oneLine(match: string): string {
  const line = match.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : line;
}

interface Use {
  readonly name: string;
  readonly type?: string;
}

const usesOf = (router: AnyRouter | undefined): readonly Use[] =>
  router === undefined || router.kind === "udp" ? [] : router.middlewares.map(useOf);

function useOf({ name, middleware }: MiddlewareUse): Use {
  if (middleware === undefined) return { name };
  const { object, type } = middleware;
  return { name: `${object.namespace}/${object.name}`, ...(type !== undefined && { type }) };
}

/** In the order of the head; those that are gone come first. */
function merged(
  before: readonly Use[],
  after: readonly Use[],
): readonly (Use & { readonly isBefore: boolean; readonly isAfter: boolean })[] {
  const has = (uses: readonly Use[], { name }: Use): boolean => uses.some((use) => use.name === name);
  return [
    ...before.filter((use) => !has(after, use)).map((use) => ({ ...use, isBefore: true, isAfter: false })),
    ...after.map((use) => ({ ...use, isBefore: has(before, use), isAfter: true })),
  ];
}

/** Services of both sides; the label says what part of the requests each gets, if not all or if it changes. */
function servicesOf(
  before: AnyRouter | undefined,
  after: AnyRouter | undefined,
): readonly { readonly service: string; readonly label?: string }[] {
  const [old, young] = [before, after].map((router) => percents(router));
  const names = [...new Set([...(old?.keys() ?? []), ...(young?.keys() ?? [])])].sort(byCodeUnits);
  return names.map((service) => {
    const [was, is] = [old?.get(service), young?.get(service)];
    const label =
      before === undefined || after === undefined || was === is
        ? (is ?? was)
        : `${was ?? "0 %"} → ${is ?? "0 %"}`;
    return { service, ...(label !== undefined && label !== "100 %" && { label }) };
  });
}

function percents(router: AnyRouter | undefined): ReadonlyMap<string, string> {
  if (router?.service === undefined) return new Map();
  return new Map(
    serviceShares(router.service).map(({ service, percent, fallback }) => [
      service,
      fallback ? "when the other fails" : `${percent} %`,
    ]),
  );
}
