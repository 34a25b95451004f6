import { effectivePriority, httpPriority, httpRule, tcpRule } from "../../../routing/rule";
import { exposuresOf } from "../../../services/exposures";
import type { Exposure, HttpExposure, Match, TcpExposure } from "../../../services/model";
import { servicePorts } from "../../../services/ports";
import type { CheckFailure } from "../../checks";
import { dottedPath } from "../../problem";
import type { Definition } from "../../schema";

type Services = Definition["services"];

/** Stands for a domain that is not well formed. */
export const unknownDomain = "domain.invalid";

/** Checks ways in against each other: which requests go where must not be left to chance. */
export function checkRoutes(services: Services, domain = unknownDomain): CheckFailure[] {
  const placed = Object.entries(services).flatMap(([name, service]) =>
    exposuresOf(name, service, servicePorts(service), domain, false).map((exposure) => ({ name, exposure })),
  );
  const http = placed.flatMap(({ name, exposure }) =>
    exposure.kind === "http" ? [placedRoute(name, exposure)] : [],
  );
  const tcp = placed.flatMap(({ name, exposure }) => (exposure.kind === "tcp" ? [{ name, exposure }] : []));
  const udp = placed.flatMap(({ name, exposure }) => (exposure.kind === "udp" ? [{ name, exposure }] : []));
  return [
    ...checkHttp(http),
    ...checkTlsOptions(http),
    ...checkTcp(tcp, http),
    ...repeated(
      udp,
      ({ exposure }) => exposure.entryPoint,
      (_, first) => `is the entry point of ${placeOf(first)} already; over UDP it leads to one service`,
      ["entryPoint"],
    ),
  ];
}

// --- internal ---

interface Placed<E extends Exposure = Exposure> {
  readonly name: string;
  readonly exposure: E;
}

interface PlacedRoute extends Placed<HttpExposure> {
  readonly rule: string;
  readonly priority: number;
}

function placedRoute(name: string, exposure: HttpExposure): PlacedRoute {
  const rule = httpRule(exposure.address);
  const priority = effectivePriority(rule, exposure.priority ?? httpPriority(exposure.address));
  return { name, exposure, rule, priority };
}

const pathOf = ({ name, exposure }: Placed): (string | number)[] => [
  "services",
  name,
  "expose",
  exposure.index,
];

const placeOf = (placed: Placed): string => dottedPath(pathOf(placed));

/** Items whose key came before, with what is wrong about that. */
function repeated<T extends Placed>(
  items: readonly T[],
  keyOf: (item: T) => string,
  describe: (item: T, first: T) => string,
  steps: readonly string[] = [],
): CheckFailure[] {
  const first = new Map<string, T>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    const other = first.get(key);
    if (other === undefined) first.set(key, item);
    return other === undefined ? [] : [{ path: [...pathOf(item), ...steps], message: describe(item, other) }];
  });
}

/** Routes that might get the same requests: those of one host whose paths lie on one way down, or equal rules. */
function checkHttp(routes: readonly PlacedRoute[]): CheckFailure[] {
  const byPlace = new Map<string, { readonly route: PlacedRoute; readonly index: number }[]>();
  for (const [index, route] of routes.entries()) {
    const place = placesAbove(route)[0] ?? "";
    const there = byPlace.get(place);
    if (there === undefined) byPlace.set(place, [{ route, index }]);
    else there.push({ route, index });
  }
  const failures = new Map<string, CheckFailure>();
  for (const [index, route] of routes.entries()) {
    for (const [depth, place] of placesAbove(route).entries()) {
      for (const other of byPlace.get(place) ?? []) {
        // of two at one place the later one meets the earlier one
        if (depth === 0 && other.index >= index) continue;
        const pair = other.index < index ? ([route, other.route] as const) : ([other.route, route] as const);
        for (const failure of checkPair(...pair)) {
          const key = dottedPath(failure.path);
          // one reason is enough
          if (!failures.has(key)) failures.set(key, failure);
        }
      }
    }
  }
  return [...failures.values()];
}

/** Where a route stands, and every place above it, from which another would take its requests too. */
function placesAbove({ exposure: { address, entryPoint } }: PlacedRoute): readonly string[] {
  if (address.kind === "rule") return [`${entryPoint} ${address.rule}`];
  const steps = address.path === "/" ? [] : address.path.split("/").slice(1);
  return Array.from(
    { length: steps.length + 1 },
    (_, up) => `${entryPoint} ${address.host} /${steps.slice(0, steps.length - up).join("/")}`,
  );
}

function checkPair(route: PlacedRoute, earlier: PlacedRoute): CheckFailure[] {
  const path = pathOf(route);
  if (route.rule === earlier.rule) {
    const { address } = route.exposure;
    const what =
      address.kind === "host" ? `${address.host} with path ${address.path}` : `the rule ${address.rule}`;
    return [{ path, message: `${what} is exposed by ${placeOf(earlier)} already` }];
  }
  if (!overlap(route, earlier)) return [];
  if (route.priority === earlier.priority) {
    const message = `may match the same requests as ${placeOf(earlier)} with the same priority, and Traefik would choose at random; give one of them a priority`;
    return [{ path, message }];
  }
  const [higher, lower] = route.priority > earlier.priority ? [route, earlier] : [earlier, route];
  if (!covers(higher, lower)) return [];
  return [
    {
      path: pathOf(lower),
      message: `never gets a request: ${placeOf(higher)} has the higher priority and takes all of them`,
    },
  ];
}

/** Whether some request fits both. */
function overlap(
  { exposure: { address: a } }: PlacedRoute,
  { exposure: { address: b } }: PlacedRoute,
): boolean {
  if (a.kind === "rule" || b.kind === "rule") return false;
  if (a.host !== b.host || !pathsOverlap(a, b)) return false;
  return compatible(a.match, b.match);
}

type Path = { readonly path: string; readonly exact: boolean };

const isBelow = (path: string, prefix: string): boolean =>
  prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);

function pathsOverlap(a: Path, b: Path): boolean {
  if (a.exact && b.exact) return a.path === b.path;
  if (a.exact) return isBelow(a.path, b.path);
  if (b.exact) return isBelow(b.path, a.path);
  return isBelow(a.path, b.path) || isBelow(b.path, a.path);
}

/** Whether one request can meet both conditions. Of blocks of addresses that is left open. */
function compatible(a: Match, b: Match): boolean {
  const agree = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
    Object.entries(one).every(([key, value]) => (other[key] ?? value) === value);
  const methods =
    a.methods.length === 0 || b.methods.length === 0 || a.methods.some((it) => b.methods.includes(it));
  return methods && agree(a.cookies, b.cookies) && agree(lowerKeys(a.headers), lowerKeys(b.headers));
}

const lowerKeys = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));

/** Whether a route takes everything that another would. */
function covers(
  { exposure: { address: a } }: PlacedRoute,
  { exposure: { address: b } }: PlacedRoute,
): boolean {
  if (a.kind === "rule" || b.kind === "rule") return false;
  const pathCovers = a.exact ? b.exact && a.path === b.path : isBelow(b.path, a.path);
  if (!pathCovers) return false;
  const within = (part: Readonly<Record<string, string>>, whole: Readonly<Record<string, string>>) =>
    Object.entries(part).every(([key, value]) => whole[key] === value);
  const { match } = a;
  return (
    (match.methods.length === 0 ||
      (b.match.methods.length > 0 && b.match.methods.every((method) => match.methods.includes(method)))) &&
    (match.clients.length === 0 || match.clients.join() === b.match.clients.join()) &&
    within(lowerKeys(match.headers), lowerKeys(b.match.headers)) &&
    within(match.cookies, b.match.cookies) &&
    within(match.query, b.match.query)
  );
}

/** TLS is spoken before a path is known: of two options for one host Traefik applies neither (GHSA-g55h-rg46-x9c5). */
function checkTlsOptions(routes: readonly PlacedRoute[]): CheckFailure[] {
  const first = new Map<string, PlacedRoute>();
  return routes.flatMap((route): CheckFailure[] => {
    const { address, entryPoint, tlsOptions, index } = route.exposure;
    if (address.kind === "rule") return [];
    const key = `${entryPoint} ${address.host}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, route);
    if (other === undefined || other.exposure.tlsOptions === tlsOptions) return [];
    if (other.name === route.name && other.exposure.index === index) return [];
    const message = `${address.host} has ${describeOptions(other.exposure.tlsOptions)} in ${placeOf(other)}, and ${describeOptions(tlsOptions)} here; Traefik would apply neither`;
    return [{ path: pathOf(route), message }];
  });
}

const describeOptions = (options: string | undefined): string =>
  options === undefined ? "the default TLS options" : `the TLS options ${options}`;

function checkTcp(routes: readonly Placed<TcpExposure>[], http: readonly PlacedRoute[]): CheckFailure[] {
  const httpHosts = new Map(
    http.flatMap((route) =>
      route.exposure.address.kind === "host"
        ? [[`${route.exposure.entryPoint} ${route.exposure.address.host}`, route] as const]
        : [],
    ),
  );
  return [
    ...repeated(
      routes,
      ({ exposure }) => `${exposure.entryPoint} ${tcpRule(exposure)}`,
      ({ exposure }, first) =>
        `${exposure.host ?? exposure.rule ?? `every connection of ${exposure.entryPoint}`} is exposed by ${placeOf(first)} already`,
    ),
    ...routes.flatMap((route) => {
      const { host, entryPoint } = route.exposure;
      const rival = httpHosts.get(`${entryPoint} ${host}`);
      if (rival === undefined) return [];
      const message = `${host} is exposed over HTTP by ${placeOf(rival)}, which takes its connections; give it another host`;
      return [{ path: pathOf(route), message }];
    }),
  ];
}
